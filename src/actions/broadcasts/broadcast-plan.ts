import * as chunks from '../../models/broadcast-chunks';
import { type Broadcast, type Plan, sayingOf } from '../../models/broadcasts';
import { type Addressee, changedSince, nameOf } from '../../models/people';
import { haveSends, type PlannedSend, planSends, plansOfChunks } from '../../models/send-chunks';
import { tree } from '../../models/units';
import { localDay } from '../../programme/periods';
import { peopleOf, reachAll } from './broadcast-people';
import { addReach, type Chat, noPlan, type Reaching } from './broadcast-reach';
import { sayingFor } from './broadcast-saying';

/** Makes the sends of some parts, one for each of their people, and notes what each comes to. May run twice, and beside itself. */
export async function planChunks(
  broadcast: Broadcast,
  parts: readonly chunks.Chunk[],
  { reaching, now }: { reaching: Reaching; now: number },
): Promise<void> {
  const found = await peopleIn(broadcast, parts, localDay(now, reaching.timeZone));
  const people = found.map(({ person }) => person);
  const partOf = new Map(found.map(({ person, part }) => [person._id, part]));
  const say = sayingOf(broadcast);
  const { _id, purpose, notAfter, asks, audience } = broadcast;
  const same = say.personal ? undefined : sayingFor(say, broadcast, '');
  const saying = { purpose, key: say.key, leavesAt: Math.max(now, broadcast.startsAt ?? 0), ...(notAfter ? { notAfter } : {}) };
  const sends = (await reachAll(audience, people, saying, reaching)).map(
    ({ person, reach }): PlannedSend => ({
      _id: `${_id}/${person._id}`,
      broadcast: _id,
      chunk: partOf.get(person._id) ?? '',
      person: person._id,
      conversation: reach.chat?._id ?? '',
      channel: reach.chat?.channel ?? '',
      planned: reach.how,
      ...(reach.how === 'call' ? { failure: reach.why } : {}),
      reply: false,
      seq: 0,
      purpose,
      ...(notAfter ? { notAfter } : {}),
      ...(asks ? { asks } : {}),
      say: same ?? sayingFor(say, broadcast, nameOf(person)),
    }),
  );
  const ids = parts.map((part) => part._id);
  const tried = await haveSends(ids);
  const fresh = await planSends(sends);
  // Read back: where this died once and somebody moved meanwhile, the sends are the truth.
  const planned = fresh && !tried ? byChunk(sends) : await plansOfChunks(ids);
  const prices = await pricesOf(reaching);
  const noted = ids.map((id) => {
    const own = planned.get(id) ?? [];
    return [id, { plan: planOf(own, prices), channels: channelsOf(own) }] as const;
  });
  await chunks.notePlans(new Map(noted));
}

function byChunk(sends: readonly PlannedSend[]): Map<string, PlannedSend[]> {
  const parts = new Map<string, PlannedSend[]>();
  for (const send of sends) {
    const part = parts.get(send.chunk);
    if (part) part.push(send);
    else parts.set(send.chunk, [send]);
  }
  return parts;
}

/** What a message costs that is not free, VND. */
export const pricesOf = async ({ price }: Reaching) => ({ paid: await price('paid'), template: await price('template') });

function planOf(sends: readonly Pick<PlannedSend, 'planned' | 'failure'>[], price: Record<'paid' | 'template', number>): Plan {
  const plan = noPlan();
  for (const { planned, failure = 'noChat' } of sends)
    addReach(plan, planned === 'call' ? { how: planned, why: failure } : { how: planned, chat: NOBODY }, price);
  return plan;
}

/** Where something is to leave. */
const channelsOf = (sends: readonly Pick<PlannedSend, 'planned' | 'channel'>[]): string[] => [
  ...new Set(sends.flatMap(({ planned, channel }) => (planned === 'call' ? [] : channel))),
];

const NOBODY: Chat = { _id: '', channel: '', consents: {} };

/** Somebody, and the id of the part to which she belongs. */
interface Placed {
  person: Addressee;
  part: string;
}

async function peopleIn({ audience, plannedFrom }: Broadcast, parts: readonly chunks.Chunk[], today: string): Promise<Placed[]> {
  const partOf = new Map(parts.flatMap(({ _id, unit }) => (unit === undefined ? [] : [[unit, _id] as const])));
  const people = partOf.size === 0 ? [] : await peopleOf([...partOf.keys()], audience, today);
  const there = people.map(({ person, unit }) => ({ person, part: partOf.get(unit) ?? '' }));
  const last = parts.find(({ unit }) => unit === undefined);
  // A post stays in its unit, wherever its holder moves.
  if (!last || audience.posts) return there;
  // A transfer is one of the changes; whoever has her send already keeps it.
  const moved = await changedSince(plannedFrom);
  const { lineage } = await tree();
  const within = moved.filter((person) => lineage(person.unit).some((above) => audience.units.includes(above._id)));
  return [...there, ...within.map((person) => ({ person, part: last._id }))];
}
