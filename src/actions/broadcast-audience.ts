import type { Audience } from '../models/broadcast-audience';
import { invitationsOf } from '../models/meetings';
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
  const said = new Map((await invitationsOf(meeting)).map(({ conversation, answer }) => [conversation, answer]));
  return people.filter(({ conversations }) => {
    const own = conversations.flatMap((id) => said.get(id) ?? []);
    return own.length === 0 ? answers.includes('silent') : own.some((answer) => answers.includes(answer));
  });
}
