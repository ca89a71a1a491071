import { type EnrolledFacts, type EnrolmentEffect, enrolmentStore } from '../../models/enrolments';
import type { Group } from '../../models/groups';
import { insertNewPeople, phonesKnown } from '../../models/new-people';
import { newPerson, phoneHash } from '../../models/people';
import type { Membership, Person } from '../../models/person';
import { keyed } from '../../models/secrets';
import { isOpen } from '../../models/unit';
import { tree } from '../../models/units';
import { instantOf, isDay } from '../../programme/days';
import { type Actor, can, nameOfActor } from '../access';
import { auditDraft } from '../audited';
import type { ActionDeps } from '../deps';
import { type MemberOrder, momentOf } from './act-on-person';
import { enrolledBy, enrolmentCarrier } from './carry-enrolment';
import { afterwards, type Change, changed, type Moment, tooYoung } from './person-change';

/** A member who comes without an application: by right, or as a list has her. */
export interface NewMember {
  /** What she is known by where she comes from, hashed by the caller: the same one is the same woman. */
  id: string;
  name: string;
  birthYear?: number;
  /** Month and day of birth, `03-12`. */
  birthday?: string;
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
export interface Enrolled {
  enrolled: number;
  /** Known before by another order: left as she is. */
  already: string[];
  refused: { id: string; why: 'underAge' | 'noUnit' | 'notAllowed' | 'badDay' | 'future' | 'tooEarly' }[];
  /** Enrolled with a phone number that somebody else has: to be looked at, families share phones. */
  sharedPhones: string[];
}

/** People of one part of a list, which is one write of each kind. */
const PART = 500;

/**
 * Enrols many at once, exactly once for an order and a woman, however often it is killed and repeated: of each part of the list
 * its facts are noted first, then the people are kept, then the facts of those who are new. `progress` tells how many are
 * done. Throws on an outage: the same order then goes on; what it leaves behind the sweep carries out.
 */
export async function enrolMany(
  members: readonly NewMember[],
  order: EnrolOrder,
  deps: ActionDeps,
  progress: (done: number) => void = () => undefined,
): Promise<Enrolled> {
  const result: Enrolled = { enrolled: 0, already: [], refused: [], sharedPhones: [] };
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
  for (let from = 0; from < accepted.length; from += PART) {
    const part = accepted.slice(from, from + PART);
    await enrolPart(part, order, moment, deps, result);
    progress(from + part.length);
  }
  return result;
}

async function enrolPart(
  part: readonly NewMember[],
  order: EnrolOrder,
  moment: Moment & { since: number },
  deps: ActionDeps,
  result: Enrolled,
): Promise<void> {
  const holders = await phonesKnown(part.flatMap(({ phone }) => (phone === undefined ? [] : [phoneHash(phone)])));
  const fresh = part.map((each) => {
    const hash = each.phone === undefined ? '' : phoneHash(each.phone);
    const hold = (holders.get(hash) ?? new Set()).add(each.id);
    if (hash) holders.set(hash, hold);
    const sharedPhone = hold.size > 1;
    return enrolled(each, order, moment, { timeZone: deps.timeZone, sharedPhone });
  });
  // Named by who is in it: the same people again are the same part, in whatever order the list has them.
  const ids = fresh.map(({ person }) => person._id).sort();
  const _id = keyed('enrolment', order.id, ...ids);
  const effect = { id: `${_id}/0.0`, name: 'count' as const, people: fresh.map(({ counts }) => counts) };
  const at = deps.now();
  const entry = { id: order.id, at, action: 'enrol', by: nameOfActor(order.actor) };
  const audit = auditOf(order.actor, _id);
  const noted = await enrolmentStore.insert({ _id, order: order.id, history: [entry], outbox: [effect, ...audit] }, at);
  // Noted before, by a process that died: whoever it did not come to is counted now.
  if (!noted) await enrolmentStore.reopen(_id, effect, at);
  const there = await insertNewPeople(fresh.map(({ person }) => person));
  // Put aside by the sweep while the people were not there yet: it is needed now.
  await enrolmentStore.reopen(_id, effect, at);
  await enrolmentCarrier.carry(_id, deps);
  const mine = enrolledBy(order.id, there);
  const already = there.flatMap(({ _id: each }) => (mine.has(each) ? [] : [each]));
  result.already.push(...already);
  result.enrolled += part.length - already.length;
  result.sharedPhones.push(
    ...fresh.flatMap(({ person, shared }) => (shared && !already.includes(person._id) ? [person._id] : [])),
  );
}

function auditOf(actor: Actor, about: string): EnrolmentEffect[] {
  const drafts = actor.kind === 'operator' ? [] : auditDraft(actor, 'members:enrol', actor.unit, about);
  return drafts.map((draft) => ({ ...draft, id: `${about}/0.1` }));
}

/** A new member as she is stored, and what she counts in. */
export function enrolled(
  { id, name, phone, birthYear, birthday, unit, ...more }: NewMember,
  order: EnrolOrder,
  moment: Moment & { since: number },
  { timeZone, sharedPhone }: { timeZone: string; sharedPhone: boolean },
): { person: Omit<Person, 'number'>; counts: EnrolledFacts; shared: boolean } {
  const { at, on } = moment;
  const joinedOn = more.joinedOn ?? on;
  const told = {
    ...(birthYear === undefined ? {} : { birthYear }),
    ...(birthday === undefined ? {} : { birthday }),
    ...(phone === undefined ? {} : { phone }),
  };
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
  const facts = decision.effects.flatMap((each) => (each.name === 'facts' ? each.facts : []));
  return {
    person: { ...afterwards(blank, { set: decision.set ?? {} }), history: [entry] },
    counts: { person: id, unit, facts, ...(household === undefined ? {} : { household }) },
    shared: sharedPhone,
  };
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
