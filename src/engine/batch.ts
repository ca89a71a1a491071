import { setTimeout as pause } from 'node:timers/promises';
import type { Channel } from '../channels/channel';
import * as metrics from '../metrics';
import { giveSlotsBack, takeSlots, type Wanting } from '../models/caps';
import * as consents from '../models/consents';
import * as conversations from '../models/conversations';
import { claimMany, type Move, move, moveMany } from '../models/send-moves';
import { type Send, Sends } from '../models/sends';
import { deliver, enclosing, judge, kindOf, LEASE, type Ready, restOf, type SenderDeps, unknown, waiting } from './deliver';
import type { PausedKind } from './pause';

/** The policy's word is asked for anew when it is older than this, ms: somebody may have stopped meanwhile. */
const FRESH = 2_000;

/**
 * Sends messages of our own accord, each at most once: read, judged, claimed and concluded together, called side by side as the
 * pace allows. One whose lease ran out becomes `unknown`: nobody knows whether it left. What waits is left to the sweep.
 */
export async function sendBatch(ids: readonly string[], deps: SenderDeps): Promise<void> {
  const found = await Sends.find({ _id: { $in: ids }, reply: false }).lean<Send[]>();
  const now = deps.now();
  const lost = found.filter((send) => send.state === 'sending' && (send.leaseUntil ?? 0) <= now);
  for (const { channel } of lost) metrics.sends.inc({ channel, verdict: 'crash' });
  await moveMany(lost.map((send) => stepOf(send, unknown(send, 'crash'))));
  const due = found.filter((send) => send.state === 'queued' && (send.notBefore ?? 0) <= now);
  for (const name of new Set(due.map((send) => send.channel))) {
    const channel = deps.channels.get(name);
    for (const kind of ['broadcasts', 'phones'] as const) {
      const sends = due.filter((send) => send.channel === name && kindOf(send) === kind);
      if (channel) await leave(sends, kind, channel, deps);
      else await judgeAll(sends, deps);
    }
  }
}

async function leave(sends: readonly Send[], kind: PausedKind, channel: Channel, deps: SenderDeps): Promise<void> {
  const calls: Promise<void>[] = [];
  try {
    let ready = await encloseAll(await judgeAll(sends, deps), channel, deps);
    let judgedAt = performance.now();
    while (ready.length > 0) {
      if (performance.now() - judgedAt > FRESH) {
        const left = ready.map(({ send }) => send);
        ready = await encloseAll(await judgeAll(left, deps), channel, deps);
        judgedAt = performance.now();
      }
      const steps = ready.flatMap(({ send }) => stepsOf(send, restOf(send, channel, deps)));
      if (steps.length > 0) return await moveMany(steps);
      // After a rest one message goes to see, and the others wait for what it finds.
      const wary = deps.pauses?.wary(channel.name, kind) ?? false;
      const wanted = wary ? Math.min(1, ready.length) : ready.length;
      const { granted, wait } = (await deps.pace?.take(channel.name, 'broadcasts', wanted)) ?? { granted: wanted, wait: 0 };
      if (granted === 0) await pause(wait);
      else {
        const begun = await begin(ready.splice(0, granted), channel, deps);
        calls.push(...begun);
        // Heard below; a failure before that must not end the process.
        for (const call of begun) call.catch(() => undefined);
        if (wary) await Promise.allSettled(begun);
      }
    }
  } finally {
    // Whatever went wrong, no call is left without somebody who hears its end.
    await Promise.allSettled(calls);
  }
  await Promise.all(calls);
}

/** Claims what may leave and begins its calls. */
async function begin(ready: readonly Ready[], channel: Channel, deps: SenderDeps): Promise<Promise<void>[]> {
  const sends = await withSlots(
    ready.map(({ send }) => send),
    deps,
  );
  const had = new Set((await claimMany(sends, deps.now(), LEASE)).map(({ _id }) => _id));
  await giveSlotsBack(wanting(sends.filter(({ _id }) => !had.has(_id))));
  return ready
    .filter(({ send }) => had.has(send._id))
    .map(async (each) => {
      const to = await deliver(each, channel, deps);
      if (to.state !== 'sent' && to.state !== 'unknown') await giveSlotsBack(wanting([each.send]));
      // When it has left and that cannot be noted, the lease runs out and says so.
      await move({ id: each.send._id, from: 'sending', attempts: each.send.attempts + 1, to });
    });
}

/** Those whose receivers have not had their share of messages in 24 hours; the others wait until they have room. */
async function withSlots(sends: readonly Send[], deps: SenderDeps): Promise<Send[]> {
  const perDay = await deps.perDay?.();
  if (perDay === undefined) return [...sends];
  const none = new Map<string, number>();
  for (let left = wanting(sends); left.length > 0; ) {
    const people = new Set<string>();
    const now: Wanting[] = [];
    // Two broadcasts may want the same person: one after the other.
    for (const each of left) if (people.size < people.add(each.person).size) now.push(each);
    for (const [send, until] of await takeSlots(now, perDay, deps.now())) none.set(send, until);
    left = left.filter((each) => !now.includes(each));
  }
  await moveMany(
    sends.flatMap((send) => {
      const until = none.get(send._id);
      if (until === undefined) return [];
      const late = send.notAfter !== undefined && until > send.notAfter;
      return [
        stepOf(send, late ? { state: 'expired', failure: 'dayFull' } : { state: 'queued', notBefore: until, failure: 'dayFull' }),
      ];
    }),
  );
  return sends.filter(({ _id }) => !none.has(_id));
}

const wanting = (sends: readonly Send[]): Wanting[] =>
  sends.flatMap(({ _id, person }) => (person === undefined ? [] : [{ person, send: _id }]));

/** Asks the policy about all at once; what stays is noted, what may leave is answered. */
async function judgeAll(sends: readonly Send[], deps: SenderDeps): Promise<Ready[]> {
  if (sends.length === 0) return [];
  const ids = [...new Set(sends.map((send) => send.conversation))];
  const [people, agreed] = await Promise.all([conversations.loadMany(ids), consents.currentOf(ids)]);
  const byId = new Map(people.map((each) => [each._id, each]));
  const ready: Ready[] = [];
  const steps: Move[] = [];
  for (const send of sends) {
    const conversation = byId.get(send.conversation);
    const verdict = judge(send, { conversation, consents: agreed.get(send.conversation) ?? {} }, deps);
    if ('ready' in verdict) ready.push(verdict.ready);
    else steps.push(stepOf(send, verdict.stays));
  }
  await moveMany(steps);
  return ready;
}

/** Those with which nothing goes, or what goes is with the platform; the others wait. Before any is claimed: handing in takes long. */
async function encloseAll(ready: readonly Ready[], channel: Channel, deps: SenderDeps): Promise<Ready[]> {
  const asked = await Promise.all(ready.map((each) => enclosing(each, channel, deps)));
  await moveMany(
    asked.flatMap((each, n) => ('wait' in each && ready[n] ? [stepOf(ready[n].send, waiting(ready[n].send, each.wait))] : [])),
  );
  return asked.flatMap((each) => ('wait' in each ? [] : [each]));
}

const stepsOf = (send: Send, to: Move['to'] | undefined): Move[] => (to ? [stepOf(send, to)] : []);

const stepOf = ({ _id: id, state: from, attempts }: Send, to: Move['to']): Move => ({ id, from, attempts, to });
