import { recognise } from '../../src/actions/applications/recognise';
import { submit } from '../../src/actions/applications/submit';
import { verify } from '../../src/actions/applications/verify';
import { withdrawRecognition } from '../../src/actions/applications/withdraw-recognition';
import type { ActionDeps } from '../../src/actions/deps';
import { bringBack, comeBack, goAway, leave, transfer } from '../../src/actions/people/members';
import { application, slotOfPhone } from '../../src/models/applications';
import { byPhone, type Person, phoneHash } from '../../src/models/people';
import { unitId } from '../../src/models/unit';
import { random } from '../seeded';

/** Branches among which the women move; the units above them are merged and moved meanwhile. */
export const BRANCHES = ['c1-b1', 'c1-b2', 'c2-b1', 'c2-b2', 'c3-b1'].map((code) => unitId(code, '2025-07-01'));
/** Members from the beginning, who bring the women. */
export const REFERRERS = 5;

/** One order of a process, decided by its seed and place alone: a process that was killed gives the same one again. */
export interface RecordOrder {
  id: string;
  kind: 'join' | 'mistake' | 'transfer' | 'leave' | 'return' | 'away' | 'back';
  woman: number;
  branch: string;
  referrer: number;
}

const KINDS = ['join', 'join', 'join', 'mistake', 'transfer', 'transfer', 'leave', 'return', 'away', 'back'] as const;
const operator = { kind: 'operator' } as const;
const YEAR_OF_BIRTH = 1980;

/** Which order comes at a place. */
export function recordOrder(seed: number, process: number, place: number, women: number): RecordOrder {
  const next = random(seed + process * 7_919 + place * 104_729);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)] as T;
  const [kind, woman, branch] = [pick(KINDS), Math.floor(next() * women), pick(BRANCHES)];
  return { id: `order/${process}/${place}`, kind, woman, branch, referrer: Math.floor(next() * REFERRERS) };
}

/** The phone of a woman: what she is found by. */
export const phoneOf = (woman: number): string => `0903${String(woman).padStart(6, '0')}`;

/** Carries an order out; whether something was done. A refusal is an answer: others were first. */
export async function giveOrder(order: RecordOrder, codes: readonly string[], deps: ActionDeps): Promise<boolean> {
  const { id, kind, woman, branch, referrer } = order;
  const by = { id, actor: operator };
  if (kind === 'join') return join(order, codes[referrer] ?? '', deps);
  const her = await recordOf(woman);
  if (!her) return false;
  switch (kind) {
    case 'mistake': {
      const file = await fileBehind(her);
      return file !== undefined && (await withdrawRecognition(file, { ...by, why: 'at random' }, deps)).done;
    }
    case 'transfer':
      return (await transfer(her._id, branch, by, deps)).done;
    case 'leave':
      return (await leave(her._id, 'asked', by, deps)).done;
    case 'return':
      return (await bringBack(her._id, by, deps)).done;
    case 'away':
      return (await goAway(her._id, by, deps)).done;
    case 'back':
      return (await comeBack(her._id, by, deps)).done;
    default:
      return kind satisfies never;
  }
}

/** She asks to join in her chat, her branch verifies her and her commune recognises her. */
async function join({ id, woman, branch }: RecordOrder, referrerCode: string, deps: ActionDeps): Promise<boolean> {
  const [phone, by] = [phoneOf(woman), { id, actor: operator }];
  const form = { name: `Chị ${woman}`, birthYear: YEAR_OF_BIRTH, unit: branch, phone, referrerCode };
  // Somebody may have filed one for her: then that one goes on.
  const slot = await slotOfPhone(phoneHash(phone));
  const file = ('open' in slot ? slot.open.file : undefined) ?? (await filed(form, id, woman, deps));
  if (file === undefined) return false;
  await verify(file, by, deps);
  return (await recognise(file, by, deps)).done;
}

async function filed(
  form: Parameters<typeof submit>[0],
  id: string,
  woman: number,
  deps: ActionDeps,
): Promise<string | undefined> {
  const { file, duplicate } = await submit(form, { id, conversation: `chat/${woman}` }, deps);
  // A member's phone: a leader looks at it, and sees that it is she.
  return duplicate ? undefined : file;
}

async function recordOf(woman: number): Promise<Person | undefined> {
  return (await byPhone(phoneHash(phoneOf(woman))))[0];
}

async function fileBehind(her: Person): Promise<string | undefined> {
  if (!her.recognition) return undefined;
  return (await application(her.recognition.application))?.file;
}
