import type { Audience } from '../../models/broadcast-audience';
import { peopleOfClubs } from '../../models/clubs';
import { currentOf } from '../../models/consents';
import { loadBriefly } from '../../models/conversations';
import { chatsOf as leaderChatsOf } from '../../models/leader-chats';
import { heldBy, inOffice, namedOf, type Officer, officersOf } from '../../models/officers';
import { type Addressee, addresseesIn, byIds, manyByIds, newPerson, type Person } from '../../models/people';
import { tree } from '../../models/units';
import { narrow } from './broadcast-audience';
import { type Chat, type Reach, type Reaching, reachOf, type Saying } from './broadcast-reach';

/** Somebody, and the unit for which she is there: her own, or that of her post. */
export interface Placed {
  person: Addressee;
  unit: string;
}

/**
 * The units in which those live for whom a broadcast may be: all below the audience's, or of clubs those few in which somebody
 * who belongs to them is on the roll.
 */
export async function unitsOf({ units, clubs, posts }: Audience): Promise<string[]> {
  const { subtree } = await tree();
  const all = [...new Set(units.flatMap((unit) => subtree(unit).map(({ _id }) => _id)))];
  // A post stays in its unit, wherever its holder lives.
  if (!clubs || posts) return all;
  const homes = new Set((await manyByIds(await peopleOfClubs(clubs))).map(({ unit }) => unit));
  return all.filter((unit) => homes.has(unit));
}

/** Everybody of some units, or those who hold a post of the audience in them on a day (YYYY-MM-DD); not narrowed yet. */
export async function peopleOf(units: readonly string[], { posts }: Audience, today: string): Promise<Placed[]> {
  if (!posts) return (await addresseesIn(units)).map((person) => ({ person, unit: person.unit }));
  const held = (await officersOf(units)).filter((each) => posts.includes(each.post) && inOffice(each, today));
  const offices = new Map(held.map((each) => [each.holder, each]));
  const [known, tied] = await Promise.all([byIds([...offices.keys()]), leaderChatsOf([...offices.keys()])]);
  const registered = new Set(known.map(({ _id }) => _id));
  const named = [...offices.values()].filter(({ holder }) => !registered.has(holder)).flatMap(asPerson);
  return [...known, ...named].map((person) => {
    // The chat in which she works for the Union is hers as well.
    const work = tied.filter(({ holder }) => holder === person._id).map(({ _id }) => _id);
    const conversations = [...new Set([...person.conversations, ...work])];
    return { person: { ...person, conversations }, unit: offices.get(person._id)?.unit ?? person.unit };
  });
}

/** Who some receivers are: of the register, or officers who are only named. */
export async function receivers(ids: readonly string[]): Promise<Map<string, Person>> {
  const found = new Map((await byIds(ids)).map((person) => [person._id, person]));
  const others = ids.filter((id) => !found.has(id));
  for (const each of others.length === 0 ? [] : await heldBy(others))
    for (const person of asPerson(each)) found.set(person._id, person);
  return found;
}

/** An officer who is not in the register, as a broadcast needs her; nothing of it is kept. */
function asPerson(officer: Officer): Person[] {
  const who = namedOf(officer);
  return who ? [newPerson(officer.holder, { ...who, unit: officer.unit, status: 'member' }, 0)] : [];
}

/** Somebody for whom a broadcast is, and how she is reached. */
export interface Reached {
  person: Addressee;
  reach: Reach;
}

/** Those of some people for whom a broadcast is, each with the one chat on which she is written to, or why somebody must call her. */
export async function reachAll(
  audience: Audience,
  people: readonly Addressee[],
  saying: Saying,
  reaching: Reaching,
): Promise<Reached[]> {
  const chosen = await narrow(audience, people);
  const chats = await chatsOf(chosen);
  const { channel, reach: ways } = audience;
  return chosen.flatMap((person) => {
    const own = person.conversations.flatMap((id) => chats.get(id) ?? []);
    const there = channel === undefined ? own : own.filter((chat) => chat.channel === channel);
    if (channel !== undefined && there.length === 0) return [];
    const reach = reachOf(there, saying, reaching);
    return ways && !ways.includes(reach.how) ? [] : [{ person, reach }];
  });
}

/** The chats of some people with what was agreed to in each, by id. */
async function chatsOf(people: readonly Addressee[]): Promise<Map<string, Chat>> {
  const ids = people.flatMap((person) => person.conversations);
  if (ids.length === 0) return new Map();
  const [found, agreed] = await Promise.all([loadBriefly(ids), currentOf(ids)]);
  return new Map(found.map((chat) => [chat._id, { ...chat, consents: agreed.get(chat._id) ?? {} }]));
}
