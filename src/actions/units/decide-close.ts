import type { Tree } from '../../models/tree';
import { isOpen } from '../../models/unit';
import { changed, type UnitDecision, type UnitOrder } from './decide-units';

/** How many of each kind a unit and what was merged into it still has. */
export interface Left {
  /** Members on the roll, and what women wait for: the unit above can see to it. */
  members: number;
  applications: number;
  requests: number;
  households: number;
  /** Women whom somebody still has to phone with news. */
  calls: number;
  /** Wishes for a branch that nobody has decided. */
  branchRequests: number;
  /** Whoever called or keeps these must end them: people were told of them, or are bound by them. */
  meetings: number;
  /** Meetings to come that were prepared and not called. */
  drafts: number;
  broadcasts: number;
  clubs: number;
  series: number;
  pairs: number;
}

const PASSED_UP = [
  'members',
  'applications',
  'requests',
  'households',
  'calls',
  'branchRequests',
] as const satisfies readonly (keyof Left)[];
const TO_BE_ENDED = ['meetings', 'drafts', 'series', 'broadcasts', 'clubs', 'pairs'] as const satisfies readonly (keyof Left)[];

/** What the leaders above must know of, because somebody waits for an answer. */
export const waitingIn = ({ applications, requests, calls }: Left): number => applications + requests + calls;

/**
 * A unit ends without a successor; pure. It stays where it is in the tree as a closed child, so that what happened in it goes on
 * counting above it. Nobody is left without a unit silently ("không còn thôn bản trắng tổ chức Hội", domain §1.2): what is there
 * refuses it, save what is passed up by order. Nothing passes from a commune to the province, where nobody sees to women.
 */
export function decideClose(
  tree: Tree,
  { unit: id, on, up }: Extract<UnitOrder, { action: 'close' }>,
  left: Left,
  today: string,
): UnitDecision {
  const unit = tree.units.get(id);
  if (!unit) return { refuse: 'unknownUnit' };
  if (!isOpen(unit)) return { refuse: 'closed' };
  if (unit.level === 'province' || (up && unit.level === 'commune')) return { refuse: 'wrongLevel' };
  if (on > today) return { refuse: 'future' };
  if (tree.children(id).some(isOpen)) return { refuse: 'childrenLeft' };
  const inTheWay = up ? TO_BE_ENDED : [...PASSED_UP, ...TO_BE_ENDED];
  if (inTheWay.some((kind) => left[kind] > 0)) return { refuse: 'notEmpty' };
  return { changes: [changed(unit, { closed: { on, successors: [] } })], moved: [] };
}
