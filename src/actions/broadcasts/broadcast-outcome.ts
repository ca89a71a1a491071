import { type Chunk, chunksOf, type Tally } from '../../models/broadcast-chunks';
import { type Broadcast, broadcastStore } from '../../models/broadcasts';
import { recentlyLeft } from '../../models/send-chunks';
import { type Send, type SendState, Sends } from '../../models/sends';

/** How far a broadcast is. */
export interface Progress {
  state: Broadcast['state'];
  /** Parts that are planned, of all there are. */
  planned: { done: number; total: number };
  people: number;
  /** Sends that have come to their end, whatever it is, and those of them that left. */
  ended: number;
  sent: number;
  /** Messages a second over the last minute, and at that rate the seconds that are left; undefined while nothing leaves. */
  perSecond: number;
  secondsLeft?: number;
}

const MINUTE = 60_000;
const OPEN: readonly SendState[] = ['planned', 'queued', 'sending'];

/** What was read last of each broadcast that somebody watches, and until when that is enough, by `performance.now()`. */
const watched = new Map<string, { parts: Chunk[]; left: number[]; until: number }>();
/** Reading thousands of parts takes a part of the time like this at most, however many people watch. */
const REST = 10;

/** How far a broadcast is, from its parts; a large one is read anew only every few seconds. Null where there is none. */
export async function progressOf(id: string, now: number): Promise<Progress | null> {
  const broadcast = await broadcastStore.load(id);
  if (!broadcast) return null;
  const began = performance.now();
  for (const [each, { until }] of watched) if (until <= began) watched.delete(each);
  const { parts, left } = watched.get(id) ?? (await read(id, now));
  if (!watched.has(id)) watched.set(id, { parts, left, until: began + (performance.now() - began) * REST });
  return progress(broadcast.state, parts, left, now);
}

async function read(id: string, now: number): Promise<{ parts: Chunk[]; left: number[] }> {
  const parts = await chunksOf(id);
  const since = now - MINUTE;
  const fed = parts.filter(({ state }) => state === 'fed').map(({ _id }) => _id);
  // Of a part that has ended all is taken as left at its end: its messages need not be read for that.
  const ended = parts.flatMap(({ tally, closedAt = 0 }) =>
    closedAt > since ? Array<number>(tally?.sent ?? 0).fill(closedAt) : [],
  );
  return { parts, left: [...ended, ...(await recentlyLeft(fed, since))] };
}

/** The same from what was read: `left` are the times (ms) at which messages left in the last minute. */
export function progress(state: Broadcast['state'], parts: readonly Chunk[], left: readonly number[], now: number): Progress {
  const done = parts.filter((part) => part.state !== 'open');
  const people = done.reduce((sum, { plan }) => sum + (plan?.people ?? 0), 0);
  const tallies = done.map(tallyOf);
  const sum = (count: (tally: Tally) => number) => tallies.reduce((total, tally) => total + count(tally), 0);
  const ended = sum((tally) => Object.entries(tally).reduce((n, [key, of]) => n + (OPEN.includes(key as SendState) ? 0 : of), 0));
  // What began less than a minute ago is not spread over a whole one.
  const since = Math.max(1, Math.min(MINUTE, now - left.reduce((first, at) => Math.min(first, at), now)) / 1_000);
  const perSecond = left.length / since;
  const open = people - ended;
  return {
    state,
    planned: { done: done.length, total: parts.length },
    people,
    ended,
    sent: sum(({ sent = 0 }) => sent),
    perSecond: Math.round(perSecond * 10) / 10,
    ...(state === 'sending' && perSecond > 0 && open > 0 ? { secondsLeft: Math.ceil(open / perSecond) } : {}),
  };
}

/** Before anything was fed only those who must be phoned have come to their end. */
const tallyOf = ({ tally, plan }: Chunk): Tally => tally ?? { held: plan?.how.call ?? 0 };

/** How many of a broadcast became what, by state and by the reason where there is one: `held:noChat`. It adds up to its people. */
export async function outcomeOf(id: string): Promise<Record<string, number>> {
  const table: Record<string, number> = {};
  for (const { _id } of await chunksOf(id))
    for (const send of await Sends.find({ chunk: _id })
      .select({ state: 1, failure: 1 })
      .lean<Pick<Send, 'state' | 'failure'>[]>()) {
      const name = reasonOf(send);
      table[name] = (table[name] ?? 0) + 1;
    }
  return table;
}

/** What became of one message, by its key in the locale below `outcome`: its state, or the reason where there is one. */
export const reasonOf = ({ state, failure }: Pick<Send, 'state' | 'failure'>): string =>
  failure === undefined ? state : `${state}:${failure}`;
