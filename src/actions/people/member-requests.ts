import { randomInt } from 'node:crypto';
import type { Answers, ChangeForm, LinkForm } from '../../engine/types';
import { byPhone, holderOf, nameOf, type Person, phoneHash } from '../../models/people';
import { foldName } from '../../models/place-names';
import {
  askedSince,
  codeHash,
  codesSince,
  type MemberRequest,
  type RequestBody,
  type RequestEffect,
  requestNumber,
  requestStore,
  requestsOf,
  sealBody,
  slotOfRequest,
} from '../../models/requests';
import { seal } from '../../models/secrets';
import { inSlot } from '../../models/slots';
import { settingOf, topUnit, tree, unitAt } from '../../models/units';
import { type DraftOf, numbered } from '../act';
import type { ActionDeps } from '../deps';
import { CODE_FOR, CODE_TRIES, CODE_WAIT, CODES_A_DAY, decideAskLeader, decideTry, LINKS_A_DAY } from './request-decisions';
import { DAY, daysOf, holderIn, moveRequest, requestCarrier } from './requests';

const BY = 'member';

/** Where a request comes from: `id` of the effect, and the chat. */
export interface Asking {
  id: string;
  conversation: string;
}

/**
 * A member asks to be tied to her record. The answer is the same whether there is such a record or not: who only knows a
 * name and a number learns nothing. A code goes out only where phone, name and year fit one record of that commune.
 */
export async function askLink(form: LinkForm, { id, conversation }: Asking, deps: ActionDeps): Promise<Answers['linkAsked']> {
  const { branch, days } = await toldOf(form.unit);
  const way = deps.sendCode ? ('code' as const) : ('leader' as const);
  const there = await requestStore.load(id);
  if (there) {
    await requestCarrier.carry(id, deps);
    return { way, branch, days };
  }
  const at = deps.now();
  if ((await askedSince(conversation, 'link', at - DAY)) >= LINKS_A_DAY) return { way: 'later', branch, days };
  const hash = phoneHash(form.phone);
  const match = await recordOf(form, hash);
  const code = String(randomInt(100_000, 1_000_000));
  const sends = way === 'code' && match !== undefined && (await codesSince(hash, at - DAY)) < CODES_A_DAY;
  const effects: DraftOf<RequestEffect>[] = [
    ...(sends ? [{ name: 'sendCode' as const, code: seal(code) }] : []),
    ...(way === 'leader' ? [{ name: 'tellLeaders' as const, unit: form.unit, matter: 'request' as const }] : []),
  ];
  await file(
    {
      id,
      at,
      conversation,
      unit: form.unit,
      body: { kind: 'link', ...form },
      key: linkOf(conversation),
      dueAt: at + (way === 'code' ? CODE_WAIT : days * DAY),
      more: {
        phoneHash: hash,
        ...(match ? { person: match._id } : {}),
        ...(sends ? { codeAt: at } : {}),
        // Tries count alike where no code went out.
        ...(way === 'code' ? { code: { hash: codeHash(id, code), until: at + CODE_FOR, triesLeft: CODE_TRIES } } : {}),
      },
      effects,
    },
    deps,
  );
  return { way, branch, days };
}

/** She typed a code. */
export async function tryCode(typed: string, { id, conversation }: Asking, deps: ActionDeps): Promise<Answers['codeTried']> {
  const was = await openLinkOf(conversation);
  const about = was ?? (await triedBefore(id, conversation));
  const { branch, days } = await toldOf(about?.unit);
  if (!about) return { result: 'over', branch, days };
  const entry = await moveRequest(about._id, { id, action: 'try', by: BY }, deps, async (now, at) =>
    decideTry(now, typed, at, { days: await daysOf(now.unit), ...(await holderIn(conversation)) }),
  );
  return { result: entry?.result ?? 'over', branch, days };
}

/** She got no code: her leader is asked. */
export async function askLeader({ id, conversation }: Asking, deps: ActionDeps): Promise<Answers['codeTried']> {
  const was = await openLinkOf(conversation);
  const { branch, days } = await toldOf(was?.unit);
  if (was) {
    await moveRequest(was._id, { id, action: 'askLeader', by: BY }, deps, async (now, at) =>
      decideAskLeader(now, at, await daysOf(now.unit)),
    );
  }
  return { result: 'over', branch, days };
}

/** A linked member asks for a change of her record; one of a kind is open at a time. */
export async function askChange(
  form: ChangeForm,
  { id, conversation }: Asking,
  deps: ActionDeps,
): Promise<Answers['changeAsked']> {
  const holder = await holderOf(conversation);
  const unit = holder ? ((await unitAt(holder.unit, 'branch'))?._id ?? holder.unit) : undefined;
  const { branch, days } = await toldOf(unit);
  if (holder?.status !== 'member' || unit === undefined) return { no: '', branch, days, again: false };
  const at = deps.now();
  const key = `${form.kind}/${holder._id}`;
  const effects: DraftOf<RequestEffect>[] = [{ name: 'tellLeaders', unit, matter: 'request' }];
  const more = { person: holder._id };
  const filed = await file({ id, at, conversation, unit, body: form, key, dueAt: at + days * DAY, more, effects }, deps);
  return { no: filed.no, branch, days, again: filed._id !== id };
}

/** The one record of a commune that fits phone, name and year; undefined for none and for several. */
async function recordOf({ name, birthYear, unit }: LinkForm, hash: string): Promise<Person | undefined> {
  const { lineage, subtree } = await tree();
  const commune = lineage(unit).find(({ level }) => level === 'commune')?._id ?? unit;
  const units = new Set(subtree(commune).map(({ _id }) => _id));
  const fitting = (await byPhone(hash)).filter(
    (each) =>
      each.status === 'member' &&
      units.has(each.unit) &&
      (each.birthYear === undefined || each.birthYear === birthYear) &&
      foldName(nameOf(each)) === foldName(name),
  );
  return fitting.length === 1 ? fitting[0] : undefined;
}

interface Draft {
  id: string;
  at: number;
  conversation: string;
  unit: string;
  body: RequestBody;
  /** What may be open only once. */
  key: string;
  dueAt: number;
  more: Partial<MemberRequest>;
  effects: DraftOf<RequestEffect>[];
}

/** Files it under a free number; the open one when there is one of its kind, the stored one for the same id. */
async function file({ id, at, body, key, more, effects, ...rest }: Draft, deps: ActionDeps): Promise<MemberRequest> {
  const history = [{ id, at, action: 'ask' as const, by: BY, outcome: 'open' as const }];
  const outbox = numbered<RequestEffect>(id, 0, effects);
  const about = { kind: body.kind, state: 'open' as const, body: sealBody(body) };
  let attempt = 0;
  return inSlot<MemberRequest, MemberRequest>(
    () => slotOfRequest(key),
    async (slot) => {
      const same = await requestStore.load(id);
      if (same) return carried(same, deps);
      if ('open' in slot) return carried(slot.open, deps);
      const no = requestNumber(id, attempt);
      attempt += 1;
      // Kept or not, the next look finds which one is there.
      await requestStore.insert({ _id: id, at, ...rest, ...more, ...about, no, slot: slot.next, history, outbox }, at);
      return undefined;
    },
  );
}

async function carried(there: MemberRequest, deps: ActionDeps): Promise<MemberRequest> {
  await requestCarrier.carry(there._id, deps);
  return there;
}

const linkOf = (conversation: string): string => `link/${conversation}`;

async function openLinkOf(conversation: string): Promise<MemberRequest | undefined> {
  const slot = await slotOfRequest(linkOf(conversation));
  return 'open' in slot ? slot.open : undefined;
}

/** Who decides and within how many days, as she is told. */
async function toldOf(id: string | undefined): Promise<{ branch: string; days: number }> {
  const unit = (await tree()).units.get(id ?? '') ?? (await topUnit());
  return { branch: unit.name, days: await settingOf(unit._id, 'requestDays') };
}

async function triedBefore(order: string, conversation: string): Promise<MemberRequest | undefined> {
  const tried = await requestsOf(conversation);
  return tried.find(({ history }) => history.some(({ id }) => id === order));
}
