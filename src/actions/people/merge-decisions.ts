import type { Group } from '../../models/groups';
import { nameOf } from '../../models/people';
import { idsOf, type Person, type Recruited } from '../../models/person';
import { plainName } from '../../models/plain-name';
import type { DraftOf } from '../act';
import { broughtTogether, pairOfBoth, wasMember } from './merge-pairs';
import { changed, type Moment, type PersonDecision } from './person-change';

/** Why two records are not joined. `otherName`, `otherYear`: they are two women until one record has been corrected. */
export type MergeFault = 'same' | 'otherName' | 'otherYear' | 'busy';

/** What stands against two records being one woman. A phone says nothing: families share one. Pure. */
export function mergeFault(a: Person, b: Person): MergeFault | undefined {
  if (a._id === b._id) return 'same';
  if (plainName(nameOf(a)) !== plainName(nameOf(b))) return 'otherName';
  if (a.birthYear !== undefined && b.birthYear !== undefined && a.birthYear !== b.birthYear) return 'otherYear';
  return a.merging === undefined && b.merging === undefined ? undefined : 'busy';
}

const RANK: Readonly<Record<Person['status'], number>> = { member: 2, left: 1, applicant: 0 };
const since = ({ memberSince = Number.MAX_SAFE_INTEGER }: Person): number => memberSince;

/** Which of two records stays: the member's, the one of the longer membership, the one with a chat, with a card. Pure. */
export function whichStays(a: Person, b: Person): { keep: Person; gone: Person } {
  const order =
    RANK[b.status] - RANK[a.status] ||
    since(a) - since(b) ||
    Number(b.linked ?? false) - Number(a.linked ?? false) ||
    Number(b.card !== undefined) - Number(a.card !== undefined) ||
    a._id.localeCompare(b._id);
  return order <= 0 ? { keep: a, gone: b } : { keep: b, gone: a };
}

/** The record that stays is held for one merge at a time; `off` where it has ended in another, or is held for one. */
export function decideHold(was: Person, merge: string, m: Moment): PersonDecision {
  const off = was.mergedInto !== undefined || (was.merging !== undefined && was.merging !== merge);
  if (off) return { told: { on: m.on, why: 'off' }, set: { updatedAt: was.updatedAt }, effects: [] };
  return { told: { on: m.on }, set: { merging: merge }, effects: [] };
}

/** Nothing was joined: it is held no longer. */
export function decideRelease(was: Person, merge: string, m: Moment): PersonDecision {
  return { told: { on: m.on }, ...(was.merging === merge ? { unset: ['merging'] as const } : {}), effects: [] };
}

/**
 * The other record ends, and counts nowhere from now on: where she was counted twice that is an exit of its own
 * (`left:duplicate`), for what was counted is never deleted. What it says stays as it was, to be taken over.
 */
export function decideMergeInto(was: Person, into: string, m: Moment): PersonDecision {
  if (was.mergedInto !== undefined || was.merging !== undefined)
    return { told: { on: m.on, why: 'off' }, set: { updatedAt: was.updatedAt }, effects: [] };
  const member = was.status === 'member';
  const ended = { leftAt: m.at, leftWhy: 'duplicate' } as const;
  const decision = changed(
    was,
    {
      set: { status: 'left', mergedInto: into, ...(was.status === 'left' ? {} : ended) },
      told: { why: 'duplicate', from: was.unit },
      ...(member ? { flows: [{ metric: 'left:duplicate', unit: was.unit }], prompt: true } : {}),
    },
    m,
  );
  if ('refuse' in decision) return decision;
  // She leaves no club by it: her place goes over to the other record.
  return { ...decision, effects: decision.effects.filter(({ name }) => name !== 'leaveClubs') };
}

/**
 * The record that stays takes over what the other one had: its own word holds where both say something, what can be added up is
 * added up, and of two pairs of 1+1 (b) one is taken back (`pairOfBoth`). Twice a year's recruiter is once.
 */
export function decideTakeOver(was: Person, gone: Person, m: Moment): PersonDecision {
  const hers = [...idsOf(was), ...idsOf(gone)];
  const member = was.status === 'member';
  const pairs = pairOfBoth(was, gone, hers);
  // A pair that she makes with herself lessens what she brought at once: by way of her own record it would never end.
  const own = pairs.takenBack.filter(({ referrer }) => hers.includes(referrer));
  const brought = broughtTogether(was, gone, own);
  const earlier = since(gone) < since(was) ? gone : undefined;
  const { recognition } = gone;
  const recognised = recognition && !was.recognition && !wasMember(was, recognition.on, gone.memberSince);
  const groups = [...new Set([...(was.groups ?? []), ...(gone.groups ?? [])])].sort() as Group[];
  const fees = { ...gone.fees, ...was.fees };
  const of = <K extends keyof Person>(...fields: K[]): Partial<Person> =>
    Object.fromEntries(
      fields.flatMap((field) => (was[field] === undefined && gone[field] !== undefined ? [[field, gone[field]]] : [])),
    );
  const credits = pairs.takenBack.filter((pair) => !own.includes(pair));
  return changed(
    was,
    {
      set: {
        ...of('birthYear', 'birthday', 'birthdayHash', 'card', 'household', 'linked', 'kind'),
        ...(was.phone === undefined ? of('phone', 'phoneHash') : {}),
        ...(member ? of('core') : {}),
        ...(recognised ? { recognition } : {}),
        ...(earlier?.joinedOn === undefined ? {} : { joinedOn: earlier.joinedOn }),
        ...(earlier?.memberSince === undefined ? {} : { memberSince: earlier.memberSince }),
        ...(groups.length > 0 ? { groups } : {}),
        ...(Object.keys(fees).length > 0 ? { fees } : {}),
        ...(brought.brought ? { brought: brought.brought } : {}),
        ...(pairs.pair ? { pair: pairs.pair } : {}),
        conversations: [...new Set([...was.conversations, ...gone.conversations])],
        merged: [...new Set([...(was.merged ?? []), ...idsOf(gone)])],
      },
      unset: ['merging', ...(pairs.pair === undefined && was.pair !== undefined ? (['pair'] as const) : [])],
      told: { from: gone.unit, to: was.unit },
      flows: [...brought.flows, ...pairs.takenBack.map(({ unit, period }) => ({ metric: 'pairs:recruit', unit, period, n: -1 }))],
      effects: credits.map(
        ({ referrer, unit, period }): DraftOf<Person['outbox'][number]> => ({
          name: 'credit',
          to: { referrer, unit } satisfies Recruited,
          period,
          n: -1,
        }),
      ),
    },
    m,
  );
}
