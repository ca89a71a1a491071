import { tree } from '../models/units';

/** The posts whose holders act for a unit (domain §2.3). */
export type Post =
  | 'provinceOfficer'
  | 'communeChair'
  | 'communeDeputy'
  | 'branchLead'
  | 'branchDeputy'
  | 'groupLead'
  | 'groupDeputy';

/** Who acts: the operator at the command line, or a leader for her unit. */
export type Actor = { kind: 'operator'; name?: string } | { kind: 'leader'; person: string; unit: string; post: Post };

/** What can be done to a unit's affairs. */
export type Action =
  | 'counts:see'
  | 'applications:see'
  | 'applications:verify'
  | 'applications:recognise'
  | 'applications:withdraw'
  | 'meetings:call';

const BRANCH: readonly Action[] = [
  'counts:see',
  'applications:see',
  'applications:verify',
  'applications:withdraw',
  'meetings:call',
];
const COMMUNE: readonly Action[] = [...BRANCH, 'applications:recognise'];

const RIGHTS: Readonly<Record<Post, readonly Action[]>> = {
  // No rows with personal data by default.
  provinceOfficer: ['counts:see'],
  communeChair: COMMUNE,
  communeDeputy: COMMUNE,
  branchLead: BRANCH,
  branchDeputy: BRANCH,
  groupLead: ['counts:see'],
  groupDeputy: ['counts:see'],
};

/** Whether somebody may do something in a unit: her post allows it, and the unit is hers or below hers. */
export async function can(actor: Actor, action: Action, unit: string): Promise<boolean> {
  if (actor.kind === 'operator') return true;
  if (!RIGHTS[actor.post].includes(action)) return false;
  return (await tree()).lineage(unit).some((above) => above._id === actor.unit);
}

/** The actor as a history names her: no personal data but an id of ours, or the name that an operator gave herself. */
export function nameOfActor(actor: Actor): string {
  return actor.kind === 'operator' ? `operator${actor.name ? `:${actor.name}` : ''}` : `${actor.post}:${actor.person}`;
}
