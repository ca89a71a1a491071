import type { Audience, MeetingPart } from '../models/broadcast-audience';
import { answersOf, holding, type MeetingAnswer } from '../models/meeting-answers';
import { type Meeting, meetingStore } from '../models/meetings';
import type { Person } from '../models/people';

/** Those of some people for whom a broadcast is. */
export async function narrow(audience: Audience, people: readonly Person[]): Promise<Person[]> {
  const { status, groups, answered, people: only } = audience;
  const wanted = new Set(only);
  const chosen = people.filter(
    (person) =>
      (person.status === 'member' || (status === 'membersAndApplicants' && person.status === 'applicant')) &&
      (!only || wanted.has(person._id)) &&
      (!groups || (person.groups ?? []).some((group) => groups.includes(group))),
  );
  return answered ? whoSaid(answered, chosen) : chosen;
}

async function whoSaid({ meeting, answers }: NonNullable<Audience['answered']>, people: readonly Person[]): Promise<Person[]> {
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
