import { heldBy, inOffice, isAway, type Officer, officersOf } from './officers';
import { POSTS, type Post, rankOf } from './posts';

/** A post in a unit, as it gives rights now: a deputy with `standsIn` has those of the leader who is away, or is missing. */
export interface Office {
  post: Post;
  unit: string;
  standsIn?: true;
}

const ORDER = Object.keys(POSTS);

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
