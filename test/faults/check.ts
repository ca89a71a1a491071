import { pause } from '../../scripts/services/processes';
import { Applications, formOf } from '../../src/models/applications';
import { Consents } from '../../src/models/consents';
import { Conversations } from '../../src/models/conversations';
import { Counts } from '../../src/models/counts';
import { DeadLetters } from '../../src/models/dead-letters';
import { Events, RECEIPTS } from '../../src/models/events';
import { Facts } from '../../src/models/facts';
import { MeetingAnswers } from '../../src/models/meeting-answers';
import { Notes } from '../../src/models/notes';
import { People } from '../../src/models/people';
import { unseal } from '../../src/models/secrets';
import { type Send, type SendBody, Sends } from '../../src/models/sends';
import { SurveyAnswers, SurveyEnds } from '../../src/models/surveys';
import { verifyCounts } from '../../src/programme/verify';
import type { Delivery, Person } from './hand';
import { SURVEY } from './province';
import type { Town } from './town';

const PATIENCE_OF_RECEIPTS = 5 * 60_000;
const LOOK = 250;
/** A drain of the spool, and the breaker of the web side before it: so long after a failure an event may still come late. */
const SPOOL_LASTS = 20_000;

/** What was found; `problems` is empty when all is as it must be. */
export interface Findings {
  problems: string[];
  events: number;
  redelivered: number;
  /** Events that came late, through the spool, and were played when they came. */
  stragglers: number;
  replies: number;
  /** Replies that reached a person more than once, after a crash. */
  repeated: number;
  facts: number;
}

/** Waits until nothing is left to do; what is still not done after `patience` (ms) is told. */
export async function quiet(town: Town, patience: number): Promise<string[]> {
  const until = Date.now() + patience;
  for (;;) {
    const left = await undone(town).catch((error: unknown) => [`cannot be read: ${String(error)}`]);
    if (left.length === 0) return [];
    if (Date.now() > until) return left.map((each) => `not quiet after ${patience / 1000} s: ${each}`);
    await pause(LOOK);
  }
}

async function undone({ connections }: Town): Promise<string[]> {
  const [pending, outboxes, sends, owed, applications, members, spool] = await Promise.all([
    Events.countDocuments({ pending: true, conversation: { $ne: RECEIPTS } }),
    Conversations.countDocuments({ 'outbox.0': { $exists: true } }),
    Sends.countDocuments({ state: { $in: ['queued', 'sending'] } }),
    Counts.countDocuments({ dirty: true }),
    Applications.countDocuments({ 'outbox.0': { $exists: true } }),
    People.countDocuments({ 'outbox.0': { $exists: true } }),
    connections.spool.size(),
  ]);
  const counts = {
    'events pending': pending,
    outboxes,
    sends,
    'counts owed': owed,
    'outboxes of applications': applications,
    'outboxes of people': members,
    spool,
  };
  return Object.entries(counts).flatMap(([name, count]) => (count > 0 ? [`${count} ${name}`] : []));
}

/** Compares what is stored and what was received with what was said; run it when all is quiet. */
export async function check(town: Town, people: readonly Person[]): Promise<Findings> {
  const problems = [...town.crashes()];
  const findings: Findings = { problems, events: 0, redelivered: 0, stragglers: 0, replies: 0, repeated: 0, facts: 0 };
  const letters = await DeadLetters.find({}).lean();
  for (const { kind, reason } of letters) problems.push(`dead letter (${kind}): ${reason}`);
  const old = await Events.countDocuments({ pending: true, receivedAt: { $lt: Date.now() - PATIENCE_OF_RECEIPTS - 10_000 } });
  if (old > 0) problems.push(`${old} receipts older than they may be`);
  const derailed = new Set<Person>();
  for (const person of people) {
    const tell = (problem: string) =>
      void problems.push(`${person.kind} on ${person.channel} ${person.conversation}: ${problem}`);
    const late = await played(town, person, findings, tell);
    findings.stragglers += late;
    // What she meant is certain only when her words were heard in their order; a straggler's are heard when they come.
    const certain = late === 0 || person.kind === 'rsvp';
    if (!certain) derailed.add(person);
    await answered(town, person, findings, certain, tell);
    if (certain) await recorded(person, tell);
    if (certain && person.unfinished) tell(person.unfinished);
  }
  const sure = people.filter((person) => !derailed.has(person));
  repliesAlike(sure, await keysOf(sure), problems);
  await counted(sure, derailed.size === 0, findings);
  return findings;
}

/** Every acknowledged event was played exactly once, in order; how many came late and were played when they came. */
async function played(town: Town, person: Person, findings: Findings, tell: (problem: string) => void): Promise<number> {
  const said = new Map<string, Delivery & { at: number }>();
  for (const delivery of person.deliveries) {
    for (const { id, at } of delivery.events) said.set(id, { ...delivery, at });
    findings.redelivered += delivery.tries - 1;
  }
  findings.events += said.size;
  const stored = new Map((await Events.find({ _id: { $in: [...said.keys()] } }).lean()).map((each) => [each._id, each]));
  for (const id of said.keys()) {
    const event = stored.get(id);
    if (!event) tell('an acknowledged event is lost');
    else if (event.pending) tell('an event was never handled');
    else if (event.conversation !== person.conversation) tell('an event went to somebody else');
  }
  const { done = [] } = (await Conversations.findById(person.conversation).lean()) ?? {};
  if (new Set(done).size !== done.length) tell('an event was played twice');
  const own = done.filter((id) => said.has(id));
  if (own.length !== said.size) tell(`${said.size} events were acknowledged, ${own.length} played`);
  let stragglers = 0;
  for (const [place, id] of own.entries()) {
    const late = said.get(id);
    const before = own.slice(0, place).map((each) => said.get(each));
    if (!late || !before.some((each) => each && each.at > late.at)) continue;
    stragglers += 1;
    // Acknowledged before the other one was even sent, it was there to be played first, unless it lay in the spool.
    const early = before.some((each) => each && each.at > late.at && late.ackedAt < each.sentAt);
    const spooled = town.spooledAt().some((at) => late.ackedAt > at - 2_000 && late.sentAt < at + SPOOL_LASTS);
    if (early && !spooled) tell('an event was played after a later one although it was there');
  }
  return stragglers;
}

/** Every reply has one document and reached her at least once, in order. */
async function answered(
  town: Town,
  person: Person,
  findings: Findings,
  certain: boolean,
  tell: (problem: string) => void,
): Promise<void> {
  const desk = person.channel === 'zalo' ? town.zalo : town.graph;
  const received = desk.to(person.user);
  const sends = await repliesOf(person);
  findings.replies += sends.length;
  findings.repeated += received.length - sends.length;
  if (received.length < sends.length) tell(`${sends.length} replies, ${received.length} received`);
  if (certain && person.replies !== undefined && person.replies !== sends.length)
    tell(`${sends.length} replies instead of ${person.replies}`);
  if (new Set(sends.map((send) => send.seq)).size !== sends.length) tell('two replies have one place in the order');
  let last = -1;
  for (const send of sends) {
    const place = received.findIndex((each) => each.id === send.platformId);
    if (send.state !== 'sent') tell(`a reply is ${send.state} (${send.failure ?? 'no reason'})`);
    else if (place < 0) tell('a reply is "sent" and nobody received it');
    else if (place < last) tell('replies were received out of order');
    last = Math.max(last, place);
  }
  const { done = [] } = (await Conversations.findById(person.conversation).lean()) ?? {};
  const places = sends.map((send) => done.indexOf(send._id.slice(0, send._id.lastIndexOf('.'))));
  if (places.some((place, index) => place < (places[index - 1] ?? 0))) tell('replies do not follow the order of what was played');
}

/** What she consented to, answered and applied for is recorded once and is the last thing that she said. */
async function recorded(person: Person, tell: (problem: string) => void): Promise<void> {
  const { conversation, survey, rsvp, application } = person;
  const consents = (await Consents.find({ conversation }).lean()).map(({ purpose, given }) => `${purpose}:${given}`);
  same('consents', consents.sort(), [...person.consents].sort(), tell);
  const answers = await SurveyAnswers.find({ conversation }).lean();
  const kept = Object.fromEntries(answers.map(({ question, value }) => [question, unseal(value)]));
  same('answers', sorted(kept), sorted(survey ?? {}), tell);
  same('ended surveys', await SurveyEnds.countDocuments({ conversation }), survey ? 1 : 0, tell);
  const facts = await Facts.find({ _id: { $regex: `^${SURVEY}/${conversation}/` } }).lean();
  const metrics = survey
    ? ['responses', `q1:o${((survey.q1 as number[])[0] as number) + 1}`, 'q2:o1', 'q2:o3', `q3:${survey.q3 ? 'yes' : 'no'}`]
    : [];
  same('facts of the survey', facts.map((fact) => fact.metric).sort(), metrics.sort(), tell);
  if (rsvp) {
    const last = [...rsvp].sort((a, b) => a.at - b.at).at(-1);
    const given = await MeetingAnswers.find({ person: `member-${conversation}` }).lean();
    same('RSVP', given[0]?.answer, last?.answer, tell);
  }
  const filed = await Applications.find({ conversation }).lean();
  same('applications', filed.length, application ? 1 : 0, tell);
  for (const each of filed) {
    const { name, birthYear, phone, unit } = formOf(each);
    same('form', { name, birthYear, phone, unit }, application, tell);
  }
  if (person.calls !== undefined) same('calls', await Notes.countDocuments({ conversation, kind: 'call' }), person.calls, tell);
}

/** Counts equal a recount, and the recount equals what people did. */
async function counted(people: readonly Person[], everybody: boolean, findings: Findings): Promise<void> {
  const { problems } = findings;
  const { differences, dirty, strangers } = await verifyCounts({ patience: 30_000 });
  for (const { unit, period, metric, stored, recounted } of differences) {
    problems.push(`count ${unit} ${period} ${metric}: ${stored} instead of ${recounted}`);
  }
  for (const { unit, period } of dirty) problems.push(`count ${unit} ${period} still owes a recount`);
  for (const unit of strangers) problems.push(`facts of the unknown unit ${unit}`);
  const facts = await Facts.find({}).lean();
  findings.facts = facts.length;
  const sum = (metric: string) => facts.filter((fact) => fact.metric === metric).reduce((total, { n }) => total + n, 0);
  const tell = (problem: string) => void problems.push(`all together: ${problem}`);
  if (!everybody) return;
  same('responses', sum('responses'), people.filter((each) => each.survey).length, tell);
  same('applications:submitted', sum('applications:submitted'), people.filter((each) => each.application).length, tell);
  const agreed = people.flatMap((each) => each.consents).filter((each) => each === 'KHAO_SAT:true').length;
  same('consents:given:KHAO_SAT', sum('consents:given:KHAO_SAT'), agreed, tell);
}

const repliesOf = async ({ conversation }: Person): Promise<Send[]> =>
  (await Sends.find({ conversation, reply: true }).lean<Send[]>()).sort((a, b) => a.seq - b.seq);

async function keysOf(people: readonly Person[]): Promise<Map<Person, string>> {
  const keys = new Map<Person, string>();
  for (const person of people) {
    const sends = await repliesOf(person);
    keys.set(person, sends.map((send) => unseal<SendBody>(send.body).key).join(' '));
  }
  return keys;
}

/** Those of a kind that always goes the same way got the same replies as the first one, who was played in peace. */
function repliesAlike(people: readonly Person[], keys: Map<Person, string>, problems: string[]): void {
  for (const person of people) {
    if (!['survey', 'surveyTypedAhead', 'join', 'call'].includes(person.kind)) continue;
    const first = people.find((each) => each.kind === person.kind);
    const [is, should] = [keys.get(person), first && keys.get(first)];
    if (is !== should) problems.push(`${person.kind} ${person.conversation}: got ${is} instead of ${should}`);
  }
}

function same(what: string, is: unknown, should: unknown, tell: (problem: string) => void): void {
  const [one, other] = [JSON.stringify(is), JSON.stringify(should)];
  if (one !== other) tell(`${what}: ${one} instead of ${other}`);
}

const sorted = (record: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
