import type { Group } from '../../models/groups';
import { birthdayOf, nameOf, type Person, phoneHash } from '../../models/people';
import type { LeaveReason } from '../../models/person';
import type { Tree } from '../../models/units';
import { headingKey } from '../../tables/headings';
import type { Corrected } from '../people/members';
import type { MemberDraft } from './import-member-rows';

/** One thing to do to a member's record so that it says what the list says. */
export type Step =
  | { do: 'correct'; to: Corrected }
  | { do: 'transfer'; to: string }
  | { do: 'leave'; reason: LeaveReason; on: string }
  | { do: 'return' }
  | { do: 'away'; away: boolean }
  | { do: 'core'; core: boolean }
  | { do: 'groups'; groups: Group[] }
  | { do: 'card'; number: string; on: string }
  | { do: 'fee'; year: number; paid: boolean };

/** The steps from what is known of somebody to what a list says; none where both are the same. */
export function stepsTo(draft: MemberDraft, was: Person, tree: Pick<Tree, 'within'>): Step[] {
  const steps: Step[] = [];
  const to = corrections(draft, was);
  if (Object.keys(to).length > 0) steps.push({ do: 'correct', to });
  const back = was.status === 'left' && draft.status === 'member';
  if (back) steps.push({ do: 'return' });
  // What only a member has stays as it was when she left.
  if (was.status !== 'member' && !back) return steps;
  // A list that names the branch alone leaves her in her group.
  if (!tree.within(was.unit, draft.unit)) steps.push({ do: 'transfer', to: draft.unit });
  const { away, core, groups, card, fee, left } = draft;
  if (left) return [...steps, { do: 'leave', reason: left.reason, on: later(left.on, was.changedOn) }];
  if (away !== undefined && away !== (was.away !== undefined)) steps.push({ do: 'away', away });
  if (core !== undefined && core !== (was.core === true)) steps.push({ do: 'core', core });
  if (groups && [...groups].sort().join() !== [...(was.groups ?? [])].sort().join()) steps.push({ do: 'groups', groups });
  if (card && card.number !== was.card?.number)
    steps.push({ do: 'card', number: card.number, on: later(card.on, was.changedOn) });
  if (fee && fee.paid !== (was.fees?.[fee.year] === true)) steps.push({ do: 'fee', ...fee });
  return steps;
}

function corrections({ name, birthYear, birthday, phone }: MemberDraft, was: Person): Corrected {
  const known = nameOf(was);
  // A list without accents knows no better than one with them.
  const plainer = name !== known && headingKey(name) === headingKey(known) && headingKey(name) === name.toLowerCase();
  return {
    ...(name === known || plainer ? {} : { name }),
    ...(birthYear === was.birthYear ? {} : { birthYear }),
    ...(birthday === undefined || birthday === birthdayOf(was) ? {} : { birthday }),
    ...(phone === undefined || phoneHash(phone) === was.phoneHash ? {} : { phone }),
  };
}

const later = (day: string, other: string | undefined): string => (other !== undefined && other > day ? other : day);
