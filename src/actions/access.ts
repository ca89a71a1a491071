import type { Office } from '../models/offices';
import { type Post, rankOf } from '../models/posts';
import { tree } from '../models/units';

export type { Post } from '../models/posts';

/** Who acts: the operator at the command line, or a leader by her office, and by the others that she holds (`also`). */
export type Actor = { kind: 'operator'; name?: string } | ({ kind: 'leader'; person: string; also?: readonly Office[] } & Office);

const PROVINCE = ['provinceOfficer'] as const satisfies readonly Post[];
// A commune's deputies share its chair's duties; those of branches and groups act while they stand in (product §1, §2).
const COMMUNE = ['communeChair', 'communeDeputy'] as const satisfies readonly Post[];
const BRANCH = [...COMMUNE, 'branchLead'] as const satisfies readonly Post[];
const BESIDES = ['branchDeputy'] as const satisfies readonly Post[];
const GROUP = [...BRANCH, 'groupLead'] as const satisfies readonly Post[];
const EVERYBODY = [...PROVINCE, ...GROUP, ...BESIDES, 'committeeMember', 'groupDeputy'] as const satisfies readonly Post[];

/** Who may do something: in her own unit and all below it, or `below` hers alone (nobody appoints herself). */
type Right = readonly Post[] | { below: readonly Post[] };

/** What can be done to a unit's affairs, and by which posts (domain §2.3); a province's officers see no rows of personal data. */
export const RIGHTS = {
  'counts:see': EVERYBODY,
  'applications:see': [...BRANCH, ...BESIDES],
  'applications:verify': BRANCH,
  /** For a woman without a smartphone, from the paper that she signed. */
  'applications:enter': BRANCH,
  /** Who brought a woman, until she is recognised. */
  'applications:refer': BRANCH,
  'applications:recognise': COMMUNE,
  'applications:withdraw': BRANCH,
  'applications:unrecognise': COMMUNE,
  /** What is sent, how far it is, and how many it reached; who they are only with the right to see members. */
  'broadcasts:see': [...PROVINCE, ...BRANCH],
  /** To her own unit and those below it; a large or dear one needs somebody above. */
  'broadcasts:send': [...PROVINCE, ...BRANCH],
  'broadcasts:approve': [...PROVINCE, ...COMMUNE],
  /** Who comes: counts, and the names of those in her own part. */
  'meetings:see': [...GROUP, ...BESIDES, 'groupDeputy'],
  /** Call, change, cancel, take the roll, write the summary. */
  'meetings:call': GROUP,
  /** Minutes and photos; each look is logged. */
  'meetings:files': [...GROUP, ...BESIDES, 'groupDeputy'],
  /** A wish to found a branch: any leader brings it, the commune decides. */
  'branches:ask': BRANCH,
  'branches:decide': COMMUNE,
  /** The number of a woman whom she invites, to call her; each look is logged. */
  'meetings:phone': GROUP,
  /** Notes what a woman said who was asked by phone or at the door. */
  'meetings:mark': [...GROUP, ...BESIDES, 'groupDeputy'],
  /** Which clubs there are and how large; who belongs to one only with the right to see members. */
  'clubs:see': [...PROVINCE, ...GROUP, ...BESIDES],
  /** Found, rename, end a club, who belongs to it and who leads it. */
  'clubs:keep': BRANCH,
  'pairs:see': [...BRANCH, ...BESIDES],
  'pairs:keep': BRANCH,
  /** Kinds of 1+1 that tell of Party membership or hardship (domain §3.4). */
  'pairs:restricted': BRANCH,
  /** Names of her roll; a group's leader sees her group's. */
  'members:see': [...GROUP, ...BESIDES],
  'members:enrol': COMMUNE,
  'members:transfer': BRANCH,
  'members:leave': BRANCH,
  'members:return': COMMUNE,
  /** Away, corrections, groups, fees, core members. */
  'members:change': BRANCH,
  /** Two records are one woman: both in her part. Whoever sees no names learns none by it. */
  'members:merge': [...PROVINCE, ...COMMUNE],
  'members:card': COMMUNE,
  'members:households': BRANCH,
  'members:honorary': COMMUNE,
  /** Rows with health, origin, religion or poverty. */
  'members:sensitive': ['communeChair'],
  'members:sensitiveFigures': [...PROVINCE, ...COMMUNE],
  /** Names and posts; a phone number only by `phones:see`, which is logged. */
  'officers:see': [...PROVINCE, ...GROUP, ...BESIDES, 'committeeMember'],
  'officers:appoint': { below: [...PROVINCE, ...BRANCH] },
  'officers:end': { below: [...PROVINCE, ...BRANCH] },
  'officers:renew': { below: [...PROVINCE, ...BRANCH] },
  /** A one-time code that ties a chat to an officer, and its end. */
  'officers:bind': { below: [...PROVINCE, ...COMMUNE] },
  /** That she is away, and back: also her own. */
  'officers:absence': [...PROVINCE, ...GROUP],
  'officers:train': [...PROVINCE, ...COMMUNE],
  'officers:smartphone': [...PROVINCE, ...GROUP],
  'phones:see': BRANCH,
  'members:import': COMMUNE,
  /** Rows with names; phone numbers only with `phones:see`. */
  'members:export': BRANCH,
  'women:tell': [...PROVINCE, ...COMMUNE],
  'targets:set': [...PROVINCE, ...COMMUNE],
  'surveys:publish': [...PROVINCE, ...COMMUNE],
  /** A unit below hers is renamed, moved, merged, split, described by traits; nobody shapes her own. */
  'units:shape': { below: [...PROVINCE, ...COMMUNE] },
  /** Something new, or something from elsewhere, comes below this unit. */
  'units:add': [...PROVINCE, ...COMMUNE],
  'units:rate': { below: [...PROVINCE, ...COMMUNE] },
  'units:set': [...PROVINCE, ...COMMUNE],
  /** Phone, hotlines, trusted addresses and what the unit tells about itself. */
  'units:contact': [...PROVINCE, ...BRANCH],
  /** What members ask to be changed, and that a chat is hers. */
  'requests:see': [...BRANCH, ...BESIDES],
  'requests:decide': BRANCH,
  /** The text, link and QR by which a unit's members tie their chats; a new code makes the old one lead nowhere. */
  'links:see': [...PROVINCE, ...GROUP, ...BESIDES],
  'links:change': BRANCH,
} as const satisfies Record<string, Right>;

/** The name of something that can be done to a unit's affairs. */
export type Action = keyof typeof RIGHTS;

/** Whether somebody may do something in a unit: one of her posts allows it, and the unit is hers or below hers. */
export async function can(actor: Actor, action: Action, unit: string): Promise<boolean> {
  if (actor.kind === 'operator') return true;
  return (await officeFor(actor, action, unit)) !== undefined;
}

/** The office by which a leader may do something in a unit; undefined when none of hers allows it. */
export async function officeFor(
  actor: Extract<Actor, { kind: 'leader' }>,
  action: Action,
  unit: string,
): Promise<Office | undefined> {
  const line = (await tree()).lineage(unit).map((above) => above._id);
  return [actor, ...(actor.also ?? [])].find((office) => allows(action, office, line.indexOf(office.unit)));
}

/** Whether a post holds a right in a unit `distance` levels below its own (0 its own, -1 not below it). */
export function holds(action: Action, post: Post, distance: number): boolean {
  const right: Right = RIGHTS[action];
  if ('below' in right) return distance > 0 && right.below.includes(post);
  return distance >= 0 && right.includes(post);
}

function allows(action: Action, { post, standsIn }: Office, distance: number): boolean {
  return holds(action, post, distance) || (standsIn === true && holds(action, rankOf(post).lead, distance));
}

/** The actor as a history names her: no personal data but an id of ours, or the name that an operator gave herself. */
export function nameOfActor(actor: Actor): string {
  return actor.kind === 'operator' ? `operator${actor.name ? `:${actor.name}` : ''}` : `${actor.post}:${actor.person}`;
}
