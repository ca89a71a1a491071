import type { Level } from './unit';

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

/** Where a post belongs, whom its holder stands in for (herself, where she is no deputy), and whether a unit has several. */
export const rankOf = (post: Post): { level: readonly Level[]; lead: Post; many: boolean } => POSTS[post];
