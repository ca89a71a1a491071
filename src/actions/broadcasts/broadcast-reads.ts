import type { Chunk } from '../../models/broadcast-chunks';
import { chunkOf, chunksOf } from '../../models/broadcast-chunks';
import { type Broadcast, broadcastStore } from '../../models/broadcasts';
import type { Fact } from '../../models/facts';
import { leaderChat } from '../../models/leader-chats';
import { byIds, holderOf, idsOf, person } from '../../models/people';
import { keepRead, readsByUnit } from '../../models/reads';
import { peopleReached } from '../../models/send-chunks';
import { noteEchoes } from '../../models/send-receipts';
import { type Send, sendOf } from '../../models/sends';
import { periodOf } from '../../programme/periods';
import { addFacts } from '../../programme/recount';
import type { ActionDeps } from '../deps';

type Counting = Pick<ActionDeps, 'now' | 'timeZone' | 'ringCount'>;
type Told = Pick<Broadcast, '_id' | 'topic'>;

/**
 * Notes that whoever writes in a chat has read a broadcast: once, and only where it was sent to her. Her read is also the proof
 * that an uncertain message has left.
 */
export async function noteRead(broadcast: string, conversation: string, at: number, deps: Counting): Promise<void> {
  const [told, send] = await Promise.all([broadcastStore.load(broadcast), sentTo(conversation, broadcast)]);
  if (told?.kind !== 'information' || send?.leftAt === undefined) return;
  const part = await chunkOf(send.chunk ?? '');
  const unit = part?.unit ?? (await person(send.person ?? ''))?.unit;
  if (unit === undefined) return;
  await noteEchoes([send._id]);
  await keepRead({ _id: send._id, broadcast, unit, at });
  const about = { unit, n: 1, id: send._id, period: periodOf(at, deps.timeZone), at };
  // What was uncertain when its part was closed has not been counted yet.
  const late = part?.uncertain?.includes(send._id) ? factsOf('sent', told, about) : [];
  await addFacts([...factsOf('read', told, about), ...late], deps.ringCount);
}

/** What a broadcast sent to whose chat it is: a woman of the register, by any of her ids, or an officer, who may be only named. */
async function sentTo(conversation: string, broadcast: string): Promise<Send | null> {
  const known = await holderOf(conversation);
  const officer = (await leaderChat(conversation))?.holder;
  const sends = await Promise.all(
    [...(known ? idsOf(known) : []), ...(officer === undefined ? [] : [officer])].map((id) => sendOf(`${broadcast}/${id}`)),
  );
  const found = sends.filter((send) => send !== null);
  return found.find(({ leftAt }) => leftAt !== undefined) ?? found[0] ?? null;
}

/** Counts whom a part of a broadcast has reached (ids of persons), before it is closed; again is the same facts. */
export async function countReached(told: Told, part: Chunk, reached: readonly string[], deps: Counting): Promise<void> {
  const at = deps.now();
  const period = periodOf(at, deps.timeZone);
  const facts = [...(await byUnit(part, reached))].flatMap(([unit, n]) =>
    factsOf('sent', told, { unit, n, id: `${part._id}:${unit}`, period, at }),
  );
  if (facts.length > 0) await addFacts(facts, deps.ringCount);
}

/** How many of the people of a part are in which unit: that of the part, or where they moved to. */
async function byUnit({ unit }: Chunk, people: readonly string[]): Promise<Map<string, number>> {
  if (unit !== undefined) return new Map(people.length > 0 ? [[unit, people.length]] : []);
  const rows = new Map<string, number>();
  for (const each of await byIds(people)) rows.set(each.unit, (rows.get(each.unit) ?? 0) + 1);
  return rows;
}

function factsOf(
  what: 'sent' | 'read',
  { topic }: Told,
  { id, ...about }: Omit<Fact, '_id' | 'metric'> & { id: string },
): Fact[] {
  const metrics = [`information:${what}`, ...(topic === undefined ? [] : [`information:${what}:${topic}`])];
  return metrics.map((metric) => ({ ...about, _id: `${id}/${metric}`, metric }));
}

/** Whom a broadcast has reached and who has read it, in one unit alone. */
export interface Coverage {
  unit: string;
  sent: number;
  read: number;
}

/** How far what a broadcast tells has come, unit by unit; only units with somebody whom it reached. */
export async function coverageOf(broadcast: string): Promise<Coverage[]> {
  const rows = new Map<string, Coverage>();
  for (const part of await chunksOf(broadcast)) {
    for (const [unit, n] of await byUnit(part, await peopleReached(part._id)))
      rows.set(unit, { unit, read: 0, sent: (rows.get(unit)?.sent ?? 0) + n });
  }
  for (const [unit, read] of await readsByUnit(broadcast)) rows.set(unit, { unit, sent: rows.get(unit)?.sent ?? 0, read });
  return [...rows.values()];
}
