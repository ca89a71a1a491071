import { Applications } from '../../src/models/applications';
import { Counts } from '../../src/models/counts';
import { DeadLetters } from '../../src/models/dead-letters';
import { Facts } from '../../src/models/facts';
import { People, phoneHash } from '../../src/models/people';
import type { Person } from '../../src/models/person';
import { unitId } from '../../src/models/unit';
import { verifyCounts } from '../../src/programme/verify';
import { BRANCHES, phoneOf, REFERRERS } from './records-orders';

/** Orders of which a process said what became of them. */
export interface Said {
  done: Set<string>;
  refused: Set<string>;
  /** Orders that name no record of their own, given again after a kill: what they find then may be another one, or none. */
  vague: Set<string>;
}

const METRICS = ['members', 'members:away', 'members:linked', 'joined', 'returned', 'moved:in', 'moved:out', 'left:asked'];

/** Compares records, histories and counts with each other when all is quiet. */
export async function checkRecords(said: Said, women: number): Promise<{ problems: string[]; members: number }> {
  const problems: string[] = [];
  const [people, applications] = [await People.find({}).lean<Person[]>(), await Applications.find({}).lean()];
  const own = people.filter(({ _id }) => !_id.startsWith('referrer'));
  oncePerWoman(own, women, problems);
  const booked = new Map<string, number>();
  const book = (unit: string, metric: string, n = 1) =>
    booked.set(`${unit} ${metric}`, (booked.get(`${unit} ${metric}`) ?? 0) + n);
  for (const her of own) history(her, book, problems);
  for (const her of people.filter(({ _id }) => _id.startsWith('referrer'))) {
    book(her.unit, 'members');
    if (Object.values(her.brought ?? {}).some(({ n }) => n > 0)) book('all', 'recruiters');
  }
  await sameSums(booked, problems);
  await pairsCounted(people, own, problems);
  await ordersKept(said, own, applications, problems);
  const waiting = [...people, ...applications].filter(({ outbox }) => outbox.length > 0);
  if (waiting.length > 0) problems.push(`${waiting.length} outboxes were not emptied`);
  for (const { reason } of await DeadLetters.find({}).lean()) problems.push(`dead letter: ${reason}`);
  const verdict = await verifyCounts({ patience: 5_000 });
  for (const each of [...verdict.differences, ...verdict.dirty, ...verdict.strangers])
    problems.push(`counts: ${JSON.stringify(each)}`);
  await todaysTree(problems);
  return { problems, members: own.filter(({ status }) => status === 'member').length };
}

/** A woman has one record, whatever was done about her and how often. */
function oncePerWoman(own: readonly Person[], women: number, problems: string[]): void {
  for (let woman = 0; woman < women; woman += 1) {
    const records = own.filter((each) => each.phoneHash === phoneHash(phoneOf(woman)));
    if (records.length > 1) problems.push(`woman ${woman} has ${records.length} records`);
  }
}

/** What her history says, told without the rest of her record: where she counts, and what was counted. */
function history(her: Person, book: (unit: string, metric: string, n?: number) => void, problems: string[]): void {
  const state = { unit: '', member: false, away: false, recognisedIn: '' };
  for (const { action, to = '', from = '' } of her.history) {
    if (action === 'admit' && !state.member) {
      Object.assign(state, { unit: to, member: true, recognisedIn: to });
      book(to, 'joined');
    } else if (action === 'transfer') {
      book(from, 'moved:out');
      book(to, 'moved:in');
      if (from !== state.unit) problems.push(`${her._id} was moved from where she was not`);
      state.unit = to;
    } else if (action === 'leave') {
      book(from, 'left:asked');
      Object.assign(state, { member: false, away: false });
    } else if (action === 'return') {
      book(to, 'returned');
      state.member = true;
    } else if (action === 'unrecognise') {
      book(state.recognisedIn, 'joined', -1);
      Object.assign(state, { member: false, away: false });
    } else if (action === 'goAway') state.away = true;
    else if (action === 'comeBack') state.away = false;
  }
  if (state.member) book(state.unit, 'members');
  if (state.member) book(state.unit, 'members:linked');
  if (state.member && state.away) book(state.unit, 'members:away');
  const told = [state.unit, state.member, state.away];
  const is = [her.unit, her.status === 'member', her.away !== undefined];
  if (told.join() !== is.join()) problems.push(`${her._id}: her history says ${told}, her record ${is}`);
  const entries = her.history.map(({ id, action }) => `${action} ${id}`);
  if (new Set(entries).size !== entries.length) problems.push(`${her._id}: an order stands twice in her history`);
}

async function sameSums(booked: ReadonlyMap<string, number>, problems: string[]): Promise<void> {
  for (const unit of BRANCHES) {
    const sums = await sumsOf(unit);
    for (const metric of METRICS) {
      const [is, should] = [sums[metric] ?? 0, booked.get(`${unit} ${metric}`) ?? 0];
      if (is !== should) problems.push(`${unit} ${metric}: ${is} is counted, ${should} is right`);
    }
  }
  const top = await sumsOf(unitId('p', '2025-07-01'));
  const should = booked.get('all recruiters') ?? 0;
  if ((top.recruiters ?? 0) !== should) problems.push(`recruiters: ${top.recruiters} are counted, ${should} is right`);
}

/** Each pair that stands with a woman is counted once, and credited to whoever brought her. */
async function pairsCounted(people: readonly Person[], own: readonly Person[], problems: string[]): Promise<void> {
  const pairs = own.filter(({ pair }) => pair !== undefined);
  const counted = (await sumsOf(unitId('p', '2025-07-01')))['pairs:recruit'] ?? 0;
  if (counted !== pairs.length) problems.push(`pairs: ${counted} are counted, ${pairs.length} women have one`);
  for (let n = 0; n < REFERRERS; n += 1) {
    const her = people.find(({ _id }) => _id === `referrer${n}`);
    const credited = Object.values(her?.brought ?? {}).reduce((sum, each) => sum + each.n, 0);
    const brought = pairs.filter(({ pair }) => pair?.referrer === `referrer${n}`).length;
    if (credited !== brought) problems.push(`referrer${n} is credited ${credited} women, she brought ${brought}`);
  }
}

/** Every order that was said to be done stands in a history, and no order that was refused does. */
async function ordersKept(
  { done, refused, vague }: Said,
  own: readonly Person[],
  applications: readonly { history: { id: string; action: string }[]; state: string }[],
  problems: string[],
): Promise<void> {
  const entries = [...own, ...applications].flatMap(({ history: all }) => all.map(({ id, action }) => ({ id, action })));
  // An application has the id of the order that filed it, and whom it admits bears it: another order may have recognised her.
  const others = ['submit', 'verify', 'admit'];
  const kept = new Set(entries.filter(({ action }) => !others.includes(action)).map(({ id }) => id));
  for (const id of done) if (!kept.has(id)) problems.push(`${id} was done and stands in no history`);
  for (const id of refused) if (kept.has(id) && !vague.has(id)) problems.push(`${id} was refused and stands in a history`);
  const recognised = applications.filter(({ state }) => state === 'recognised').length;
  const counted = (await sumsOf(unitId('p', '2025-07-01')))['applications:recognised'] ?? 0;
  if (recognised !== counted) problems.push(`applications recognised: ${counted} are counted, ${recognised} stand`);
}

/** The sums of each commune are those of the branches that lie in it today. */
async function todaysTree(problems: string[]): Promise<void> {
  const below: Record<string, readonly string[]> = {
    c1: ['c1-b2', 'c2-b1'],
    c3: ['c3-b1', 'c2-b2', 'c1-b1'],
  };
  for (const [commune, branches] of Object.entries(below)) {
    const all = await Promise.all(branches.map((code) => sumsOf(unitId(code, '2025-07-01'))));
    const should = all.reduce((sum, each) => sum + (each.members ?? 0), 0);
    const is = (await sumsOf(unitId(commune, '2025-07-01'))).members ?? 0;
    if (is !== should) problems.push(`${commune} has ${is} members, its branches of today have ${should}`);
  }
  const strayed = await Facts.countDocuments({ metric: 'members', unit: { $nin: BRANCHES } });
  if (strayed > 0) problems.push(`${strayed} facts of members belong to no branch`);
}

async function sumsOf(unit: string): Promise<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const { n } of await Counts.find({ unit }).lean())
    for (const [metric, value] of Object.entries(n)) sums[metric] = (sums[metric] ?? 0) + value;
  return sums;
}
