import type { EndReason, Officer, Training } from '../../models/officers';
import { keyed } from '../../models/secrets';
import type { MetricName } from '../../programme/metrics';
import { localDay, periodOf } from '../../programme/periods';
import type { DecisionOf, DraftOf } from '../act';

/** Why nothing was done about a post. */
export type OfficerRefusal =
  | 'unknownUnit'
  | 'unknownPerson'
  | 'wrongPost'
  | 'wrongDay'
  | 'taken'
  | 'ended'
  /** It is so already. */
  | 'known';
export type OfficerDecision = DecisionOf<Officer, OfficerRefusal>;
type Effect = DraftOf<Officer['outbox'][number]>;

/** A fact as an effect. */
export const changeOf = (metric: MetricName | `officers:trained:${string}`, unit: string, period: string, n: number): Effect => ({
  name: 'fact',
  fact: { metric, unit, period, n },
});

/** Any post ends once, not before it began; a smartphone that was counted ends with it, not before it was counted. */
export function decideEnd(was: Officer, { on, reason }: { on: string; reason: EndReason }): OfficerDecision {
  if (was.endedOn !== undefined) return { refuse: 'ended' };
  if (on < was.from) return { refuse: 'wrongDay' };
  const month = on.slice(0, 7);
  const { smartphone } = was;
  const effects = [changeOf(`officers:${was.post}`, was.unit, month, -1)];
  if (smartphone?.has) effects.push(changeOf('officers:smartphone', was.unit, later(month, smartphone.month), -1));
  return { told: { on, reason }, set: { endedOn: on }, effects };
}

/** A post that has not ended goes on until another last day. */
export function decideRenew(was: Officer, to: string | undefined): OfficerDecision {
  if (was.endedOn !== undefined) return { refuse: 'ended' };
  if (to !== undefined && to < was.from) return { refuse: 'wrongDay' };
  if (to === was.to) return { refuse: 'known' };
  const term = to === undefined ? {} : { to };
  return { told: { from: was.from, ...term }, set: term, ...(to === undefined ? { unset: ['to'] as const } : {}), effects: [] };
}

/** One absence at a time: a new one takes the place of the one before. */
export function decideAbsent(was: Officer, { from, to }: { from: string; to?: string }): OfficerDecision {
  if (was.endedOn !== undefined) return { refuse: 'ended' };
  if (to !== undefined && to < from) return { refuse: 'wrongDay' };
  const away = { from, ...(to === undefined ? {} : { to }) };
  return { told: away, set: { away }, effects: [] };
}

/** Ends an absence. */
export function decidePresent(was: Officer): OfficerDecision {
  return was.away === undefined ? { refuse: 'known' } : { told: {}, unset: ['away'], effects: [] };
}

/** A topic on a day is noted once; an officer counts once a year, and once a year for each topic, whatever posts she holds. */
export function decideTrain(was: Officer, { topic, on }: Training, at: number, timeZone: string): OfficerDecision {
  if (was.endedOn !== undefined && on >= was.endedOn) return { refuse: 'ended' };
  if (on > localDay(at, timeZone)) return { refuse: 'wrongDay' };
  if (was.trainings.some((each) => each.topic === topic && each.on === on)) return { refuse: 'known' };
  const [year, period] = [on.slice(0, 4), on.slice(0, 7)];
  const once = (...parts: string[]) => `trained/${keyed('trained', was.holder, year, ...parts)}`;
  const effects: Effect[] = [
    { ...changeOf('officers:trained', was.unit, period, 1), once: once() } as Effect,
    { ...changeOf(`officers:trained:${topic}`, was.unit, period, 1), once: once(topic) } as Effect,
  ];
  return { told: { topic, on }, set: { trainings: [...was.trainings, { topic, on }] }, effects };
}

/** Counted in the month in which it is noted. */
export function decideSmartphone(was: Officer, has: boolean, at: number, timeZone: string): OfficerDecision {
  if (was.endedOn !== undefined) return { refuse: 'ended' };
  if (was.smartphone?.has === has) return { refuse: 'known' };
  const month = later(periodOf(at, timeZone), was.from.slice(0, 7));
  const change = (has ? 1 : 0) - (was.smartphone?.has ? 1 : 0);
  const effects = change === 0 ? [] : [changeOf('officers:smartphone', was.unit, month, change)];
  return { told: { has }, set: { smartphone: { has, month } }, effects };
}

const later = (a: string, b: string): string => (a > b ? a : b);
