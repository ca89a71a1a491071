import { setTimeout as pause } from 'node:timers/promises';
import * as metrics from '../metrics';
import { loadTogether } from '../models/conversations';
import { claimReply, move } from '../models/send-moves';
import { openReplies, type Send } from '../models/sends';
import { deliver, enclosing, judge, LEASE, type SenderDeps, unknown } from './deliver';

/** A reply that got no permit for this long lets its job go, ms: its bell rings again. */
const PERMIT_WITHIN = 5_000;
const SOON = 1_000;

/** Sends the queued replies of a conversation in their order, one at a time; returns when the next may go (ms), if one waits. */
export async function sendReplies(conversation: string, deps: SenderDeps): Promise<number | undefined> {
  for (;;) {
    const [next] = await openReplies(conversation);
    if (!next) return undefined;
    const ready = next.state === 'sending' ? (next.leaseUntil ?? 0) : (next.notBefore ?? 0);
    if (ready > deps.now()) return ready;
    if (next.state === 'sending' && next.how === 'phone') {
      // At most once, whatever it is.
      metrics.sends.inc({ channel: next.channel, verdict: 'crash' });
      await move({ id: next._id, from: 'sending', attempts: next.attempts, to: unknown(next, 'crash') });
      continue;
    }
    const until = await sendReply(next, deps);
    if (until !== undefined) return until;
  }
}

/** One call of the platform, or none; returns a time in ms when the send has to wait. */
async function sendReply(send: Send, deps: SenderDeps): Promise<number | undefined> {
  const { _id: id, attempts } = send;
  const conversation = (await loadTogether(send.conversation)) ?? undefined;
  const channel = deps.channels.get(send.channel);
  const verdict = judge(send, { conversation, consents: {} }, deps);
  if ('stays' in verdict || !channel) {
    const to = 'stays' in verdict ? verdict.stays : { state: 'failed' as const, failure: 'channelOff' };
    await move({ id, from: send.state, attempts, to });
    return to.notBefore;
  }
  const enclosed = await enclosing(verdict.ready, channel, deps);
  // She is waiting: what is not handed in yet goes by its address.
  const ready = 'wait' in enclosed ? verdict.ready : enclosed;
  if (!(await permitted(send.channel, deps))) return deps.now() + SOON;
  if (!(await claimReply({ send, now: deps.now(), lease: LEASE }))) return deps.now() + SOON;
  const to = await deliver(ready, channel, deps);
  // When it has left and that cannot be noted, the lease runs out and says so.
  await move({ id, from: 'sending', attempts: attempts + 1, to });
  return to.notBefore;
}

async function permitted(channel: string, { pace }: SenderDeps): Promise<boolean> {
  const until = performance.now() + PERMIT_WITHIN;
  while (pace && performance.now() < until) {
    const { granted, wait } = await pace.take(channel, 'replies', 1);
    if (granted > 0) return true;
    await pause(wait);
  }
  return !pace;
}
