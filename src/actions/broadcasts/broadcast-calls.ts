import { chunksOf } from '../../models/broadcast-chunks';
import { type Broadcast, broadcastStore } from '../../models/broadcasts';
import { type CallNote, type CallResult, callNotesOf, keepCallNote } from '../../models/call-notes';
import { nameOf } from '../../models/people';
import { byGivenName } from '../../models/plain-name';
import { notReached } from '../../models/send-chunks';
import { sendOf } from '../../models/sends';
import { tree } from '../../models/units';
import { type Actor, can, nameOfActor } from '../access';
import type { Order } from '../act';
import { auditRefusal } from '../audited';
import type { ActionDeps } from '../deps';
import { whomItMissed } from './broadcast-audience';
import { receivers } from './broadcast-people';

/** Somebody whom a message did not reach, and why (a reason of `outcome-words.ts`); `noted`: what came of a call so far; `note`: who noted it, and when, ms. */
export interface Unreached {
  person: string;
  name: string;
  unit: string;
  why: string;
  noted?: CallResult;
  note?: Pick<CallNote, 'at' | 'by'>;
}

/**
 * Whom to phone about a broadcast, of those whose names the actor may see: nobody whom it, or what sent it again, has reached.
 * Those who were told by phone are left out; those who were phoned in vain come last.
 */
export async function whomItLeftOut(broadcast: Broadcast, actor: Actor): Promise<Unreached[]> {
  const list = (await callsOn(broadcast, actor)) ?? [];
  return list
    .filter(({ noted }) => noted !== 'told')
    .sort((a, b) => Number(a.noted !== undefined) - Number(b.noted !== undefined) || byGivenName(a.name, b.name));
}

/** The same with those who were told by phone; undefined where no unit of its audience is one whose names the actor may see. */
export async function callsOn(broadcast: Broadcast, actor: Actor): Promise<Unreached[] | undefined> {
  const mine = await unitsSeen(broadcast, actor);
  if (mine.size === 0) return undefined;
  // Who moved while it was planned is in no unit's part.
  const parts = (await chunksOf(broadcast._id)).filter(({ unit }) => unit === undefined || mine.has(unit));
  const why = await notReached(parts.map(({ _id }) => _id));
  const people = [...(await receivers([...why.keys()])).values()].filter(({ unit }) => mine.has(unit));
  const open = await whomItMissed({ broadcast: broadcast._id, resends: broadcast.resent ?? [], unknown: true }, people);
  const notes = await callNotesOf(
    broadcast._id,
    open.map(({ _id }) => _id),
  );
  return open.map((her): Unreached => {
    const note = notes.get(her._id);
    const told = { person: her._id, name: nameOf(her), unit: her.unit, why: why.get(her._id) ?? 'noChat' };
    return note ? { ...told, noted: note.result, note: { at: note.at, by: note.by } } : told;
  });
}

async function unitsSeen({ audience }: Broadcast, actor: Actor): Promise<Set<string>> {
  const { subtree } = await tree();
  const units = [...new Set(audience.units.flatMap((unit) => subtree(unit).map(({ _id }) => _id)))];
  const seen = await Promise.all(units.map((unit) => can(actor, 'members:see', unit)));
  return new Set(units.filter((_, n) => seen[n]));
}

export type NoteRefusal = 'unknown' | 'notAllowed';

/** Notes what came of a call about a message, marked by whom; the newest note holds, the same order again is one. */
export async function noteCall(
  { id, actor, broadcast, person, result }: Order & { broadcast: string; person: string; result: CallResult },
  deps: Pick<ActionDeps, 'now'>,
): Promise<{ done: true } | { done: false; why: NoteRefusal }> {
  const why = await noteRefused({ id, actor, broadcast, person }, deps.now());
  if (why) return { done: false, why };
  await keepCallNote({ broadcast, person, result, at: deps.now(), by: nameOfActor(actor) });
  return { done: true };
}

/** What stands against noting something for her; a refusal is in the audit. */
export async function noteRefused(
  { id, actor, broadcast, person }: Order & { broadcast: string; person: string },
  at: number,
): Promise<NoteRefusal | undefined> {
  const [told, send] = await Promise.all([broadcastStore.load(broadcast), sendOf(`${broadcast}/${person}`)]);
  const her = (await receivers([person])).get(person);
  if (!told || !send || !her || !(await can(actor, 'members:see', her.unit))) return 'unknown';
  if (await can(actor, 'meetings:mark', her.unit)) return undefined;
  await auditRefusal({ id, actor }, 'meetings:mark', her.unit, at);
  return 'notAllowed';
}
