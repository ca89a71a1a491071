import { clubsOf, namesOfClubs } from '../models/clubs';
import { answersBy, holding, type MeetingAnswer } from '../models/meeting-answers';
import { papersOf } from '../models/meeting-files';
import { isOpen, type Meeting, meetingStore, openMeetings, placeOf } from '../models/meetings';
import { heldBy, inOffice } from '../models/officers';
import type { KnownPerson } from '../models/people';
import { tree } from '../models/units';
import { dayAndTime } from '../words';
import type { Asked, MeetingBrief } from './types';

/** The meetings ahead to which a member is invited, in the words in which they are shown, the next one first. */
export async function knownMeetings(
  person: KnownPerson,
  units: readonly string[],
  newest: Asked | undefined,
  { now, timeZone, today, publicBaseUrl }: { now(): number; timeZone: string; today: string; publicBaseUrl?: string },
): Promise<MeetingBrief[]> {
  const ahead = await openMeetings(units, now());
  const invited = await hers(ahead, person, today);
  const asked = await askedAbout(newest, ahead, now());
  const all = [...invited, ...asked].sort((a, b) => a.startsAt - b.startsAt);
  if (all.length === 0) return [];
  const ids = all.map(({ _id }) => _id);
  const [answers, { units: named }] = await Promise.all([answersBy(person.id, ids), tree()]);
  const names = all.map(async ({ unit, audience }) =>
    audience.clubs ? namesOfClubs(audience.clubs) : (named.get(unit)?.name ?? ''),
  );
  const branches = await Promise.all(names);
  return all.map((each, n) => ({
    ...brief(each, answers.get(each._id), branches[n] ?? '', timeZone),
    ...addresses(each, publicBaseUrl),
  }));
}

/** Those that are for her: for everybody, for her groups or clubs, for the post that she holds below. */
async function hers(meetings: readonly Meeting[], { id, groups = [] }: KnownPerson, today: string): Promise<Meeting[]> {
  const forPosts = meetings.some(({ audience }) => audience.posts !== undefined);
  const held = forPosts ? (await heldBy([id])).filter((each) => inOffice(each, today)) : [];
  const forClubs = meetings.some(({ audience }) => audience.clubs !== undefined);
  const clubs = forClubs ? (await clubsOf(id)).map(({ _id }) => _id) : [];
  const { lineage } = await tree();
  return meetings.filter(({ unit, audience }) => {
    const office = held.some(
      (each) => audience.posts?.includes(each.post) && lineage(each.unit).some((above) => above._id === unit),
    );
    if (audience.clubs && !audience.clubs.some((club) => clubs.includes(club))) return false;
    return (!audience.posts || office) && (!audience.groups || audience.groups.some((group) => groups.includes(group)));
  });
}

/** The one that she was asked about last, though she has moved to another unit since. */
async function askedAbout(newest: Asked | undefined, known: readonly Meeting[], now: number): Promise<Meeting[]> {
  // Behind the id may stand the step of the conversation about it.
  const subject = newest?.flow === 'meeting' ? newest.subject.split('/', 1)[0] : undefined;
  if (subject === undefined || known.some(({ _id }) => _id === subject)) return [];
  const found = await meetingStore.load(subject);
  return found && isOpen(found) && found.startsAt > now ? [found] : [];
}

function brief(meeting: Meeting, given: MeetingAnswer | undefined, branch: string, timeZone: string): MeetingBrief {
  const answer = holding(given, meeting);
  return {
    id: meeting._id,
    branch,
    topic: meeting.topic,
    ...dayAndTime(meeting.startsAt, timeZone),
    place: placeOf(meeting),
    ...(answer && given ? { answer, answeredAt: given.at } : {}),
  };
}

function addresses(meeting: Meeting, publicBaseUrl: string | undefined): Pick<MeetingBrief, 'calendar' | 'papers'> {
  if (publicBaseUrl === undefined) return {};
  const papers = papersOf(meeting, publicBaseUrl);
  return { calendar: `${publicBaseUrl}/lich/${meeting.calendar}.ics`, ...(papers.length > 0 ? { papers } : {}) };
}
