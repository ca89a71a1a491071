import { started } from '../models/aggregate';
import type { Group } from '../models/groups';
import { insertNewPeople, phonesKnown, settleNewPeople } from '../models/new-people';
import { newPerson, phoneHash } from '../models/people';
import type { Membership, Person } from '../models/person';
import { isOpen } from '../models/unit';
import { tree } from '../models/units';
import { instantOf, isDay } from '../programme/days';
import { addFacts } from '../programme/recount';
import { type Actor, can, nameOfActor } from './access';
import { numbered } from './act';
import { type MemberOrder, momentOf } from './act-on-person';
import { factsOf } from './carrier';
import { personCarrier } from './carry-person';
import type { ActionDeps } from './deps';
import { countHousehold } from './households';
import { afterwards, type Change, changed, type Moment, tooYoung } from './person-change';

/** A member who comes without an application: by right, or as a list has her. */
export interface NewMember {
  /** What she is known by where she comes from, hashed by the caller: the same one is the same woman. */
  id: string;
  name: string;
  birthYear?: number;
  /** `0905123456`. */
  phone?: string;
  unit: string;
  kind: Membership;
  /** Local day of her first membership, as a list tells it. */
  joinedOn?: string;
  away?: { since: string };
  core?: boolean;
  card?: { number: string; on: string };
  /** Years whose fee is paid. */
  fees?: readonly number[];
  groups?: readonly Group[];
  household?: string;
}

/** An order to enrol: `opening` members were members before the books began, so they count in the stocks and not as joined. */
export interface EnrolOrder extends MemberOrder {
  opening: boolean;
}

/** What became of a list; whoever is neither refused nor `already` there is enrolled, now or by the same order before. */
export interface Enrolment {
  enrolled: number;
  /** Known before by another order: left as she is. */
  already: string[];
  refused: { id: string; why: 'underAge' | 'noUnit' | 'notAllowed' | 'badDay' | 'future' | 'tooEarly' }[];
  /** Enrolled with a phone number that somebody else has: to be looked at, families share phones. */
  sharedPhones: string[];
}

/** People in one write: each of them is one document, so that a killed import leaves whole people. */
const CHUNK = 500;

/**
 * Enrols many at once, exactly once for an order and a woman, however often it is killed and repeated: people are kept with
 * their facts in their outboxes, then facts and outboxes are settled chunk by chunk, unit by unit. `progress` tells how many
 * are done. Throws on an outage: the same order then goes on; what it leaves behind the sweep carries out as well.
 */
export async function enrolMany(
  members: readonly NewMember[],
  order: EnrolOrder,
  deps: ActionDeps,
  progress: (done: number) => void = () => undefined,
): Promise<Enrolment> {
  const result: Enrolment = { enrolled: 0, already: [], refused: [], sharedPhones: [] };
  const moment = momentOf(order.on, deps.now(), deps.timeZone);
  if (typeof moment === 'string') return { ...result, refused: members.map(({ id }) => ({ id, why: moment })) };
  const units = await unitsFor(members, order.actor);
  const accepted: NewMember[] = [];
  for (const each of members) {
    const why = units.get(each.unit) ?? refusalOf(each, moment);
    if (why) result.refused.push({ id: each.id, why });
    else accepted.push(each);
  }
  accepted.sort((a, b) => (a.unit < b.unit ? -1 : a.unit > b.unit ? 1 : 0));
  for (let from = 0; from < accepted.length; from += CHUNK) {
    const chunk = accepted.slice(from, from + CHUNK);
    await enrolChunk(chunk, order, moment, deps, result);
    progress(from + chunk.length);
  }
  return result;
}

async function enrolChunk(
  chunk: readonly NewMember[],
  order: EnrolOrder,
  moment: Moment & { since: number },
  deps: ActionDeps,
  result: Enrolment,
): Promise<void> {
  const seen = await phonesKnown(chunk.flatMap(({ phone }) => (phone === undefined ? [] : [phoneHash(phone)])));
  const fresh = chunk.map((each) => {
    const hash = each.phone === undefined ? undefined : phoneHash(each.phone);
    const shared = hash !== undefined && seen.has(hash);
    if (hash !== undefined) seen.add(hash);
    return enrolled(each, order, moment, { now: deps.now(), timeZone: deps.timeZone, sharedPhone: shared });
  });
  const there = new Map((await insertNewPeople(fresh)).map((each) => [each._id, each]));
  const mine = (who: Person) => who.history[0]?.id === order.id && who.history[0].action === 'enrol';
  const people = fresh.map((each) => there.get(each._id) ?? (each as Person));
  for (const each of people) {
    if (!mine(each)) result.already.push(each._id);
    else {
      result.enrolled += 1;
      if (each.history[0]?.flag === 'sharedPhone') result.sharedPhones.push(each._id);
    }
  }
  await carryAll(
    people.filter((each) => mine(each) && each.outbox.length > 0),
    deps,
  );
}

/** Carries out what new people's outboxes hold, in few writes; whoever was moved meanwhile is carried out on her own. */
async function carryAll(people: readonly Person[], deps: ActionDeps): Promise<void> {
  const still = people.filter((each) => each.rev === 1);
  const facts = still.flatMap((each) => each.outbox.flatMap((effect) => (effect.name === 'facts' ? factsOf(effect) : [])));
  await addFacts(facts, deps.ringCount);
  const households = new Map<string, string>();
  for (const { outbox } of still)
    for (const effect of outbox) if (effect.name === 'countHousehold') households.set(effect.household, effect.id);
  for (const [household, effect] of households) await countHousehold(household, effect, deps);
  await settleNewPeople(still.map(({ _id }) => _id));
  for (const { _id } of people.filter((each) => !still.includes(each))) await personCarrier.carry(_id, deps);
}

/** A new member as she is stored, with what follows from her enrolment in her outbox. */
export function enrolled(
  { id, name, phone, birthYear, unit, ...more }: NewMember,
  order: EnrolOrder,
  moment: Moment & { since: number },
  { now, timeZone, sharedPhone }: { now: number; timeZone: string; sharedPhone: boolean },
): Omit<Person, 'number'> {
  const { at, on } = moment;
  const joinedOn = more.joinedOn ?? on;
  const told = { ...(birthYear === undefined ? {} : { birthYear }), ...(phone === undefined ? {} : { phone }) };
  const blank = newPerson(id, { name, unit, status: 'applicant', ...told }, at);
  const { kind, away, core, card, groups = [], household, fees = [] } = more;
  const change: Change = {
    set: {
      status: 'member',
      kind,
      joinedOn,
      memberSince: instantOf(joinedOn, at, timeZone),
      ...(away ? { away } : {}),
      ...(core ? { core: true } : {}),
      ...(card ? { card } : {}),
      ...(groups.length > 0 ? { groups: [...new Set(groups)].sort() } : {}),
      ...(household === undefined ? {} : { household }),
      ...(fees.length > 0 ? { fees: Object.fromEntries(fees.map((year) => [year, true as const])) } : {}),
    },
    told: { to: unit, ...(order.opening ? { why: 'opening' } : {}), ...(sharedPhone ? { flag: 'sharedPhone' } : {}) },
    ...(order.opening ? {} : { flows: [{ metric: 'joined', unit }], prompt: true }),
  };
  const decision = changed(blank, change, moment);
  if ('refuse' in decision) throw new Error(`nobody can be enrolled: ${decision.refuse}`);
  const entry = { id: order.id, at, action: 'enrol' as const, by: nameOfActor(order.actor), ...decision.told };
  const outbox = numbered<Person['outbox'][number]>(id, 0, decision.effects);
  return { ...afterwards(blank, { set: decision.set ?? {} }), history: [entry], outbox, ...started(outbox, now) };
}

/** Why somebody cannot be enrolled; undefined when she can. */
function refusalOf({ birthYear, joinedOn }: NewMember, { on }: Moment): 'underAge' | 'badDay' | 'future' | undefined {
  if (tooYoung(birthYear, on)) return 'underAge';
  if (joinedOn === undefined) return undefined;
  if (!isDay(joinedOn)) return 'badDay';
  return joinedOn > on ? 'future' : undefined;
}

/** For each unit of a list why nobody can be enrolled there, or undefined. */
async function unitsFor(members: readonly NewMember[], actor: Actor): Promise<Map<string, 'noUnit' | 'notAllowed' | undefined>> {
  const { units } = await tree();
  const asked = new Map<string, 'noUnit' | 'notAllowed' | undefined>();
  for (const { unit } of members) {
    if (asked.has(unit)) continue;
    const known = units.get(unit);
    if (!known || known.level === 'province' || !isOpen(known)) asked.set(unit, 'noUnit');
    else asked.set(unit, (await can(actor, 'members:enrol', unit)) ? undefined : 'notAllowed');
  }
  return asked;
}
