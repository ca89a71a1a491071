import { heldBy, inOffice, isAway, type Officer, officersOf } from './officers';
import type { Level } from './units';

/** What a leader can be, from the province to the group, the highest first (domain §1.11, §2.3). */
export const POSTS = {
  provinceOfficer: { level: ['province'], lead: 'provinceOfficer', many: true },
  communeChair: { level: ['commune'], lead: 'communeChair', many: false },
  communeDeputy: { level: ['commune'], lead: 'communeChair', many: true },
  branchLead: { level: ['branch'], lead: 'branchLead', many: false },
  branchDeputy: { level: ['branch'], lead: 'branchLead', many: true },
  committeeMember: { level: ['commune', 'province'], lead: 'committeeMember', many: true },
  groupLead: { level: ['group'], lead: 'groupLead', many: false },
  groupDeputy: { level: ['group'], lead: 'groupLead', many: true },
} as const satisfies Record<string, { level: readonly Level[]; lead: string; many: boolean }>;

/** The posts whose holders act for a unit. */
export type Post = keyof typeof POSTS;

/** A post in a unit, as it gives rights now: a deputy with `standsIn` has those of the leader who is away, or is missing. */
export interface Office {
  post: Post;
  unit: string;
  standsIn?: true;
}

const ORDER = Object.keys(POSTS);

/** Where a post belongs, whom its holder stands in for (herself, where she is no deputy), and whether a unit has several. */
export const rankOf = (post: Post): { level: readonly Level[]; lead: Post; many: boolean } => POSTS[post];

/** The offices that somebody holds on a day (YYYY-MM-DD), the highest first; `holders` are the ids under which she is known. */
export async function officesOf(holders: readonly string[], today: string): Promise<Office[]> {
  if (holders.length === 0) return [];
  const held = (await heldBy(holders)).filter((each) => inOffice(each, today));
  const deputies = held.filter(({ post }) => rankOf(post).lead !== post);
  const beside = deputies.length === 0 ? [] : await officersOf(deputies.map(({ unit }) => unit));
  return held.map((each) => officeOf(each, beside, today)).sort((a, b) => ORDER.indexOf(a.post) - ORDER.indexOf(b.post));
}

/** A post as it gives rights on a day, beside all posts of its unit: a deputy stands in while no leader is there. */
export function officeOf({ post, unit }: Officer, beside: readonly Officer[], today: string): Office {
  const { lead } = rankOf(post);
  if (lead === post) return { post, unit };
  const present = beside.some(
    (each) => each.unit === unit && each.post === lead && inOffice(each, today) && !isAway(each, today),
  );
  return present ? { post, unit } : { post, unit, standsIn: true };
}
