import type { Said } from '../../src/actions/meetings/meeting-people';
import type { Meeting } from '../../src/models/meetings';
import { unseal } from '../../src/models/secrets';
import { shortMoment } from '../../src/words';

/** A meeting as a row of the list: nobody's name is in it. */
export function rowOf({ _id, state, unit, startsAt, topic }: Meeting, code: (unit: string) => string, timeZone: string) {
  return { id: _id, state, unit: code(unit), at: shortMoment(startsAt, timeZone), topic };
}

/** A meeting with its numbers: who answered what, who is there, what is kept. */
export function detailsOf(
  meeting: Meeting,
  { total, counts }: { total: number; counts: Record<Said, number> },
  here: { people: string[]; guests: number },
) {
  const { place, link, kind, minutes, changes, taken, roll, files = [] } = meeting;
  return {
    ...{ kind, place, minutes, changes, invited: total, ...counts },
    ...(link === undefined ? {} : { link }),
    steps: taken.join(','),
    ...{ checkedIn: here.people.length, checkedInGuests: here.guests },
    ...(roll ? { present: roll.present.length, guests: roll.guests } : {}),
    files: files.map(({ id, role, type, size, name }) => ({ id, role, type, size, name: unseal<string>(name) })),
  };
}

/** Details as lines. */
export function linesOf({ files, ...rest }: ReturnType<typeof detailsOf>): string[] {
  const figures = Object.entries(rest).map(([name, value]) => `  ${name}\t${value}`);
  return [...figures, ...files.map((file) => `  file\t${Object.values(file).join('\t')}`)];
}
