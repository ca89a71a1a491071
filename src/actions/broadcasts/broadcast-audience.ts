import type { Audience, MeetingPart, MemberMark } from '../../models/broadcast-audience';
import { peopleOfClubs } from '../../models/clubs';
import { answersOf, holding, type MeetingAnswer } from '../../models/meeting-answers';
import { type Meeting, meetingStore } from '../../models/meetings';
import { type Addressee, idsOf } from '../../models/people';
import { statesOfPeople } from '../../models/send-chunks';
import type { SendState } from '../../models/sends';

const STATUS: Readonly<Record<Audience['status'], readonly Addressee['status'][]>> = {
  members: ['member'],
  membersAndApplicants: ['member', 'applicant'],
  applicants: ['applicant'],
};
const MARKS: Readonly<Record<MemberMark, (person: Addressee) => boolean>> = {
  core: ({ core }) => core === true,
  away: ({ away }) => away !== undefined,
  present: ({ away }) => away === undefined,
};
/** What a message has come to that did not reach her and will not. */
const MISSED: readonly SendState[] = ['held', 'failed', 'expired'];

/** Those of some people for whom a broadcast is. */
export async function narrow<P extends Addressee>(audience: Audience, people: readonly P[]): Promise<P[]> {
  const { status, marks = [], groups, answered, missedBy, people: only, clubs } = audience;
  const wanted = new Set(only);
  const belong = clubs && new Set(await peopleOfClubs(clubs));
  const chosen = people.filter(
    (person) =>
      STATUS[status].includes(person.status) &&
      marks.every((mark) => MARKS[mark](person)) &&
      (!only || idsOf(person).some((id) => wanted.has(id))) &&
      (!belong || belong.has(person._id)) &&
      (!groups || (person.groups ?? []).some((group) => groups.includes(group))),
  );
  const said = answered ? await whoSaid(answered, chosen) : chosen;
  return missedBy ? whomItMissed(missedBy, said) : said;
}

/** Those of some people whom a broadcast missed, and what sent it again as well. */
export async function whomItMissed<P extends Addressee>(
  { broadcast, resends, unknown }: NonNullable<Audience['missedBy']>,
  people: readonly P[],
): Promise<P[]> {
  const ids = people.flatMap(idsOf);
  const [first, ...later] = await Promise.all([broadcast, ...resends].map((each) => statesOfPeople(each, ids)));
  const missed = (state: SendState | undefined) =>
    state !== undefined && (MISSED.includes(state) || (unknown === true && state === 'unknown'));
  // One that was sent again and cancelled before it left has reached nobody.
  const stillMissed = (state: SendState | undefined) => state === undefined || state === 'cancelled' || missed(state);
  return people.filter((person) => {
    const hers = idsOf(person);
    // By one of two records she may have got it.
    const none = hers.every((id) => stillMissed(first?.get(id))) && hers.some((id) => missed(first?.get(id)));
    return none && later.every((states) => hers.every((id) => stillMissed(states.get(id))));
  });
}

async function whoSaid<P extends Addressee>(
  { meeting, answers }: NonNullable<Audience['answered']>,
  people: readonly P[],
): Promise<P[]> {
  const about = await meetingStore.load(meeting);
  if (!about) return [];
  const given = await answersOf(
    meeting,
    people.map(({ _id }) => _id),
  );
  return people.filter(({ _id }) => partsOf(_id, about, given.get(_id)).some((part) => answers.includes(part)));
}

/** All that somebody is to a meeting: her answer as it holds now, and after the roll whether she was there. */
export function partsOf(person: string, about: Pick<Meeting, 'askedAt' | 'roll'>, given?: MeetingAnswer): MeetingPart[] {
  const said: MeetingPart = holding(given, about) ?? 'silent';
  if (!about.roll) return [said];
  if (about.roll.present.includes(person)) return [said, 'present'];
  return [said, 'absent', ...(given?.wantsSummary ? (['summary'] as const) : [])];
}
