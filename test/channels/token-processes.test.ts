import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { exchangeCode, permissionUrl } from '../../src/channels/zalo-oauth';
import type { TokenStore } from '../../src/channels/zalo-token';
import { readConfig } from '../../src/config';
import { type Connections, connect } from '../../src/connect';
import { createLog } from '../../src/log';
import { readPair } from '../../src/models/tokens';
import { createTokenStore } from '../../src/token-store';
import { environmentOf } from '../fake/environment';
import { type FakeGraph, startFakeGraph } from '../fake/graph';
import { type FakeZalo, startFakeZalo } from '../fake/zalo';
import { random as seeded } from '../seeded';
import { useDatabase } from '../setup/database';
import { zaloConfig } from './set-up';
import type { Found, Order } from './token-process';

const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
/** TOKEN_ROUNDS=500 for all of them. */
const ROUNDS = Number(process.env.TOKEN_ROUNDS ?? 14);
const SLOW = 120;
const TRIES = 200;

const FAULTS = ['none', 'slow', 'blank', 'noted', 'answered', 'anywhere', 'anywhere'] as const;
type Fault = (typeof FAULTS)[number];

const { mongoUri, redisUrl } = useDatabase();
let zalo: FakeZalo;
let graph: FakeGraph;
let connections: Connections;
let store: TokenStore;
let env: Record<string, string>;
let running: Refresher[] = [];

beforeAll(async () => {
  [zalo, graph] = await Promise.all([startFakeZalo(), startFakeGraph()]);
  const key = randomBytes(32).toString('base64');
  // The pair is stored already: tokens in the environment would be tried once in place of a dead one.
  const noTokens = { ZALO_ACCESS_TOKEN: '', ZALO_REFRESH_TOKEN: '' };
  const ours = { MONGODB_URI: mongoUri, REDIS_URL: redisUrl, FIELD_ENCRYPTION_KEY: key };
  env = { ...ours, ...environmentOf(zalo, graph), ...noTokens };
  connections = await connect(readConfig(env), { log: createLog('silent', 'test'), channels: new Map() });
  store = createTokenStore(zalo.secrets.oaId, connections.redis, 'test');
  await store.save(zalo.tokens(), 0);
});
afterAll(async () => {
  for (const each of running) await each.kill();
  await connections.close();
  await Promise.all([zalo.close(), graph.close()]);
});

test(`${ROUNDS} rounds of two processes, seed ${SEED}: no pair is lost that a store was told of`, async () => {
  const random = seeded(SEED);
  const tally: Record<string, number> = {};
  const count = (what: string) => {
    tally[what] = (tally[what] ?? 0) + 1;
  };
  for (let round = 0; round < ROUNDS; round++) {
    const fault = FAULTS[round % FAULTS.length] ?? 'none';
    running = await Promise.all([running[0] ?? launch(env), running[1] ?? launch(env)]);
    const before = await store.read();
    const stale = before?.access ?? '';
    await misbehave(fault);
    await together(running, fault, stale, random);
    running = running.filter(({ alive }) => alive());
    await zalo.set('ok');
    // Asked of the stores themselves: `read` would mend.
    const storedNow = (await readPair(zalo.secrets.oaId))?.refresh === zalo.tokens().refresh;
    const found = await settle(running[0] ?? (await relaunch()), stale);
    if (found === undefined) {
      count('needed consent');
      expect({ round, fault, storedNow }).toMatchObject({ storedNow: false });
      expect(['answered', 'anywhere']).toContain(fault);
      // The old pair is as it was: nothing that could not be read took its place.
      expect(await readPair(zalo.secrets.oaId)).toMatchObject({ access: stale, refresh: before?.refresh, rev: before?.rev });
      await store.save(await consent(), before?.rev ?? 0);
    } else count(storedNow ? 'kept' : 'kept by the note or a second try');
    expect(await readPair(zalo.secrets.oaId)).toMatchObject(zalo.tokens());
  }
  process.stderr.write(`${JSON.stringify(tally)}\n`);
}, 1_200_000);

async function relaunch(): Promise<Refresher> {
  const fresh = await launch(env);
  running = [fresh];
  return fresh;
}

function misbehave(fault: Fault): Promise<void> {
  if (fault === 'slow' || fault === 'anywhere') return zalo.set({ slow: SLOW }, /access_token/);
  return zalo.set(fault === 'blank' ? 'blank' : 'ok', /access_token/);
}

/** Both are told at once that the token was refused; the one that calls the platform may die of it. */
async function together([first, second]: Refresher[], fault: Fault, stale: string, random: () => number): Promise<void> {
  const dies = fault === 'noted' || fault === 'answered' ? { dies: fault } : {};
  const asked = [first?.ask({ stale, ...dies }), second?.ask({ stale })];
  if (fault === 'anywhere') {
    // Around the moment of the answer, before and after it.
    await wait(SLOW / 2 + random() * SLOW * 1.5);
    await first?.kill();
  }
  // The survivor may wait for the lock of the dead one; what it finds is asked again below.
  await Promise.all(asked);
}

/** What a survivor comes to: the token that is valid now, or undefined when only consent helps. */
async function settle(survivor: Refresher, stale: string): Promise<string | undefined> {
  let found: Found | undefined;
  for (let tried = 0; tried < TRIES; tried++) {
    found = await survivor.ask({ stale });
    if (found && 'access' in found && found.access === zalo.tokens().access) return found.access;
    if (found && 'code' in found && found.code === 'consentNeeded') return undefined;
    await wait(20);
  }
  throw new Error(`the survivor came to no end: ${found && 'code' in found ? found.code : 'another token'}`);
}

async function consent() {
  const answer = await fetch(permissionUrl(zaloConfig(zalo), 'http://127.0.0.1/back', 'state', 'verifier'), {
    redirect: 'manual',
  });
  const code = new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? '';
  return exchangeCode(zaloConfig(zalo), code, 'verifier');
}

/** One process that refreshes. */
interface Refresher {
  /** What it found, or undefined when it was killed before it could say. */
  ask(order: Order): Promise<Found | undefined>;
  alive(): boolean;
  kill(): Promise<void>;
}

async function launch(variables: Record<string, string>): Promise<Refresher> {
  const { PATH = '', HOME = '' } = process.env;
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', path.join(__dirname, 'token-process.ts')], {
    env: { PATH, HOME, ...variables },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const { stdin, stdout } = child;
  if (!stdin || !stdout) throw new Error('a process without pipes');
  const alive = () => child.exitCode === null && child.signalCode === null;
  const gone = once(child, 'exit').then(() => undefined);
  // It may die while it is written to.
  stdin.on('error', () => undefined);
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  return {
    alive,
    async ask(order) {
      if (!alive()) return undefined;
      stdin.write(`${JSON.stringify(order)}\n`);
      const next = await Promise.race([lines.next(), gone]);
      if (next?.value !== undefined) return JSON.parse(next.value) as Found;
      // Its pipe may close before its end is told.
      return gone;
    },
    async kill() {
      if (alive()) child.kill('SIGKILL');
      await gone;
    },
  };
}
