import type { CallAbout, CallOutcome } from '../../engine/leader-types';
import type { Rsvp } from '../../engine/types';
import { isNoted } from '../../models/audit';
import { broadcastStore } from '../../models/broadcasts';
import { phoneNumberOf } from '../../models/people';
import { byGivenName } from '../../models/plain-name';
import { can } from '../access';
import type { Leader } from '../actor';
import { auditRefusal } from '../audited';
import { callsOn, noteCall } from '../broadcasts/broadcast-calls';
import { receivers } from '../broadcasts/broadcast-people';
import type { ActionDeps } from '../deps';
import { callsAbout } from '../meetings/meeting-calls';
import { answerFor } from '../meetings/meeting-people';
import { noteLook } from './leader-meetings';

/** Somebody on a list of calls. */
export interface CallEntry {
  person: string;
  name: string;
  unit: string;
  /** A reason of `outcome-words.ts`, or `silent`. */
  why: string;
  /** Whether she still is to be phoned. */
  open: boolean;
  /** What a leader noted last, who (`post:person`), and when, ms. */
  noted?: { result: Rsvp | CallOutcome; at: number; by?: string };
}

/** An order of a leader, by chat or by page. */
export interface LeaderOrder {
  id: string;
  actor: Leader;
}

type Deps = Pick<ActionDeps, 'now' | 'timeZone'>;

/**
 * Everybody on a list of calls whom she may see, those to be phoned first: those without a chat before the silent, those not
 * reached before last. Undefined where the list is none of hers.
 */
export async function entriesFor({ kind, id }: CallAbout, actor: Leader, deps: Deps): Promise<CallEntry[] | undefined> {
  const list = kind === 'message' ? await entriesOfMessage(id, actor) : await entriesOfMeeting(id, actor, deps);
  return list?.sort((a, b) => rankOf(a) - rankOf(b) || byGivenName(a.name, b.name));
}

const rankOf = ({ open, noted, why }: CallEntry) => (!open ? 3 : noted ? 2 : why === 'silent' ? 1 : 0);

async function entriesOfMessage(id: string, actor: Leader): Promise<CallEntry[] | undefined> {
  const broadcast = await broadcastStore.load(id);
  const list = broadcast ? await callsOn(broadcast, actor) : undefined;
  return list?.map(({ person, name, unit, why, noted, note }) => ({
    ...{ person, name, unit, why, open: noted !== 'told' },
    ...(noted && note ? { noted: { result: noted, ...note } } : {}),
  }));
}

async function entriesOfMeeting(id: string, actor: Leader, deps: Deps): Promise<CallEntry[] | undefined> {
  return (await callsAbout(id, actor, deps))?.map(({ person, name, unit, why, said, noted }) => {
    const open = said === 'silent' || said === 'missed';
    return { person, name, unit, why, open, ...(noted && said !== 'silent' ? { noted: { result: said, ...noted } } : {}) };
  });
}

/** The number of a woman on a list of hers; undefined where there is none or she may not see it. Each look is in the audit first. */
export async function showNumber(
  { about, person }: { about: CallAbout; person: string },
  { id, actor }: LeaderOrder,
  deps: Deps,
): Promise<string | undefined> {
  const listed = (await entriesFor(about, actor, deps))?.some((each) => each.person === person);
  const her = listed ? (await receivers([person])).get(person) : undefined;
  if (!her) return undefined;
  if (!(await can(actor, 'meetings:phone', her.unit))) {
    await auditRefusal({ id, actor }, 'meetings:phone', her.unit, deps.now());
    return undefined;
  }
  await noteLook({ id }, actor, { action: 'meetings:phone', unit: her.unit, about: person }, deps);
  return phoneNumberOf(her);
}

/**
 * Notes what came of a call: of a meeting it counts like her own answer, marked by whom; false where it
 * cannot be noted. The same order again changes nothing, whatever has been noted since.
 */
export async function noteOutcome(
  { about, person, answer }: { about: CallAbout; person: string; answer: CallOutcome },
  { id, actor }: LeaderOrder,
  deps: Deps,
): Promise<boolean> {
  if (await isNoted(id)) return true;
  const order = { id, actor, person };
  const message = about.kind === 'message';
  if (message !== (answer === 'told') && answer !== 'missed') return false;
  const noted = message
    ? await noteCall({ ...order, broadcast: about.id, result: answer === 'told' ? 'told' : 'missed' }, deps)
    : await answerFor({ ...order, meeting: about.id, answer: answer === 'told' ? 'going' : answer }, deps);
  if (!noted.done) return false;
  const her = (await receivers([person])).get(person);
  await noteLook({ id }, actor, { action: 'meetings:mark', unit: her?.unit ?? actor.unit, about: person }, deps);
  return true;
}
