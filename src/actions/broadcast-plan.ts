import * as chunks from '../models/broadcast-chunks';
import { type Broadcast, type Plan, sayingOf } from '../models/broadcasts';
import { currentOf } from '../models/consents';
import { loadMany } from '../models/conversations';
import { inOffice, officersOf } from '../models/officers';
import type { Post } from '../models/offices';
import { byIds, changedSince, inUnits, nameOf, type Person } from '../models/people';
import { type PlannedSend, planSends, plansOfChunks } from '../models/send-chunks';
import { tree } from '../models/units';
import { localDay } from '../programme/periods';
import { narrow } from './broadcast-audience';
import { addReach, type Chat, noPlan, type Reaching, reachOf } from './broadcast-reach';
import { sayingFor } from './broadcast-saying';

/** Makes the sends of some parts, one for each of their people, and notes what each comes to. May run twice, and beside itself. */
export async function planChunks(
  broadcast: Broadcast,
  parts: readonly chunks.Chunk[],
  { reaching, now }: { reaching: Reaching; now: number },
): Promise<void> {
  const found = await peopleIn(broadcast, parts, localDay(now, reaching.timeZone));
  const people = await narrow(
    broadcast.audience,
    found.map(({ person }) => person),
  );
  const partOf = new Map(found.map(({ person, part }) => [person._id, part]));
  const chats = await chatsOf(people);
  const say = sayingOf(broadcast);
  const { _id, purpose, notAfter, asks } = broadcast;
  const saying = { purpose, key: say.key, leavesAt: Math.max(now, broadcast.startsAt ?? 0), ...(notAfter ? { notAfter } : {}) };
  const sends = people.map((person): PlannedSend => {
    const own = person.conversations.flatMap((id) => chats.get(id) ?? []);
    const only = broadcast.audience.channel;
    const reach = reachOf(only ? own.filter((chat) => chat.channel === only) : own, saying, reaching);
    return {
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
      say: sayingFor(say, broadcast, nameOf(person)),
    };
  });
  await planSends(sends);
  // Read back: where this died once and somebody moved meanwhile, the sends are the truth.
  const ids = parts.map((part) => part._id);
  const [planned, prices] = [await plansOfChunks(ids), await pricesOf(reaching)];
  await chunks.notePlans(new Map(ids.map((id) => [id, planOf(planned.get(id) ?? [], prices)])));
}

/** What a message costs that is not free, VND. */
export const pricesOf = async ({ price }: Reaching) => ({ paid: await price('paid'), template: await price('template') });

function planOf(sends: readonly Pick<PlannedSend, 'planned' | 'failure'>[], price: Record<'paid' | 'template', number>): Plan {
  const plan = noPlan();
  for (const { planned, failure = 'noChat' } of sends)
    addReach(plan, planned === 'call' ? { how: planned, why: failure } : { how: planned, chat: NOBODY }, price);
  return plan;
}

const NOBODY: Chat = { _id: '', channel: '', consents: {} };

/** Somebody, and the id of the part to which she belongs. */
interface Placed {
  person: Person;
  part: string;
}

async function peopleIn(broadcast: Broadcast, parts: readonly chunks.Chunk[], today: string): Promise<Placed[]> {
  const { posts } = broadcast.audience;
  const partOf = new Map(parts.flatMap(({ _id, unit }) => (unit === undefined ? [] : [[unit, _id] as const])));
  if (posts) return holders(partOf, posts, today);
  const people = partOf.size === 0 ? [] : await inUnits([...partOf.keys()]);
  const there = people.map((person) => ({ person, part: partOf.get(person.unit) ?? '' }));
  const last = parts.find(({ unit }) => unit === undefined);
  if (!last) return there;
  // A transfer is one of the changes; whoever has her send already keeps it.
  const moved = await changedSince(broadcast.plannedFrom);
  const { lineage } = await tree();
  const within = moved.filter((person) => lineage(person.unit).some((above) => broadcast.audience.units.includes(above._id)));
  return [...there, ...within.map((person) => ({ person, part: last._id }))];
}

/** Those who hold one of some posts in some units; her own record may be in another. */
async function holders(partOf: ReadonlyMap<string, string>, posts: readonly Post[], today: string): Promise<Placed[]> {
  const officers = await officersOf([...partOf.keys()]);
  const held = officers.filter((each) => posts.includes(each.post) && inOffice(each, today));
  const where = new Map(held.map(({ holder, unit }) => [holder, partOf.get(unit) ?? '']));
  return (await byIds([...where.keys()])).map((person) => ({ person, part: where.get(person._id) ?? '' }));
}

/** The chats of some people with what was agreed to in each, by id. */
export async function chatsOf(people: readonly Person[]): Promise<Map<string, Chat>> {
  const ids = people.flatMap((person) => person.conversations);
  if (ids.length === 0) return new Map();
  const [found, agreed] = await Promise.all([loadMany(ids), currentOf(ids)]);
  return new Map(found.map((chat) => [chat._id, { ...chat, consents: agreed.get(chat._id) ?? {} }]));
}
