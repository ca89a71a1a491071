import { heldBy } from '../../models/officers';
import { pairsWith } from '../../models/pairs';
import type { Person } from '../../models/person';
import { sensitiveRecord } from '../../models/sensitive-groups';
import { laterOf } from '../../programme/days';
import type { FactDraft } from '../../programme/metrics';
import type { Order } from '../act';
import type { ActionDeps } from '../deps';
import { momentNow } from './carry-person';
import { bothOf, type MergeRefusal } from './merge';
import { decideMergeInto, decideTakeOver, mergeFault, whichStays } from './merge-decisions';
import { afterwards, type PersonDecision } from './person-change';

/** What joining two records would come to: numbers and units, no name and no phone. */
export interface MergePreview {
  keep: Pick<Person, '_id' | 'number' | 'unit' | 'status'>;
  gone: Pick<Person, '_id' | 'number' | 'unit' | 'status'>;
  /** What goes over from the one that ends; posts and pairs of 1+1 by their number. */
  moves: { chats: number; posts: number; pairs: number; sensitive: boolean; fields: string[] };
  /** What is counted otherwise, and of the pairs of 1+1 (b) those that are taken back. */
  facts: FactDraft[];
}

/** Her own fields that the record that stays may take over. */
const FIELDS = [
  'birthYear',
  'phone',
  'joinedOn',
  'core',
  'card',
  'fees',
  'groups',
  'household',
  'linked',
  'pair',
  'brought',
] as const;

/** What joining two records would come to, by the very decisions that do it; why it would be refused. Nothing is written but a refusal for want of a right. */
export async function previewMerge(
  ids: readonly [string, string],
  order: Order,
  deps: ActionDeps,
): Promise<{ done: true; preview: MergePreview } | { done: false; why: MergeRefusal }> {
  const both = await bothOf(ids, order, deps);
  if ('why' in both) return { done: false, why: both.why };
  const why = mergeFault(both.a, both.b);
  if (why) return { done: false, why };
  const { keep, gone } = whichStays(both.a, both.b);
  const momentOf = ({ changedOn }: Person) => {
    const now = momentNow(deps);
    return { ...now, on: laterOf(changedOn, now.on) };
  };
  const ends = decideMergeInto(gone, keep._id, momentOf(gone));
  const takes = decideTakeOver(keep, after(gone, ends), momentOf(keep));
  const became = after(keep, takes);
  const [posts, pairs, told] = await Promise.all([heldBy([gone._id]), pairsWith(gone._id), sensitiveRecord(gone._id)]);
  return {
    done: true,
    preview: {
      keep: brief(keep),
      gone: brief(gone),
      moves: {
        chats: became.conversations.length - keep.conversations.length,
        posts: posts.length,
        pairs: pairs.length,
        sensitive: told !== null,
        fields: FIELDS.filter((field) => JSON.stringify(became[field]) !== JSON.stringify(keep[field])),
      },
      facts: [ends, takes].flatMap(factsIn),
    },
  };
}

const brief = ({ _id, number, unit, status }: Person) => ({ _id, unit, status, ...(number === undefined ? {} : { number }) });

const after = (was: Person, decision: PersonDecision): Person =>
  'refuse' in decision ? was : afterwards(was, { set: decision.set ?? {}, unset: decision.unset ?? [] });

/** Facts of a decision, without those of how promptly it was recorded. */
function factsIn(decision: PersonDecision): FactDraft[] {
  if ('refuse' in decision) return [];
  const all = decision.effects.flatMap((each) => (each.name === 'facts' ? each.facts : []));
  return all.flatMap(({ metric, unit, period, n }) => (metric.startsWith('lag:') ? [] : [{ metric, unit, period, n }]));
}
