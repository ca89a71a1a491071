import { CARRIERS } from '../src/actions/carriers';
import type { ActionDeps } from '../src/actions/deps';
import type { Connections } from '../src/connect';
import { applyReceipts } from '../src/engine/receipts';
import type { Log } from '../src/log';
import { toWake } from '../src/models/conversations';
import { dirtyCounts } from '../src/models/counts';
import { leftBehind } from '../src/models/events';
import { overdue } from '../src/models/sends';
import { publishMetrics } from '../src/shared-metrics';

const EVERY = 2_000;
/** A sweep that takes long, because there is much or the servers are busy, comes more rarely: it may take 3 % of the time. */
const REST = 30;
const RAREST = 10_000;
const PATIENCE = 10_000;
const MOST = 200;
/** A bell rung by the sweep is given this long before it rings again, ms. */
const RUNG_FOR = 15_000;

/** Finds what bells have missed: with it, an emptied Redis costs a delay and nothing else. */
export function startSweep(connections: Connections, deps: ActionDeps, log: Log): { stop(): Promise<void> } {
  const rung = new Map<string, number>();
  const fresh = (id: string) => {
    if ((rung.get(id) ?? 0) > Date.now()) return false;
    rung.set(id, Date.now() + RUNG_FOR);
    return true;
  };
  const parts: Record<string, () => Promise<void>> = {
    async spool() {
      const conversations = await connections.spool.drain();
      if (conversations.length > 0) await connections.bells.turnsAgain(conversations);
    },
    async receipts() {
      await applyReceipts(Date.now());
    },
    async events() {
      const left = (await leftBehind(Date.now() - PATIENCE, MOST)).filter(fresh);
      const due = (await toWake(Date.now(), MOST)).filter(fresh);
      const conversations = [...new Set([...left, ...due])];
      if (conversations.length > 0) await connections.bells.turnsAgain(conversations);
    },
    async sends() {
      for (const send of (await overdue(Date.now(), PATIENCE, MOST)).filter((each) => fresh(each._id))) {
        if (send.reply) await connections.bells.replyAgain(send.channel, send.conversation);
        else await connections.bells.broadcasts(send.channel, [send._id]);
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
    async counts() {
      for (const row of await dirtyCounts(MOST)) if (fresh(row._id)) await connections.bells.count(row.unit, row.period);
    },
    async accounts() {
      // Not awaited: a token's answer may take long, and nothing else of the sweep waits for it.
      for (const { name, tend } of connections.channels.values())
        tend?.(Date.now()).catch((err: unknown) => log.warn({ err, channel: name }, 'an account could not be tended'));
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
      await part().catch((err: unknown) => log.warn({ err, part: name }, 'a part of the sweep failed'));
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
