import { type Send, Sends } from './sends';

/** What became of one message, by the platform's id of it. */
export interface Receipt {
  platformId: string;
  status: 'delivered' | 'seen';
  /** When, ms since 1970. */
  at: number;
}

const FIELDS = { delivered: 'deliveredAt', seen: 'seenAt' } as const;

/** Notes when messages came and were seen, one update for each kind, never backwards; answers the ids that belong to a send. */
export async function noteReceipts(receipts: readonly Receipt[]): Promise<Set<string>> {
  const known = new Set<string>();
  const ids = receipts.map(({ platformId }) => platformId);
  // What is received has left, whatever we feared after a crash.
  if (ids.length > 0) await noteLeft({ platformId: { $in: ids } });
  for (const status of ['delivered', 'seen'] as const) {
    const latest = new Map<string, number>();
    for (const each of receipts.filter((one) => one.status === status))
      latest.set(each.platformId, Math.max(each.at, latest.get(each.platformId) ?? 0));
    for (const id of await noteAlike(FIELDS[status], latest)) known.add(id);
  }
  return known;
}

async function noteAlike(field: 'deliveredAt' | 'seenAt', latest: ReadonlyMap<string, number>): Promise<string[]> {
  const ids = [...latest.keys()];
  if (ids.length === 0) return ids;
  const place = { $indexOfArray: [{ $literal: ids }, '$platformId'] };
  const at = { $arrayElemAt: [{ $literal: [...latest.values()] }, place] };
  // As a pipeline each document finds its own time in the list: one update takes the place of one for each.
  const { matchedCount } = await Sends.collection.updateMany({ platformId: { $in: ids } }, [
    { $set: { [field]: { $max: [`$${field}`, at] } } },
  ]);
  if (matchedCount === ids.length) return ids;
  const found = await Sends.find({ platformId: { $in: ids } })
    .select({ platformId: 1 })
    .lean<{ platformId: string }[]>();
  return found.map(({ platformId }) => platformId);
}

/** Those did leave, whatever was feared after a crash; answers how many of them nobody had known of. */
export async function noteEchoes(ids: string[]): Promise<number> {
  return ids.length === 0 ? 0 : noteLeft({ _id: { $in: ids } });
}

async function noteLeft(which: { _id: { $in: string[] } } | { platformId: { $in: string[] } }): Promise<number> {
  const filter = { ...which, state: 'unknown' as const };
  const { modifiedCount } = await Sends.updateMany(filter, { $set: { state: 'sent' }, $unset: { failure: 1 } });
  return modifiedCount;
}

/** Messages of our own accord that are on their way, or of which nobody knows whether they left; not those to phones. */
export const uncertainSends = () =>
  Sends.find({ state: { $in: ['sending', 'unknown'] }, reply: false, how: { $ne: 'phone' } }).lean<Send[]>();
