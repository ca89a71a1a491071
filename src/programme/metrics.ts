/**
 * Every metric that has a fixed name, with its meaning. `flow` counts what happened in a period; `stock` is what there is, as
 * the sum of its changes up to the end of a period; `first` counts people once a year, at their first time.
 */
export const METRICS = {
  'applications:submitted': { kind: 'flow', meaning: 'women who asked to join, once per phone' },
  'applications:duplicate': { kind: 'flow', meaning: 'applications kept apart because their phone is known already' },
  'applications:verified': { kind: 'flow', meaning: 'applications that the branch verified' },
  'applications:recognised': { kind: 'flow', meaning: 'applications that the commune recognised' },
  'applications:withdrawn': { kind: 'flow', meaning: 'applications that ended without recognition' },
  joined: { kind: 'flow', meaning: 'new members, gross, on the day of recognition' },
  members: { kind: 'stock', meaning: 'active members; its facts are changes, one opening fact included' },
  'pairs:recruit': {
    kind: 'flow',
    meaning: "1+1 (b): women recognised whom a member brought, in the branch of that member's own",
  },
  recruiters: { kind: 'first', meaning: '1+1 (b): members who brought at least one woman this year' },
  'meetings:held': { kind: 'flow', meaning: 'meetings that took place' },
  'meetings:invited': { kind: 'flow', meaning: 'women invited to meetings' },
  'meetings:attended': { kind: 'flow', meaning: 'women present by roll call' },
  'wishes:received': { kind: 'flow', meaning: 'wishes received' },
  'wishes:answered': { kind: 'flow', meaning: 'wishes answered' },
  'officers:provinceOfficer': { kind: 'stock', meaning: "posts of the province's officers that have not been ended" },
  'officers:communeChair': { kind: 'stock', meaning: 'chairs of communes (chủ tịch) that have not been ended' },
  'officers:communeDeputy': { kind: 'stock', meaning: "chairs' deputies (phó chủ tịch)" },
  'officers:committeeMember': { kind: 'stock', meaning: 'members of an executive committee (uỷ viên BCH)' },
  'officers:branchLead': { kind: 'stock', meaning: 'branch leaders (chi hội trưởng)' },
  'officers:branchDeputy': { kind: 'stock', meaning: "branch leaders' deputies" },
  'officers:groupLead': { kind: 'stock', meaning: 'group leaders (tổ trưởng)' },
  'officers:groupDeputy': { kind: 'stock', meaning: "group leaders' deputies" },
  'officers:smartphone': { kind: 'stock', meaning: 'posts whose holder has a smartphone' },
  'officers:trained': { kind: 'first', meaning: 'officers who were trained this year; `officers:trained:TOPIC` for each topic' },
  responses: { kind: 'flow', meaning: 'people who answered a survey; its period is the survey' },
} as const satisfies Record<string, { kind: 'flow' | 'stock' | 'first'; meaning: string }>;

/** A metric with a fixed name. */
export type MetricName = keyof typeof METRICS;

/**
 * The part of a fact that an action decides: a whole number of a metric, for a unit, in a period (`2026-11`, `survey:ID`).
 * Beside the table's names a metric is a survey's option (`q3:o2`, `q4:yes`), a consent (`consents:given:GIA_NHAP`), or a kind of
 * 1+1 from the open list: `pairs:a` begun in the period, `pairs:a:achieved` that reached their aim, `pairs:a:running` a stock;
 * or the topic of a training (`officers:trained:it`).
 */
export interface FactDraft {
  metric: string;
  unit: string;
  period: string;
  n: number;
}

const RUNNING = /^pairs:[a-z0-9-]+:running$/;

/** Whether a metric is what there is, and must be summed from the beginning. */
export const isStock = (metric: string): boolean =>
  RUNNING.test(metric) || (metric in METRICS && METRICS[metric as MetricName].kind === 'stock');
