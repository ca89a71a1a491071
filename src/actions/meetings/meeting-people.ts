import type { Rsvp } from '../../engine/types';
import { peopleOfClubs } from '../../models/clubs';
import { answersOf, holding, keepAnswer, type MeetingAnswer, noteMissed } from '../../models/meeting-answers';
import { isOpen, type Meeting, meetingStore } from '../../models/meetings';
import { inOffice, officersOf } from '../../models/officers';
import { byIds, inUnits, manyByIds, nameOf, type Person, person as personById } from '../../models/people';
import { tree } from '../../models/units';
import { localDay } from '../../programme/periods';
import { type Actor, can, nameOfActor } from '../access';
import type { Order } from '../act';
import { auditRefusal } from '../audited';
import { narrow } from '../broadcasts/broadcast-audience';
import type { ActionDeps } from '../deps';
import { audienceOf } from './meeting-decisions';

/** Everybody whom a meeting is for, in some of its units (all of them when not given), and those who said that they come. */
export async function invitedTo(
  meeting: Meeting,
  deps: Pick<ActionDeps, 'now' | 'timeZone'>,
  within?: readonly string[],
): Promise<{ invited: Person[]; going: string[]; answers: Awaited<ReturnType<typeof answersOf>> }> {
  const units = within ?? (await tree()).subtree(meeting.unit).map((each) => each._id);
  const { posts, clubs } = meeting.audience;
  const today = localDay(deps.now(), deps.timeZone);
  const held = posts ? (await officersOf(units)).filter((each) => posts.includes(each.post) && inOffice(each, today)) : [];
  // The few of a club are read one by one, not everybody among whom they live.
  const belong =
    clubs && !posts ? (await manyByIds(await peopleOfClubs(clubs))).filter(({ unit }) => units.includes(unit)) : undefined;
  const found = posts ? await byIds([...new Set(held.map(({ holder }) => holder))]) : (belong ?? (await inUnits(units)));
  const invited = await narrow(audienceOf(meeting), found);
  const answers = await answersOf(
    meeting._id,
    invited.map(({ _id }) => _id),
  );
  const going = invited.filter(({ _id }) => holding(answers.get(_id), meeting) === 'going').map(({ _id }) => _id);
  return { invited, going, answers };
}

/** What somebody said who was invited; `silent` where nothing counts any more, `missed` where a caller did not reach her. */
export type Said = Rsvp | 'silent' | 'missed';

/** One of those invited, as her leader sees her. */
export interface Invited {
  person: string;
  name: string;
  unit: string;
  said: Said;
  wantsSummary?: true;
  /** Who noted it for her (`post:person`), and when, ms. */
  noted?: { by?: string; at: number };
}

/** Who comes to a meeting, in the part of it that the actor sees; undefined where that is none. */
export async function whoComes(
  meeting: string,
  actor: Actor,
  deps: Pick<ActionDeps, 'now' | 'timeZone'>,
): Promise<{ meeting: Meeting; total: number; counts: Record<Said, number>; people: Invited[] } | undefined> {
  const about = await meetingStore.load(meeting);
  if (!about) return undefined;
  const units = await unitsFor(about, actor);
  if (units.length === 0) return undefined;
  const { invited, answers } = await invitedTo(about, deps, units);
  const counts: Record<Said, number> = { going: 0, busy: 0, unsure: 0, silent: 0, missed: 0 };
  const people = invited.map((each): Invited => {
    const given = answers.get(each._id);
    const said =
      holding(given, about) ?? (given?.missedAt !== undefined && given.missedAt >= about.askedAt ? 'missed' : 'silent');
    counts[said] += 1;
    const more = {
      ...(given?.wantsSummary ? { wantsSummary: true as const } : {}),
      ...notedFor(given, said),
    };
    return { person: each._id, name: nameOf(each), unit: each.unit, said, ...more };
  });
  return { meeting: about, total: invited.length, counts, people };
}

function notedFor(given: MeetingAnswer | undefined, said: Said): Pick<Invited, 'noted'> {
  if (said === 'missed' && given?.missedAt !== undefined)
    return { noted: { at: given.missedAt, ...(given.missedBy === undefined ? {} : { by: given.missedBy }) } };
  return given?.by === undefined || said === 'silent' ? {} : { noted: { by: given.by, at: given.at } };
}

/** The units of a meeting whose women the actor may see: her own part of a larger meeting. */
async function unitsFor({ unit }: Meeting, actor: Actor): Promise<string[]> {
  const units = (await tree()).subtree(unit).map((each) => each._id);
  const seen = await Promise.all(units.map((each) => can(actor, 'meetings:see', each)));
  return units.filter((_, n) => seen[n]);
}

export type MarkRefusal = 'unknown' | 'notAllowed' | 'notInvited' | 'past';

/**
 * Notes for a woman what she said by phone or at the door, `missed` where nobody was reached. It counts like her own answer;
 * what either of them says later holds. The same order again is one answer.
 */
export async function answerFor(
  { answer, wantsSummary, ...order }: Order & MarkedAnswer,
  deps: Pick<ActionDeps, 'now' | 'timeZone'>,
): Promise<{ done: true } | { done: false; why: MarkRefusal }> {
  const at = deps.now();
  const { why } = await markRefused(order, at);
  if (why) return { done: false, why };
  const { actor, meeting, person } = order;
  if (answer === 'missed') await noteMissed(meeting, person, { at, by: nameOfActor(actor) });
  else {
    const given = { answer, by: nameOfActor(actor), ...(wantsSummary === undefined ? {} : { wantsSummary }) };
    await keepAnswer(meeting, person, given, { at, seq: 0 });
  }
  return { done: true };
}

/** What stands against noting an answer for a woman; a refusal is in the audit. */
export async function markRefused(
  { id, actor, meeting, person }: Order & Pick<MarkedAnswer, 'meeting' | 'person'>,
  at: number,
): Promise<{ why?: MarkRefusal }> {
  const [about, her] = await Promise.all([meetingStore.load(meeting), personById(person)]);
  if (!about || !her || !(await can(actor, 'meetings:see', her.unit))) return { why: 'unknown' };
  if (!(await can(actor, 'meetings:mark', her.unit))) {
    await auditRefusal({ id, actor }, 'meetings:mark', her.unit, at);
    return { why: 'notAllowed' };
  }
  if (!isOpen(about) || about.startsAt <= at) return { why: 'past' };
  const inMeeting = (await tree()).lineage(her.unit).some((above) => above._id === about.unit);
  return inMeeting && (await narrow(audienceOf(about), [her])).length > 0 ? {} : { why: 'notInvited' };
}

/** An answer that a leader notes. */
export interface MarkedAnswer {
  meeting: string;
  person: string;
  answer: Rsvp | 'missed';
  wantsSummary?: boolean;
}
