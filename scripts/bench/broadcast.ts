import type { BroadcastDeps } from '../../src/actions/broadcasts/broadcast-deps';
import { progressOf } from '../../src/actions/broadcasts/broadcast-outcome';
import { announce, step } from '../../src/actions/broadcasts/broadcasts';
import { createLog } from '../../src/log';
import { type BroadcastState, broadcastStore } from '../../src/models/broadcasts';
import { noonZone } from '../../test/fake/noon';
import { zaloPerson } from '../../test/fake/people';
import { startTown, type Town } from '../../test/faults/town';
import { compose } from '../../workers/compose';
import { pause } from '../services/processes';
import { type FilledProvince, fillProvince } from './broadcast-province';
import { cpuOf, memoryOf, type Rig } from './rig';

const ID = 'bench';
const OPERATOR = { kind: 'operator' } as const;
const LOOKS_EVERY = 1_000;
const WRITES_EVERY = 2_000;
/** How long sending is measured, after it has begun, ms. */
const MEASURED = 60_000;
const SETTLES = 5_000;
/** A paused broadcast is still when nothing has left for so long. */
const STILL = 5_000;
const PLANNED_WITHIN = 900_000;

/** What a broadcast to a whole province comes to. */
export interface BroadcastResult extends FilledProvince {
  seconds: { load: number; plan: number };
  /** Longest time that a leader who looks each second sees nothing move, and that a look takes. */
  still: { plan: number; send: number };
  lookMs: { plan: number; send: number };
  planned: string;
  /** Seconds of a core that planning took of the database and of the worker. */
  cpu: { database: number; worker: number };
  memory: { web: number; worker: number; redis: number };
  perSecond: { zalo: number; messenger: number };
  /** From a woman's message to the answer, while the broadcast runs. */
  reply: { p50: number; most: number };
  /** What still left after the pause was accepted, and after the broadcast had been resumed. */
  afterPause: number;
  afterResume: number;
  /** Who got it more than once. */
  twice: number;
}

/** A broadcast to everybody of the simulated province: planned, watched, sent for a minute, paused and resumed. */
export async function benchBroadcast({ engine, files, say }: Rig): Promise<BroadcastResult> {
  const platform = { receipts: false, echoes: false };
  const town = await startTown({ engine, files, platform, without: ['web', 'worker'], env: { TZ_NAME: noonZone() } });
  try {
    const began = performance.now();
    const filled = await fillProvince(town, say);
    const load = secondsSince(began);
    await Promise.all([town.revive('web'), town.revive('worker')]);
    say(`broadcast: loaded in ${load} s, planning …`);
    const deps = compose(town.config, town.connections, createLog('silent', 'bench')).broadcasts;
    const planning = await plan(town, filled, deps);
    say(`broadcast: planned in ${planning.seconds} s, memory ${JSON.stringify(await memory(town))}`);
    const sending = await send(town, filled, deps);
    say('broadcast: pausing …');
    const { afterPause, afterResume } = await pauseAndResume(town, deps);
    const arrived = [...town.zalo.sent, ...town.graph.sent].filter(({ text }) => text.includes(TEXT)).map(({ user }) => user);
    return {
      ...filled,
      seconds: { load, plan: planning.seconds },
      still: { plan: planning.still, send: sending.still },
      lookMs: { plan: planning.lookMs, send: sending.lookMs },
      planned: planning.planned,
      cpu: planning.cpu,
      memory: await memory(town),
      perSecond: sending.perSecond,
      reply: sending.reply,
      afterPause,
      afterResume,
      twice: arrived.length - new Set(arrived).size,
    };
  } finally {
    await town.close();
  }
}

const TEXT = 'Tin của Hội tỉnh';

async function plan(town: Town, { province }: FilledProvince, deps: BroadcastDeps) {
  const began = performance.now();
  const used = () => ({ database: cpuOf(town.mongo.pid), worker: cpuOf(town.worker.pid) });
  const before = used();
  const watch = watching(deps);
  const say = { key: 'broadcast.text', vars: { unit: 'Hội LHPN tỉnh', text: TEXT } };
  await announce(
    { id: ID, actor: OPERATOR },
    { unit: province, kind: 'information', audience: { units: [province], status: 'members' }, say },
    deps,
  );
  const end = began + PLANNED_WITHIN;
  while ((await stateOf()) === 'planning') {
    if (performance.now() > end) throw new Error(`not planned after ${PLANNED_WITHIN / 1000} s`);
    await pause(250);
  }
  const seconds = secondsSince(began);
  const after = used();
  const cpu = { database: Math.round(after.database - before.database), worker: Math.round(after.worker - before.worker) };
  return {
    cpu,
    seconds,
    ...(await watch.end()),
    planned: JSON.stringify((await broadcastStore.load(ID))?.plan),
  };
}

async function send(town: Town, { writers }: FilledProvince, deps: BroadcastDeps) {
  await step(ID, 'confirm', { id: 'confirmed', actor: OPERATOR }, deps);
  await step(ID, 'approve', { id: 'approved', actor: OPERATOR }, deps);
  await until(() => town.zalo.sent.length > 0 && town.graph.sent.length > 0);
  const watch = watching(deps);
  await pause(SETTLES);
  const since = Date.now();
  const waits: Promise<number>[] = [];
  for (let n = 0; Date.now() < since + MEASURED; n += 1) {
    waits.push(answered(town, writers[n] ?? ''));
    await pause(WRITES_EVERY);
  }
  const rate = (sent: Town['zalo']['sent']) =>
    Math.round(
      sent.filter(({ at, text }) => at >= since && at < since + MEASURED && text.includes(TEXT)).length / (MEASURED / 10_000),
    ) / 10;
  const perSecond = { zalo: rate(town.zalo.sent), messenger: rate(town.graph.sent) };
  const sorted = (await Promise.all(waits)).sort((a, b) => a - b);
  return {
    perSecond,
    reply: { p50: sorted[Math.floor(sorted.length / 2)] ?? 0, most: sorted.at(-1) ?? 0 },
    ...(await watch.end()),
  };
}

/** She writes, through the platform's webhook; answers how long it takes until something comes back, ms. */
async function answered(town: Town, user: string): Promise<number> {
  const began = Date.now();
  const back = new Promise<number>((done) => {
    const stop = town.zalo.onSend((sent) => {
      if (sent.user !== user || sent.text.includes(TEXT)) return;
      stop();
      done(Date.now() - began);
    });
  });
  await zaloPerson(town.hook('zalo'), town.zalo.secrets, user).says('menu');
  return back;
}

async function pauseAndResume(town: Town, deps: BroadcastDeps): Promise<{ afterPause: number; afterResume: number }> {
  const count = () => town.zalo.sent.length + town.graph.sent.length;
  await step(ID, 'pause', { id: 'paused', actor: OPERATOR }, deps);
  const before = count();
  for (let seen = -1; seen !== count(); ) {
    seen = count();
    await pause(STILL);
  }
  const still = count();
  await step(ID, 'resume', { id: 'resumed', actor: OPERATOR }, deps);
  await pause(3 * STILL);
  return { afterPause: still - before, afterResume: count() - still };
}

/** Looks at the progress once a second, as a leader's page would. */
function watching(deps: BroadcastDeps): { end(): Promise<{ still: number; lookMs: number }> } {
  let on = true;
  let [movedAt, still, lookMs, last] = [performance.now(), 0, 0, ''];
  const looking = (async () => {
    while (on) {
      const began = performance.now();
      const found = await progressOf(ID, deps.now());
      const now = performance.now();
      lookMs = Math.max(lookMs, now - began);
      const shown = JSON.stringify([found?.state, found?.planned, found?.people, found?.ended, found?.sent]);
      still = Math.max(still, now - movedAt);
      if (shown !== last) movedAt = now;
      last = shown;
      await pause(Math.max(0, LOOKS_EVERY - (now - began)));
    }
  })();
  return {
    async end() {
      on = false;
      await looking;
      return { still: Math.round(still / 100) / 10, lookMs: Math.round(lookMs) };
    },
  };
}

async function memory(town: Town): Promise<BroadcastResult['memory']> {
  const info = await town.connections.redis.info('memory');
  const redis = Math.round(Number(/used_memory_peak:(\d+)/.exec(info)?.[1] ?? 0) / 2 ** 20);
  return { web: memoryOf(town.web.pid)?.most ?? 0, worker: memoryOf(town.worker.pid)?.most ?? 0, redis };
}

const stateOf = async (): Promise<BroadcastState | undefined> => (await broadcastStore.load(ID))?.state;

async function until(holds: () => boolean): Promise<void> {
  const end = performance.now() + 120_000;
  while (!holds()) {
    if (performance.now() > end) throw new Error('nothing has left after 120 s');
    await pause(50);
  }
}

const secondsSince = (began: number): number => Math.round((performance.now() - began) / 100) / 10;
