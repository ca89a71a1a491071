import * as metrics from '../metrics';
import * as events from '../models/events';
import { unseal } from '../models/secrets';
import { Sends } from '../models/sends';
import type { InboundEvent } from './types';

/** A receipt can overtake our own note that the message was sent: it is tried again this long, ms. */
const PATIENCE = 5 * 60_000;
const MOST = 500;

/** Applies what platforms tell about our sends, in bulk and forward only; returns how many were read. */
export async function applyReceipts(now: number): Promise<number> {
  const pending = (await events.pendingOf(events.RECEIPTS)).slice(0, MOST);
  const done: string[] = [];
  for (const stored of pending) {
    const body = unseal<events.EventBody>(stored.body);
    const matched = 'event' in body ? await apply(body.event) : true;
    if (matched || stored.receivedAt + PATIENCE < now) done.push(stored._id);
  }
  if (done.length > 0) await events.markHandled(done, now);
  return pending.length;
}

/** True when a send was found for it, or when it tells nothing that is kept. */
async function apply(event: InboundEvent): Promise<boolean> {
  if (event.type === 'echo' && event.send !== undefined) {
    // It did leave, whatever we feared after a crash.
    const found = await Sends.updateOne(
      { _id: event.send, state: 'unknown' },
      { $set: { state: 'sent' }, $unset: { failure: 1 } },
    );
    if (found.modifiedCount > 0) metrics.sends.inc({ channel: 'any', verdict: 'echoed' });
    return true;
  }
  if (event.type !== 'receipt' || !event.ids?.length) return true;
  const field = event.status === 'seen' ? 'seenAt' : 'deliveredAt';
  if (event.status === 'failed') return true;
  // What is received has left, whatever we feared after a crash.
  await Sends.updateMany(
    { platformId: { $in: event.ids }, state: 'unknown' },
    { $set: { state: 'sent' }, $unset: { failure: 1 } },
  );
  const { matchedCount } = await Sends.updateMany({ platformId: { $in: event.ids } }, { $max: { [field]: event.at } });
  return matchedCount > 0;
}
