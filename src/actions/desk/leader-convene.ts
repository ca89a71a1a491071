import { DateTime } from 'luxon';
import type { LeaderAnswers, LeaderParams, MeetingPlan } from '../../engine/leader-types';
import { tree } from '../../models/units';
import { dayAndTime, words } from '../../words';
import { can } from '../access';
import { auditRefusal } from '../audited';
import type { BroadcastDeps } from '../broadcasts/broadcast-deps';
import type { ActionDeps } from '../deps';
import { callMeeting, sendOut } from '../meetings/meetings';
import { previewReach } from '../meetings/preview-reach';
import type { FromChat } from '../officers/bind-leader';
import { attachOne } from './leader-attachments';
import { leaderIn, numbersOf } from './leader-meetings';

/** Whether a meeting could be called so, and whom the invitation would reach and how. */
export async function previewMeeting(
  plan: MeetingPlan,
  from: FromChat,
  deps: BroadcastDeps,
): Promise<LeaderAnswers['meetingPreviewed']> {
  const actor = await leaderIn(from, deps);
  if (!actor || !(await can(actor, 'meetings:call', plan.unit))) {
    if (actor) await auditRefusal({ id: from.id, actor }, 'meetings:call', plan.unit, deps.now());
    return { result: 'notAllowed' };
  }
  const startsAt = startOf(plan, deps);
  if (startsAt === undefined || startsAt <= deps.now()) return { result: 'past' };
  const saying = { purpose: 'NHAC_LICH', key: 'meeting.invite', leavesAt: deps.now(), notAfter: startsAt } as const;
  const reach = await previewReach({ units: [plan.unit], status: 'members' }, saying, deps.reaching);
  const unit = (await tree()).units.get(plan.unit)?.name ?? '';
  return {
    result: 'ready',
    unit,
    ...dayAndTime(startsAt, deps.timeZone),
    ...numbersOf(reach),
    ...(reach.partial ? { people: words('convene.atLeast', { people: reach.people }) } : {}),
  };
}

/** Calls a meeting as it was read back to her; everybody is invited at once, with the papers that she sent. */
export async function conveneMeeting(
  { files = [], ...plan }: LeaderParams['conveneMeeting'],
  from: FromChat,
  deps: BroadcastDeps,
): Promise<LeaderAnswers['meetingConvened']> {
  const actor = await leaderIn(from, deps);
  if (!actor) return { result: 'notAllowed' };
  const startsAt = startOf(plan, deps);
  if (startsAt === undefined) return { result: 'past' };
  const { unit, topic, place } = plan;
  const call = { unit, topic: topic.slice(0, 200), place: place.slice(0, 200), startsAt };
  if (files.length > 0 && startsAt <= deps.now()) return { result: 'past' };
  // The papers first: the invitation names them.
  const acted = await callMeeting({ id: from.id, actor }, files.length > 0 ? { ...call, draft: true } : call, deps);
  if (!acted.done) return { result: asRefused(acted.why) };
  let attached = 0;
  for (const [n, file] of files.entries()) {
    const one = await attachOne(acted.id, { id: `${from.id}.${n}`, role: 'paper', file }, { from, actor }, deps);
    if (!('fault' in one)) attached += 1;
  }
  const out = files.length > 0 ? await sendOut(acted.id, { id: `${from.id}.out`, actor }, deps) : acted;
  return out.done ? { result: 'done', attached } : { result: asRefused(out.why) };
}

const asRefused = (why: string) => (why === 'past' || why === 'tooLate' ? ('past' as const) : ('notAllowed' as const));

function startOf({ day, time }: MeetingPlan, { timeZone }: Pick<ActionDeps, 'timeZone'>): number | undefined {
  const at = DateTime.fromISO(`${day}T${time}`, { zone: timeZone });
  return at.isValid ? at.toMillis() : undefined;
}
