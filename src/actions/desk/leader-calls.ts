import type { CallAbout, CallSubject, LeaderAnswers, LeaderParams } from '../../engine/leader-types';
import { type Broadcast, broadcastStore, broadcastsOf, sayingOf } from '../../models/broadcasts';
import { type Meeting, openMeetings } from '../../models/meetings';
import { phoneNumberOf } from '../../models/people';
import { byGivenName } from '../../models/plain-name';
import { can } from '../access';
import type { Leader } from '../actor';
import { auditRefusal } from '../audited';
import { noteCall, whomItLeftOut } from '../broadcasts/broadcast-calls';
import { announcedAt } from '../broadcasts/broadcast-desk';
import { receivers } from '../broadcasts/broadcast-people';
import type { ActionDeps } from '../deps';
import { whomToPhone } from '../meetings/meeting-calls';
import { answerFor } from '../meetings/meeting-people';
import type { FromChat } from '../officers/bind-leader';
import { leaderIn, noteLook, unitsAround } from './leader-meetings';

/** People to be phoned that are shown at once. */
const MOST = 8;
/** Meetings and messages that are looked through. */
const MEETINGS = 2;
const MESSAGES = 3;
/** Longest title of a message. */
const TITLE = 40;
/** A message is worth a call for this long, ms. */
const WORTH = 7 * 24 * 3_600_000;

type Subject = CallSubject & { unit: string };
type Person = { id: string; name: string };

/**
 * Whom she must phone, eight at a time: about the next meeting of hers, else about a message that did not reach somebody.
 * Those without a chat come first, those not reached before last.
 */
export async function listCalls(
  { about, from = 0 }: LeaderParams['listCalls'],
  chat: FromChat,
  deps: ActionDeps,
): Promise<LeaderAnswers['callsListed']> {
  const actor = await leaderIn(chat, deps);
  if (!actor) return { found: false };
  const subjects = await subjectsOf(actor, deps);
  const wanted = subjects.filter((each) => isSame(each, about));
  const lists: { subject: Subject; people: Person[] }[] = [];
  for (const subject of [...wanted, ...subjects.filter((each) => !wanted.includes(each))]) {
    const people = await peopleFor(subject, actor, deps);
    if (people.length > 0) lists.push({ subject, people });
    if (lists.length > 1) break;
  }
  const [first, other] = lists;
  const subject = first?.subject ?? wanted[0] ?? subjects[0];
  if (!subject) return { found: false };
  await noteLook(chat, actor, { action: 'members:see', unit: subject.unit, about: subject.id }, deps);
  const { people = [] } = first ?? {};
  const start = isSame(subject, about) && from < people.length ? from : 0;
  return {
    ...{ found: true, about: shown(subject), people: people.slice(start, start + MOST), from: start, total: people.length },
    ...(other ? { other: shown(other.subject) } : {}),
  };
}

const isSame = (subject: CallAbout, about: CallAbout | undefined) => subject.kind === about?.kind && subject.id === about.id;
const shown = ({ kind, id, title }: Subject): CallSubject => ({ kind, id, title });

/** The meetings that are to come and the messages of the last days, in her part of the Union. */
async function subjectsOf(actor: Leader, deps: ActionDeps): Promise<Subject[]> {
  const units = await unitsAround(actor);
  const now = deps.now();
  const meetings = (await openMeetings(units, now)).slice(0, MEETINGS);
  const messages = (await broadcastsOf(units))
    .filter((each) => isWorthACall(each, now))
    .sort((a, b) => announcedAt(b) - announcedAt(a))
    .slice(0, MESSAGES);
  return [
    ...meetings.map(({ _id: id, topic: title, unit }: Meeting): Subject => ({ kind: 'meeting', id, title, unit })),
    ...messages.map((each): Subject => ({ kind: 'message', id: each._id, title: titleOf(each), unit: each.unit })),
  ];
}

/** What was sent again is asked about as one; meetings have lists of their own. */
function isWorthACall(each: Broadcast, now: number): boolean {
  const { state, kind, resends, startsAt } = each;
  const out = state === 'sending' || state === 'paused' || state === 'done';
  return out && kind !== 'meeting' && resends === undefined && Math.max(announcedAt(each), startsAt ?? 0) > now - WORTH;
}

const titleOf = (each: Broadcast) => {
  const text = String(sayingOf(each).vars?.text ?? each.topic ?? '').replaceAll(/\s+/g, ' ');
  return text.length > TITLE ? `${text.slice(0, TITLE - 1)}…` : text;
};

async function peopleFor({ kind, id }: CallAbout, actor: Leader, deps: ActionDeps): Promise<Person[]> {
  if (kind === 'message') {
    const broadcast = await broadcastStore.load(id);
    return broadcast ? (await whomItLeftOut(broadcast, actor)).map(({ person, name }) => ({ id: person, name })) : [];
  }
  const open = (await whomToPhone(id, actor, deps)) ?? [];
  const rank = ({ said, why }: (typeof open)[number]) => (said === 'missed' ? 2 : why === 'silent' ? 1 : 0);
  open.sort((a, b) => rank(a) - rank(b) || byGivenName(a.name, b.name));
  return open.map(({ person, name }) => ({ id: person, name }));
}

/** The number of a woman whom she is to call; each look is in the audit before it is given. */
export async function showMember(
  { about, person }: LeaderParams['showMember'],
  chat: FromChat,
  deps: ActionDeps,
): Promise<LeaderAnswers['memberShown']> {
  const actor = await leaderIn(chat, deps);
  const listed = actor && (await peopleFor(about, actor, deps)).some(({ id }) => id === person);
  const her = listed ? (await receivers([person])).get(person) : undefined;
  if (!actor || !her) return {};
  if (!(await can(actor, 'meetings:phone', her.unit))) {
    await auditRefusal({ id: chat.id, actor }, 'meetings:phone', her.unit, deps.now());
    return {};
  }
  await noteLook(chat, actor, { action: 'meetings:phone', unit: her.unit, about: person }, deps);
  const phone = phoneNumberOf(her);
  return phone === undefined ? {} : { phone };
}

/** Notes what came of a call: of a meeting it counts like her own answer, marked by whom. */
export async function noteAnswer(
  { about, person, answer }: LeaderParams['noteAnswer'],
  chat: FromChat,
  deps: ActionDeps,
): Promise<LeaderAnswers['answerNoted']> {
  const actor = await leaderIn(chat, deps);
  if (!actor) return { result: 'refused' };
  const order = { id: chat.id, actor, person };
  const message = about.kind === 'message';
  if (message !== (answer === 'told') && answer !== 'missed') return { result: 'refused' };
  const noted = message
    ? await noteCall({ ...order, broadcast: about.id, result: answer === 'told' ? 'told' : 'missed' }, deps)
    : await answerFor({ ...order, meeting: about.id, answer: answer === 'told' ? 'going' : answer }, deps);
  if (!noted.done) return { result: 'refused' };
  const her = (await receivers([person])).get(person);
  await noteLook(chat, actor, { action: 'meetings:mark', unit: her?.unit ?? actor.unit, about: person }, deps);
  return { result: 'done' };
}
