import * as chunks from '../models/broadcast-chunks';
import { type Broadcast, type Plan, sayingOf } from '../models/broadcasts';
import { currentOf } from '../models/consents';
import { loadMany } from '../models/conversations';
import { inOffice, officersOf } from '../models/officers';
import type { Post } from '../models/offices';
import { byIds, changedSince, inUnits, nameOf, type Person } from '../models/people';
import { type PlannedSend, planSends, plansOfChunk } from '../models/send-chunks';
import { tree } from '../models/units';
import { localDay } from '../programme/periods';
import { narrow } from './broadcast-audience';
import { addReach, type Chat, noPlan, type Reaching, reachOf } from './broadcast-reach';
import { sayingFor } from './broadcast-saying';

/** Makes the sends of one part, one for each of its people, and notes what it comes to. May run twice, and beside itself. */
export async function planChunk(
  broadcast: Broadcast,
  chunk: chunks.Chunk,
  { reaching, now }: { reaching: Reaching; now: number },
): Promise<void> {
  const people = await narrow(broadcast.audience, await peopleIn(broadcast, chunk, localDay(now, reaching.timeZone)));
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
      chunk: chunk._id,
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
  await chunks.moveChunk(chunk._id, 'open', 'planned', {
    plan: planOf((await plansOfChunk(chunk._id)) as PlannedSend[], await pricesOf(reaching)),
  });
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

async function peopleIn(broadcast: Broadcast, { unit }: chunks.Chunk, today: string): Promise<Person[]> {
  const { posts } = broadcast.audience;
  if (posts) return unit === undefined ? [] : holders(unit, posts, today);
  if (unit !== undefined) return inUnits([unit]);
  // A transfer is one of the changes; whoever has her send already keeps it.
  const moved = await changedSince(broadcast.plannedFrom);
  const { lineage } = await tree();
  return moved.filter((person) => lineage(person.unit).some((above) => broadcast.audience.units.includes(above._id)));
}

/** Those who hold one of some posts in a unit; her own record may be in another. */
async function holders(unit: string, posts: readonly Post[], today: string): Promise<Person[]> {
  const held = (await officersOf([unit])).filter((each) => posts.includes(each.post) && inOffice(each, today));
  return byIds(held.map(({ holder }) => holder));
}

/** The chats of some people with what was agreed to in each, by id. */
export async function chatsOf(people: readonly Person[]): Promise<Map<string, Chat>> {
  const ids = people.flatMap((person) => person.conversations);
  if (ids.length === 0) return new Map();
  const [found, agreed] = await Promise.all([loadMany(ids), currentOf(ids)]);
  return new Map(found.map((chat) => [chat._id, { ...chat, consents: agreed.get(chat._id) ?? {} }]));
}
