import type { LeaderAnswers, LeaderMeeting, LeaderParams, ReachNumbers } from '../../engine/leader-types';
import { writeAudit } from '../../models/audit';
import type { Plan } from '../../models/broadcasts';
import { type Meeting, openMeetings } from '../../models/meetings';
import { byGivenName } from '../../models/plain-name';
import { tree } from '../../models/units';
import { localDay } from '../../programme/periods';
import { dayAndTime } from '../../words';
import { type Action, nameOfActor } from '../access';
import { actorOf, type Leader } from '../actor';
import type { ActionDeps } from '../deps';
import { whoComes } from '../meetings/meeting-people';
import type { FromChat } from '../officers/bind-leader';

/** Names in one message. */
const MOST_NAMES = 60;
/** Another meeting that she can look at instead. */
const MOST_OTHERS = 3;

/** The leader of a chat at this moment; undefined when she is none, or no longer one. */
export const leaderIn = ({ conversation }: FromChat, deps: Pick<ActionDeps, 'now' | 'timeZone'>) =>
  actorOf(conversation, localDay(deps.now(), deps.timeZone));

/** Notes what a leader looked at or did by her chat; the same order again is one entry. */
export const noteLook = (
  { id }: Pick<FromChat, 'id'>,
  actor: Leader,
  { action, unit, about }: { action: Action; unit: string; about?: string },
  deps: Pick<ActionDeps, 'now'>,
) =>
  writeAudit({
    ...{ _id: id, at: deps.now(), by: nameOfActor(actor), action, unit, outcome: 'done' },
    ...(about === undefined ? {} : { about }),
  });

/** A plan in the numbers that a leader is shown. */
export const numbersOf = ({ people, how }: Plan): ReachNumbers => ({
  ...{ people, free: how.free, paid: how.paid, template: how.template, phone: how.call },
});

/** Who comes to the next meeting of hers, or to the one that is named, in her part of it. */
export async function readComing(
  { meeting }: LeaderParams['readComing'],
  from: FromChat,
  deps: ActionDeps,
): Promise<LeaderAnswers['comingRead']> {
  const actor = await leaderIn(from, deps);
  const seen = actor && (await lookAt(actor, meeting, deps));
  if (!seen) return { found: false };
  const { counts, total, others } = seen;
  await noteLook(from, actor, { action: 'meetings:see', unit: seen.meeting.unit, about: seen.meeting._id }, deps);
  const { going, busy, unsure, silent, missed } = counts;
  const shown = { meeting: briefOf(seen.meeting, deps.timeZone), others: others.map((each) => briefOf(each, deps.timeZone)) };
  return { found: true, ...shown, total, going, busy, unsure, silent: silent + missed };
}

/** The names behind one of the numbers, in her part of the meeting. */
export async function nameComing(
  { meeting, said }: LeaderParams['nameComing'],
  from: FromChat,
  deps: ActionDeps,
): Promise<LeaderAnswers['comingNamed']> {
  const actor = await leaderIn(from, deps);
  const seen = actor && (await whoComes(meeting, actor, deps));
  if (!seen) return { names: '', n: 0 };
  await noteLook(from, actor, { action: 'members:see', unit: seen.meeting.unit, about: meeting }, deps);
  const named = seen.people.filter((each) => each.said === said || (said === 'silent' && each.said === 'missed'));
  const names = named.map(({ name }) => name).sort(byGivenName);
  const shown = names.slice(0, MOST_NAMES).join(', ');
  return { names: names.length > MOST_NAMES ? `${shown}…` : shown, n: names.length };
}

/** A meeting in the words in which a leader is shown it. */
export const briefOf = ({ _id, topic, startsAt }: Meeting, timeZone: string): LeaderMeeting => ({
  ...{ id: _id, topic },
  ...dayAndTime(startsAt, timeZone),
});

/** The units of her posts, those below them, and those above, whose meetings are for her people as well. */
export async function unitsAround(actor: Leader): Promise<string[]> {
  const { lineage, subtree } = await tree();
  const own = [actor.unit, ...(actor.also ?? []).map(({ unit }) => unit)];
  return [...new Set(own.flatMap((unit) => [...lineage(unit), ...subtree(unit)]).map(({ _id }) => _id))];
}

/** A meeting that is to come, in her part: the one that is named, else the next one. */
async function lookAt(actor: Leader, meeting: string | undefined, deps: ActionDeps) {
  const ahead = await openMeetings(await unitsAround(actor), deps.now());
  const wanted = meeting ?? ahead[0]?._id;
  const seen = wanted === undefined ? undefined : await whoComes(wanted, actor, deps);
  const others = ahead.filter(({ _id }) => _id !== wanted).slice(0, MOST_OTHERS);
  return seen && { ...seen, others };
}
