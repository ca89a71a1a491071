import * as metrics from '../metrics';
import * as events from '../models/events';
import { unseal } from '../models/secrets';
import { noteEchoes, noteReceipts, type Receipt } from '../models/send-receipts';
import type { InboundEvent } from './types';

/** A receipt can overtake our own note that the message was sent: it is tried again this long, ms. */
const PATIENCE = 5 * 60_000;
const MOST = 500;

/** Applies what platforms tell about our sends, a few updates for all of them and forward only; returns how many were read. */
export async function applyReceipts(now: number): Promise<number> {
  const pending = await events.pendingOf(events.RECEIPTS);
  for (let start = 0; start < pending.length; start += MOST) await apply(pending.slice(start, start + MOST), now);
  return pending.length;
}

async function apply(stored: readonly events.StoredEvent[], now: number): Promise<void> {
  const read = stored.map(({ _id, receivedAt, body }) => ({ _id, receivedAt, told: toldBy(unseal<events.EventBody>(body)) }));
  const echoed = read.flatMap(({ told }) => told.echo ?? []);
  const receipts = read.flatMap(({ told }) => told.receipts);
  const left = await noteEchoes(echoed);
  if (left > 0) metrics.sends.inc({ channel: 'any', verdict: 'echoed' }, left);
  const known = await noteReceipts(receipts);
  const isDone = ({ told, receivedAt }: (typeof read)[number]) =>
    told.receipts.length === 0 || told.receipts.some(({ platformId }) => known.has(platformId)) || receivedAt + PATIENCE < now;
  const done = read.filter(isDone).map(({ _id }) => _id);
  if (done.length > 0) await events.markHandled(done, now);
}

/** What an event tells that is kept: that a send of ours did leave, or what became of messages. */
function toldBy(body: events.EventBody): { echo?: string; receipts: Receipt[] } {
  const event: InboundEvent | undefined = 'event' in body ? body.event : undefined;
  if (event?.type === 'echo' && event.send !== undefined) return { echo: event.send, receipts: [] };
  if (event?.type !== 'receipt' || event.status === 'failed') return { receipts: [] };
  const { status, at } = event;
  return { receipts: (event.ids ?? []).map((platformId) => ({ platformId, status, at })) };
}
