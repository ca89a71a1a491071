import type { CallAbout, CallSubject, LeaderAnswers, LeaderParams } from '../../engine/leader-types';
import type { Leader } from '../actor';
import type { ActionDeps } from '../deps';
import type { FromChat } from '../officers/bind-leader';
import { entriesFor, noteOutcome, showNumber } from './call-entries';
import { type Subject, subjectsOf } from './call-subjects';
import { leaderIn, noteLook } from './leader-meetings';

/** People to be phoned that are shown at once. */
const MOST = 8;
/** Meetings and messages that are looked through. */
const LOOKED = { meetings: 2, messages: 3 } as const;

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
  const subjects = await subjectsOf(actor, LOOKED, deps);
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

async function peopleFor(about: CallAbout, actor: Leader, deps: ActionDeps): Promise<Person[]> {
  const entries = (await entriesFor(about, actor, deps)) ?? [];
  return entries.filter(({ open }) => open).map(({ person, name }) => ({ id: person, name }));
}

/** The number of a woman whom she is to call; each look is in the audit before it is given. */
export async function showMember(
  whom: LeaderParams['showMember'],
  chat: FromChat,
  deps: ActionDeps,
): Promise<LeaderAnswers['memberShown']> {
  const actor = await leaderIn(chat, deps);
  const phone = actor && (await showNumber(whom, { id: chat.id, actor }, deps));
  return phone === undefined ? {} : { phone };
}

/** Notes what came of a call: of a meeting it counts like her own answer, marked by whom. */
export async function noteAnswer(
  outcome: LeaderParams['noteAnswer'],
  chat: FromChat,
  deps: ActionDeps,
): Promise<LeaderAnswers['answerNoted']> {
  const actor = await leaderIn(chat, deps);
  const done = actor !== undefined && (await noteOutcome(outcome, { id: chat.id, actor }, deps));
  return { result: done ? 'done' : 'refused' };
}
