import type { CallAbout, CallOutcome } from '../../engine/leader-types';
import { nameOf } from '../../models/people';
import type { Post } from '../../models/posts';
import { tree } from '../../models/units';
import { words } from '../../words';
import { type Action, can } from '../access';
import type { Leader } from '../actor';
import { receivers } from '../broadcasts/broadcast-people';
import { hasWords, reasonInWords } from '../broadcasts/outcome-words';
import type { ActionDeps } from '../deps';
import { type CallEntry, entriesFor, type LeaderOrder } from './call-entries';
import { type Subject, subjectOf, subjectsOf } from './call-subjects';
import { noteLook } from './leader-meetings';

export type { CallAbout, CallOutcome } from '../../engine/leader-types';

/** Subjects on the first page: the next meetings and the newest messages. */
const LOOKED = { meetings: 5, messages: 5 } as const;
/** What may be noted of a call about a meeting, and about a message. */
const OUTCOMES: Readonly<Record<CallAbout['kind'], readonly CallOutcome[]>> = {
  meeting: ['going', 'busy', 'missed'],
  message: ['told', 'missed'],
};

type Deps = Pick<ActionDeps, 'now' | 'timeZone'>;

/** What somebody noted about a woman, in words but for the time, ms. */
export interface Noted {
  result: NonNullable<CallEntry['noted']>['result'];
  at: number;
  /** Post and name. */
  by?: string;
}

/** One to be phoned, as a page shows her; her number is asked for by itself. */
export interface Woman {
  person: string;
  name: string;
  /** Her unit's name. */
  unit: string;
  /** Why, in words. */
  why: string;
  open: boolean;
  noted?: Noted;
  number: 'hidden' | 'none' | 'notAllowed';
  /** What may be noted for her now. */
  outcomes: readonly CallOutcome[];
}

/** A list of calls in numbers; all of them counted over the part that she sees. */
export interface CallCounts {
  /** To be phoned still, with those who were not reached. */
  open: number;
  /** On the list in all. */
  total: number;
  byResult: Partial<Record<Noted['result'], number>>;
}

/** One list of calls, a piece at a time. */
export interface CallView {
  subject: Subject;
  /** A meeting that has begun: nothing is noted for it any more. */
  begun: boolean;
  counts: CallCounts;
  women: Woman[];
  /** How many there are in the part that was asked for. */
  of: number;
  /** Somebody by name, whichever part she is in. */
  also?: Woman;
}

/** The lists that wait for her, with how many are to be phoned; those without anybody are left out. */
export async function openLists(leader: Leader, deps: Deps): Promise<{ subject: Subject; counts: CallCounts }[]> {
  const found: { subject: Subject; counts: CallCounts }[] = [];
  for (const subject of await subjectsOf(leader, LOOKED, deps)) {
    const entries = (await entriesFor(subject, leader, deps)) ?? [];
    if (entries.length > 0) found.push({ subject, counts: countsOf(entries) });
  }
  return found;
}

/**
 * A piece of a list: those to be phoned, or with `all` everybody on it; noted as a look at names. Undefined where there is no
 * such list, or none of hers.
 */
export async function viewCalls(
  { about, all, from, most, also }: { about: CallAbout; all: boolean; from: number; most: number; also?: string },
  { id, actor }: LeaderOrder,
  deps: Deps,
): Promise<CallView | undefined> {
  const subject = await subjectOf(about);
  const entries = subject && (await entriesFor(about, actor, deps));
  if (!entries) return undefined;
  await noteLook({ id }, actor, { action: 'members:see', unit: subject.unit, about: about.id }, deps);
  const part = all ? entries : entries.filter(({ open }) => open);
  const piece = part.slice(from, from + most);
  const named = entries.find(({ person }) => person === also);
  const begun = subject.startsAt !== undefined && subject.startsAt <= deps.now();
  const women = await describe([...piece, ...(named ? [named] : [])], actor, begun ? [] : OUTCOMES[about.kind]);
  return {
    ...{ subject, begun, counts: countsOf(entries), women: women.slice(0, piece.length), of: part.length },
    ...(named ? { also: women[piece.length] as Woman } : {}),
  };
}

function countsOf(entries: readonly CallEntry[]): CallCounts {
  const byResult: CallCounts['byResult'] = {};
  for (const { noted } of entries) if (noted) byResult[noted.result] = (byResult[noted.result] ?? 0) + 1;
  return { open: entries.filter(({ open }) => open).length, total: entries.length, byResult };
}

async function describe(entries: readonly CallEntry[], actor: Leader, outcomes: readonly CallOutcome[]): Promise<Woman[]> {
  const { units } = await tree();
  const callers = entries.flatMap(({ noted }) => (noted?.by === undefined ? [] : [holderIn(noted.by)]));
  const people = await receivers([...new Set([...entries.map(({ person }) => person), ...callers])]);
  const [mayPhone, mayMark] = await Promise.all(
    (['meetings:phone', 'meetings:mark'] as const).map((right) => unitsWith(right, actor, entries)),
  );
  return entries.map(({ person, name, unit, why, open, noted }) => ({
    ...{ person, name, unit: units.get(unit)?.name ?? '', open },
    why: hasWords(why) ? reasonInWords(why).why : words('outcome.called.silent'),
    number: !mayPhone?.has(unit) ? 'notAllowed' : people.get(person)?.phone === undefined ? 'none' : 'hidden',
    outcomes: mayMark?.has(unit) ? outcomes : [],
    ...(noted ? { noted: { result: noted.result, at: noted.at, ...callerOf(noted.by, people) } } : {}),
  }));
}

async function unitsWith(right: Action, actor: Leader, entries: readonly CallEntry[]): Promise<Set<string>> {
  const units = [...new Set(entries.map(({ unit }) => unit))];
  const may = await Promise.all(units.map((unit) => can(actor, right, unit)));
  return new Set(units.filter((_, n) => may[n]));
}

const holderIn = (by: string) => by.slice(by.indexOf(':') + 1);

/** Who noted something (`post:person`), in words; an operator is called what she is. */
function callerOf(by: string | undefined, people: Awaited<ReturnType<typeof receivers>>): { by?: string } {
  if (by === undefined) return {};
  if (by.startsWith('operator')) return { by: words('console.operator') };
  const post = words(`post.${by.slice(0, by.indexOf(':')) as Post}`);
  const her = people.get(holderIn(by));
  return { by: her ? `${post} ${nameOf(her)}` : post };
}
