import type { Leader } from '../actions/actor';
import { tree } from '../models/units';
import { words } from '../words';
import type { Badge } from './layout';

/** A leader's posts in words, the highest first. */
export async function badgesOf({ post, unit, also = [] }: Leader): Promise<[Badge, ...Badge[]]> {
  const { units } = await tree();
  const told = (each: { post: Leader['post']; unit: string }): Badge => ({
    post: words(`post.${each.post}`),
    unit: units.get(each.unit)?.name ?? '',
  });
  return [told({ post, unit }), ...also.map(told)];
}
