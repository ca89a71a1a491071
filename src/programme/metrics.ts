/**
 * Every metric that has a fixed name, with its meaning. `flow` counts what happened in a period; `stock` is what there is, as
 * the sum of its changes up to the end of a period; `first` counts people once a year, at their first time.
 */
export const METRICS = {
  invitations: { kind: 'flow', meaning: "chats that came with a member's invitation code, once for each member and chat" },
  'applications:submitted': { kind: 'flow', meaning: 'women who asked to join, once per phone' },
  'applications:duplicate': { kind: 'flow', meaning: 'applications kept apart because their phone is known already' },
  'applications:verified': { kind: 'flow', meaning: 'applications that the branch verified' },
  'applications:recognised': { kind: 'flow', meaning: 'applications that the commune recognised' },
  'applications:withdrawn': { kind: 'flow', meaning: 'applications that ended without recognition' },
  'applications:late': { kind: 'flow', meaning: 'deadlines of applications that passed before the branch or commune had acted' },
  'branches:asked': { kind: 'flow', meaning: 'wishes to found a branch, as leaders brought them' },
  'branches:founded': { kind: 'flow', meaning: 'branches that were founded after such a wish' },
  joined: { kind: 'flow', meaning: 'new members, gross, on the day of recognition' },
  returned: { kind: 'flow', meaning: 'women who had left and are members again without a new recognition' },
  'moved:in': { kind: 'flow', meaning: 'members who came from another unit; neither joined nor returned' },
  'moved:out': { kind: 'flow', meaning: 'members who went to another unit; no exit' },
  members: { kind: 'stock', meaning: 'active members; its facts are changes, one opening fact included' },
  'members:away': { kind: 'stock', meaning: 'members who work away: in `members`, but in neither side of the gathering ratio' },
  'members:byRight': { kind: 'stock', meaning: 'members without an application (hội viên đương nhiên), in `members`' },
  'members:core': { kind: 'stock', meaning: 'core members (nòng cốt), in `members`' },
  'members:carded': { kind: 'stock', meaning: 'members who hold a card, in `members`' },
  'members:linked': { kind: 'stock', meaning: 'members with a chat bound to their record, in `members`' },
  'lag:days': { kind: 'flow', meaning: 'days from an event to its recording, summed, in the month of the recording' },
  'lag:events': { kind: 'flow', meaning: 'events of `lag:days`; the average is their quotient' },
  honorary: { kind: 'stock', meaning: 'honorary members: a register of their own, never in `members` or the gathering ratio' },
  households: { kind: 'stock', meaning: 'households with a woman of 18 that a leader has entered' },
  'households:member': { kind: 'stock', meaning: 'those of `households` with at least one member' },
  clubs: {
    kind: 'stock',
    meaning: 'clubs and models with members (câu lạc bộ, tổ, nhóm) that have not ended, in their own unit',
  },
  'clubs:members': { kind: 'stock', meaning: "belongings to `clubs`, in the club's unit: who is in two clubs counts twice" },
  'clubs:founded': { kind: 'flow', meaning: 'clubs founded' },
  'clubs:ended': { kind: 'flow', meaning: 'clubs that ended' },
  'pairs:recruit': {
    kind: 'flow',
    meaning: "1+1 (b): women recognised whom a member brought, in the branch of that member's own",
  },
  recruiters: { kind: 'first', meaning: '1+1 (b): members who brought at least one woman this year' },
  'meetings:held': { kind: 'flow', meaning: 'meetings that took place' },
  'meetings:invited': { kind: 'flow', meaning: 'women invited to meetings that were held, as the rolls of units were that day' },
  'meetings:coming': { kind: 'flow', meaning: 'those of `meetings:invited` who had said that they would come' },
  'meetings:attended': { kind: 'flow', meaning: 'women of the register present by roll call, walk-ins among them' },
  'meetings:guests': { kind: 'flow', meaning: 'people present at meetings who are in no register; not in `meetings:attended`' },
  'information:sent': { kind: 'flow', meaning: 'what the Union tells, once for each person whom a broadcast has reached' },
  'information:read': { kind: 'flow', meaning: 'those of `information:sent` who tapped “Đã đọc”, once each' },
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

/** Metrics whose names end in a code or a year: the part up to the last `:`, with its meaning. */
export const FAMILIES = {
  'joined:household': {
    kind: 'flow',
    meaning:
      'women recognised who told whether their household had a member before: `:new` it had none, `:known` it had; who did not know is in neither',
  },
  left: { kind: 'flow', meaning: 'members who left, by reason (`left:movedAway`)' },
  group: { kind: 'stock', meaning: 'members of an ordinary group (`group:TIEU_THUONG`)' },
  'clubs:kind': { kind: 'stock', meaning: '`clubs` by kind (`clubs:kind:truyen-thong`)' },
  'meetings:held': { kind: 'flow', meaning: 'meetings that took place, by kind (`meetings:held:briefing`)' },
  'information:sent': { kind: 'flow', meaning: '`information:sent` by topic (`information:sent:vay-von`)' },
  'information:read': { kind: 'flow', meaning: '`information:read` by topic' },
  fees: { kind: 'stock', meaning: 'members whose fee of a year is paid (`fees:2026`)' },
  'households:5k3s': { kind: 'stock', meaning: 'households that meet 5 không 3 sạch in a year (`households:5k3s:2026`)' },
} as const satisfies Record<string, { kind: 'flow' | 'stock'; meaning: string }>;

/** A metric with a fixed name. */
export type MetricName = keyof typeof METRICS;

/**
 * The part of a fact that an action decides: a whole number of a metric, for a unit, in a period (`2026-11`, `survey:ID`).
 * Beside the table's names a metric is a survey's option (`q3:o2`, `q4:yes`; of a number `q5:sum` and `q5:given`), a consent (`consents:given:GIA_NHAP`), or a kind of
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
export function isStock(metric: string): boolean {
  if (metric in METRICS) return METRICS[metric as MetricName].kind === 'stock';
  if (RUNNING.test(metric)) return true;
  const family = metric.slice(0, metric.lastIndexOf(':'));
  return family in FAMILIES && FAMILIES[family as keyof typeof FAMILIES].kind === 'stock';
}
