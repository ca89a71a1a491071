import type { LeaderAnswers, LeaderParams } from '../../engine/leader-types';
import { meetingStore, meetingsBetween } from '../../models/meetings';
import { nameOf } from '../../models/people';
import { byGivenName } from '../../models/plain-name';
import { can } from '../access';
import type { ActionDeps } from '../deps';
import { whoCheckedIn } from '../meetings/check-in';
import { DOORS_OPEN } from '../meetings/meeting-decisions';
import { invitedTo } from '../meetings/meeting-people';
import { callRoll } from '../meetings/meeting-roll';
import { summarise } from '../meetings/meetings';
import type { FromChat } from '../officers/bind-leader';
import { briefOf, leaderIn, noteLook, unitsAround } from './leader-meetings';

/** A roll is called by chat at most this long after its meeting, ms. */
const LATEST = 7 * 24 * 3_600_000;
/** Names that a chat can be asked to hold; of a larger meeting it closes the roll by those who checked in. */
export const MOST_ON_ROLL = 400;

/**
 * Everybody of the meeting that is on, or was last, in the order of a list on paper, with those noted who checked in or were on
 * the roll before; of more than 400 only how many they are.
 */
export async function openRoll(
  { meeting }: LeaderParams['openRoll'],
  from: FromChat,
  deps: ActionDeps,
): Promise<LeaderAnswers['rollOpened']> {
  const actor = await leaderIn(from, deps);
  if (!actor) return { found: false };
  const now = deps.now();
  const near = await meetingsBetween(await unitsAround(actor), now - LATEST, now + DOORS_OPEN);
  const mine = [];
  for (const each of near)
    if ((meeting === undefined || each._id === meeting) && (await can(actor, 'meetings:call', each.unit))) mine.push(each);
  const [about] = mine.sort((a, b) => b.startsAt - a.startsAt);
  if (!about) return { found: false };
  await noteLook(from, actor, { action: 'members:see', unit: about.unit, about: about._id }, deps);
  const [{ invited }, checkedIn] = await Promise.all([invitedTo(about, deps), whoCheckedIn(about._id)]);
  const here = new Set(about.roll?.present ?? checkedIn.people);
  const known = { found: true, meeting: briefOf(about, deps.timeZone), guests: about.roll?.guests ?? checkedIn.guests } as const;
  if (invited.length > MOST_ON_ROLL) {
    const roll = about.roll ? 'closed' : 'open';
    return { ...known, invited: invited.length, here: here.size, most: MOST_ON_ROLL, roll };
  }
  const people = invited.map((each) => ({ id: each._id, name: nameOf(each), here: here.has(each._id) }));
  people.sort((x, y) => byGivenName(x.name, y.name) || x.id.localeCompare(y.id));
  return { ...known, people };
}

/** Settles who came; the same roll again is the same. */
export async function closeRoll(
  { meeting, present, absent }: LeaderParams['closeRoll'],
  from: FromChat,
  deps: ActionDeps,
): Promise<LeaderAnswers['rollClosed']> {
  const actor = await leaderIn(from, deps);
  const was = await meetingStore.load(meeting);
  if (!actor || !was) return { result: 'refused' };
  // A correction tells everybody who came: guests of the first roll stay.
  const acted = await callRoll(meeting, { id: from.id, actor, present, absent, guests: was.roll?.guests ?? 0 }, deps);
  if (!acted.done) {
    if (acted.why === 'tooEarly') return { result: 'early' };
    return { result: acted.why === 'noChange' ? 'same' : 'refused' };
  }
  const roll = (await meetingStore.load(meeting))?.roll;
  return { result: 'done', present: roll?.present.length ?? 0, invited: roll?.invited ?? 0 };
}

/** Keeps the summary of a meeting that was held; it goes to the absent as the unit's settings say. */
export async function sendSummary(
  { meeting, text }: LeaderParams['sendSummary'],
  from: FromChat,
  deps: ActionDeps,
): Promise<LeaderAnswers['summarySent']> {
  const actor = await leaderIn(from, deps);
  if (!actor || text.trim() === '') return { result: 'refused' };
  const acted = await summarise(meeting, { id: from.id, actor, text: text.trim() }, deps);
  return { result: acted.done ? 'done' : 'refused' };
}
