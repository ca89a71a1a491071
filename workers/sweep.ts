import { CARRIERS } from '../src/actions/carriers';
import type { ActionDeps } from '../src/actions/deps';
import type { Connections } from '../src/connect';
import { applyReceipts } from '../src/engine/receipts';
import { createSeldom, type Log } from '../src/log';
import { broadcastStore } from '../src/models/broadcasts';
import { toWake } from '../src/models/conversations';
import { dirtyCounts } from '../src/models/counts';
import { leftBehind } from '../src/models/events';
import { overdue, stuck } from '../src/models/sends';
import { publishMetrics } from '../src/shared-metrics';
import { offerGreetings } from './greetings';

const EVERY = 2_000;
/** A sweep that takes long, because there is much or the servers are busy, comes more rarely: it may take 3 % of the time. */
const REST = 30;
const RAREST = 10_000;
const PATIENCE = 10_000;
const MOST = 200;
/** Batches that may wait before the sweep leaves broadcast sends alone. */
const FEW_BATCHES = 4;
/** A bell rung by the sweep is given this long before it rings again, ms. */
const RUNG_FOR = 15_000;

/** Finds what bells have missed: with it, an emptied Redis costs a delay and nothing else. */
export function startSweep(connections: Connections, deps: ActionDeps, log: Log): { stop(): Promise<void> } {
  const rung = new Map<string, number>();
  const seldom = createSeldom();
  const quiet = (id: string) => (rung.get(id) ?? 0) <= Date.now();
  /** Rings for what has not been rung for lately; a bell that did not ring is none. */
  const ringFor = async (ids: readonly string[], ring: (ids: string[]) => Promise<void>) => {
    const fresh = [...new Set(ids)].filter(quiet);
    if (fresh.length === 0) return;
    await ring(fresh);
    for (const id of fresh) rung.set(id, Date.now() + RUNG_FOR);
  };
  const greetings = offerGreetings(deps, log);
  const parts: Record<string, () => Promise<void>> = {
    async spool() {
      const conversations = await connections.spool.drain();
      if (conversations.length > 0) await connections.bells.turnsAgain(conversations);
    },
    async events() {
      const left = await leftBehind(Date.now() - PATIENCE, MOST);
      const due = await toWake(Date.now(), MOST);
      await ringFor([...left, ...due], (ids) => connections.bells.turnsAgain(ids));
    },
    async replies() {
      const dead = await stuck('replies', Date.now(), MOST);
      for (const { channel, conversation } of [...dead, ...(await overdue('replies', Date.now(), PATIENCE, MOST))])
        await ringFor([conversation], () => connections.bells.replyAgain(channel, conversation));
    },
    async broadcasts() {
      const dead = await stuck('broadcasts', Date.now(), MOST);
      for (const channel of connections.channels.keys()) {
        // A long queue is no sign of bells that were lost; what they were lost for is rung for when it has run low.
        const low = (await connections.bells.batchesWaiting(channel)) <= FEW_BATCHES;
        const late = low ? await overdue('broadcasts', Date.now(), PATIENCE, MOST) : [];
        const ids = [...dead, ...late].filter((send) => send.channel === channel).map((send) => send._id);
        await ringFor(ids, (fresh) => connections.bells.broadcasts(channel, fresh));
      }
    },
    async aggregates() {
      for (const { kind, toWake: waiting, wake } of CARRIERS) {
        for (const id of await waiting(Date.now())) {
          // One that cannot be woken holds no other up.
          await wake(id, deps).catch((err: unknown) => log.warn({ err, kind, id }, 'an aggregate could not be woken'));
        }
      }
    },
    async plans() {
      const due = await broadcastStore.toWake(Date.now(), MOST);
      await ringFor(due, async (ids) => void (await Promise.all(ids.map((id) => connections.bells.planAgain(id)))));
    },
    async counts() {
      for (const { _id, unit, period } of await dirtyCounts(MOST))
        await ringFor([_id], () => connections.bells.countAgain(unit, period));
    },
    async accounts() {
      // Not awaited: a token's answer may take long, and nothing else of the sweep waits for it.
      for (const { name, tend } of connections.channels.values())
        tend?.(Date.now()).catch((err: unknown) => log.warn({ err, channel: name }, 'an account could not be tended'));
    },
    async greetings() {
      greetings();
    },
    // Last: they can be many, and nobody waits for them.
    async receipts() {
      await applyReceipts(Date.now());
    },
    async gauges() {
      await publishMetrics(connections.redis, connections.prefix, Date.now());
    },
  };
  let running: Promise<void> = Promise.resolve();
  let stopped = false;
  const sweep = async () => {
    for (const [name, part] of Object.entries(parts)) {
      if (stopped) return;
      await part().catch((err: unknown) =>
        seldom(`${name} ${err instanceof Error ? err.name : ''}`, (unsaid) =>
          log.warn({ err, part: name, unsaid }, 'a part of the sweep failed'),
        ),
      );
    }
    for (const [id, until] of rung) if (until < Date.now()) rung.delete(id);
  };
  const next = () => {
    const began = performance.now();
    running = sweep().finally(() => {
      const rest = Math.min(Math.max(EVERY, (performance.now() - began) * REST), RAREST);
      if (!stopped) timer = setTimeout(next, rest);
    });
  };
  let timer = setTimeout(next, 0);
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
