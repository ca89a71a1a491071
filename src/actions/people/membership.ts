import type { LeaveReason, Person, Recruited } from '../../models/person';
import { type Change, changed, type Moment, type PersonDecision, tooYoung } from './person-change';

/** A member goes to another unit: `moved:out` there, `moved:in` here, neither joined nor left. */
export function decideTransfer(was: Person, to: string, moment: Moment): PersonDecision {
  if (was.status !== 'member') return { refuse: 'wrongState' };
  if (was.unit === to) return { refuse: 'noChange' };
  const flows = [
    { metric: 'moved:out', unit: was.unit },
    { metric: 'moved:in', unit: to },
  ];
  return changed(was, { set: { unit: to }, told: { from: was.unit, to }, flows, prompt: true }, moment);
}

/** A member leaves, with a reason; what she was in the branch (core, away) ends with it, her card and fees stay known. */
export function decideLeave(was: Person, reason: LeaveReason, moment: Moment & { since: number }): PersonDecision {
  if (was.status !== 'member') return { refuse: 'wrongState' };
  const set = { status: 'left', leftAt: moment.since, leftWhy: reason } as const;
  const flows = [{ metric: `left:${reason}`, unit: was.unit }];
  return changed(was, { set, unset: ['away', 'core'], told: { why: reason, from: was.unit }, flows, prompt: true }, moment);
}

/** Who left is a member again, where she was; one whose recognition was withdrawn has to be recognised anew. */
export function decideReturn(was: Person, moment: Moment & { since: number }): PersonDecision {
  if (was.status !== 'left' || was.leftWhy === 'recognitionWithdrawn') return { refuse: 'wrongState' };
  const set = { status: 'member', memberSince: moment.since } as const;
  const flows = [{ metric: 'returned', unit: was.unit }];
  return changed(was, { set, unset: ['leftAt', 'leftWhy'], told: { to: was.unit }, flows, prompt: true }, moment);
}

/** A member works away from a day on, or is back: she stays a member. */
export function decideAway(was: Person, away: boolean, moment: Moment): PersonDecision {
  if (was.status !== 'member') return { refuse: 'wrongState' };
  if ((was.away !== undefined) === away) return { refuse: 'noChange' };
  const change: Change = away ? { set: { away: { since: moment.on } } } : { unset: ['away'] };
  return changed(was, { ...change, prompt: true }, moment);
}

/** What an application brings when the commune has recognised her. */
export interface Admission {
  application: string;
  unit: string;
  /** Sealed name and phone, as they are stored. */
  told: Pick<Person, 'name' | 'birthYear' | 'phone' | 'phoneHash' | 'groups'>;
  conversation?: string;
  /** Who brought her, if that one was an active member on this day (domain §1.13). */
  pair?: Recruited;
  flag?: 'sharedPhone';
}

/**
 * Recognised: she joined. One who is a member already is not counted again. A pair of 1+1 (b) counts once per woman: a second
 * recognition brings none, unless the first was withdrawn.
 */
export function decideAdmit(
  was: Person,
  { application, unit, told, conversation, pair, flag }: Admission,
  m: Moment,
): PersonDecision {
  const link =
    conversation === undefined || was.conversations.includes(conversation)
      ? {}
      : { conversations: [...was.conversations, conversation] };
  const note = { to: unit, ...(flag ? { flag } : {}) };
  if (was.status === 'member') return changed(was, { set: link, told: note }, m);
  if (tooYoung(told.birthYear, m.on)) return { refuse: 'underAge' };
  const period = m.on.slice(0, 7);
  const counted = was.pair === undefined ? pair : undefined;
  const since = { status: 'member', kind: 'application', memberSince: m.at, joinedOn: was.joinedOn ?? m.on } as const;
  return changed(
    was,
    {
      set: {
        ...told,
        ...link,
        ...since,
        unit,
        recognition: { application, unit, on: m.on },
        ...(counted ? { pair: { ...counted, application, period } } : {}),
        ...(conversation === undefined ? {} : { linked: true }),
      },
      unset: ['leftAt', 'leftWhy'],
      told: note,
      flows: [{ metric: 'joined', unit }, ...(counted ? [{ metric: 'pairs:recruit', unit: counted.unit }] : [])],
      effects: counted ? [{ name: 'credit', to: counted, period, n: 1 }] : [],
      prompt: true,
    },
    m,
  );
}

/**
 * A recognition is withdrawn: she was never rightly a member. What was counted as having happened (joined, the pair) is taken
 * back in the month in which it stands, so that it is right there; the stocks end on the day of the withdrawal, so that no
 * month between is below what was there. Only while she is a member: whoever left meanwhile has left. A later recognition
 * counts as the first.
 */
export function decideUnrecognise(was: Person, application: string, why: string, m: Moment): PersonDecision {
  const { recognition, pair } = was;
  if (was.status !== 'member' || recognition?.application !== application) return { refuse: 'wrongState' };
  const taken = pair?.application === application ? pair : undefined;
  return changed(
    was,
    {
      set: { status: 'left', leftAt: m.at, leftWhy: 'recognitionWithdrawn' },
      unset: [
        'recognition',
        'away',
        'core',
        ...(taken ? (['pair'] as const) : []),
        ...(was.joinedOn === recognition.on ? (['joinedOn'] as const) : []),
      ],
      told: { why, from: was.unit },
      flows: [
        { metric: 'joined', unit: recognition.unit, period: recognition.on.slice(0, 7), n: -1 },
        ...(taken ? [{ metric: 'pairs:recruit', unit: taken.unit, period: taken.period, n: -1 }] : []),
      ],
      effects: taken ? [{ name: 'credit', to: { referrer: taken.referrer, unit: taken.unit }, period: taken.period, n: -1 }] : [],
      prompt: true,
    },
    m,
  );
}

/** A woman whom she brought was counted, or is no longer: she is a recruiter of the year from the first one, while there is one. */
export function decideBrought(was: Person, unit: string, period: string, n: 1 | -1, m: Moment): PersonDecision {
  const year = period.slice(0, 4);
  const before = was.brought?.[year] ?? { n: 0, unit, period };
  const now = before.n + n;
  const counts = before.n === 0 ? { unit, period } : { unit: before.unit, period: before.period };
  const turned = (before.n === 0) !== (now === 0);
  const set = { brought: { ...was.brought, [year]: { n: now, ...counts } } };
  return changed(was, { set, flows: turned ? [{ metric: 'recruiters', ...counts, n: Math.sign(n) }] : [] }, m);
}
