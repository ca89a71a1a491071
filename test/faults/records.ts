import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { createInterface } from 'node:readline';
import mongoose from 'mongoose';
import { ended, endWithUs, pause } from '../../scripts/services/processes';
import { CARRIERS } from '../../src/actions/carriers';
import type { ActionDeps } from '../../src/actions/deps';
import { enrolMany } from '../../src/actions/people/enrol';
import type { UnitOrder } from '../../src/actions/units/decide-units';
import { orderUnits } from '../../src/actions/units/units';
import { dirtyCounts } from '../../src/models/counts';
import { giveCode } from '../../src/models/people';
import { type Level, unitId } from '../../src/models/unit';
import { putUnit } from '../../src/models/units';
import { type Ring, recount } from '../../src/programme/recount';
import { random } from '../seeded';
import { checkRecords, type Said } from './records-check';
import { connectMongo, type RecordsAt } from './records-mongo';
import { BRANCHES, REFERRERS, recordOrder } from './records-orders';
import type { RecordTask } from './records-process';

/** How many at once, about how many women, and how often one of them is killed. */
export interface RecordStorm {
  mongoUri: string;
  seed: number;
  processes: number;
  women: number;
  /** Orders of each process. */
  orders: number;
  /** Kills altogether. */
  kills: number;
  say(line: string): void;
}

/** What came of it; `problems` is empty when all is as it must be. */
export interface RecordOutcome {
  problems: string[];
  done: number;
  refused: number;
  kills: number;
  members: number;
  changes: number;
  seconds: number;
}

const DAY = '2025-07-01';
/** A process dies at most so long after it has begun an order, ms. */
const LONGEST = 60;
const ROUNDS = 3;

/**
 * Several processes recognise, withdraw, transfer and let go the same women at random; some are killed in the middle of an
 * order and started again with it, while communes are merged and a branch is moved. Then everything is compared.
 */
export async function recordStorm(storm: RecordStorm): Promise<RecordOutcome> {
  const { mongoUri, seed, processes, orders, say } = storm;
  const began = Date.now();
  const at: RecordsAt = { mongoUri, key: randomBytes(32).toString('base64'), hashKey: randomBytes(32).toString('base64') };
  await connectMongo(at);
  for (const each of Object.values(mongoose.models)) await each.createIndexes();
  const climb: Ring = async (unit, period) => void (await recount(unit, period, climb));
  const silent = async () => {};
  const deps: ActionDeps = { tell: silent, ringCount: climb, now: Date.now, timeZone: 'Asia/Ho_Chi_Minh' };
  const codes = await prepare(deps);
  const said: Said = { done: new Set(), refused: new Set(), vague: new Set() };
  const outcome = { kills: 0, ended: 0 };
  const next = random(seed);
  // Dealt out among the processes; each is killed in the middle of orders that chance names.
  const killsOf = Array.from({ length: processes }, (_, n) => Math.floor((storm.kills + n) / processes));
  const work = Array.from({ length: processes }, async (_, n) => {
    const doomed = new Set<number>();
    // Not in the last one: what ends by itself is not killed.
    while (doomed.size < Math.min(killsOf[n] ?? 0, orders - 1)) doomed.add(Math.floor(next() * (orders - 1)));
    for (let from = 0; from < orders; ) {
      const task: RecordTask = { ...at, seed, process: n, women: storm.women, from, to: orders, codes };
      const { reached, killed } = await runOnce(task, doomed, next, said);
      from = reached;
      if (killed) outcome.kills += 1;
    }
    outcome.ended += 1;
    say(`process ${n} is through, ${outcome.kills} kills so far`);
  });
  // Whoever fails ends the others' waiting as well.
  let failed = false;
  const all = Promise.all(work).finally(() => {
    failed = said.done.size + said.refused.size < processes * orders;
  });
  const through = () => (failed ? 1 : (said.done.size + said.refused.size) / (processes * orders));
  const changes = changeUnits(through, deps, say);
  await Promise.all([all, changes]);
  await settle(deps);
  const found = await checkRecords(said, storm.women);
  await mongoose.disconnect();
  const seconds = Math.round((Date.now() - began) / 1000);
  return { ...found, done: said.done.size, refused: said.refused.size, kills: outcome.kills, changes: await changes, seconds };
}

/** Runs a process until it ends or is killed; `reached` is the place from which it has to go on. */
async function runOnce(
  task: RecordTask,
  doomed: Set<number>,
  next: () => number,
  said: Said,
): Promise<{ reached: number; killed: boolean }> {
  const file = path.join(__dirname, 'records-process.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', file, JSON.stringify(task)], { stdio: ['ignore', 'pipe', 'pipe'] });
  endWithUs(child);
  let reached = task.from;
  let killed = false;
  let errors = '';
  child.stderr.on('data', (data: Buffer) => {
    errors = (errors + data.toString()).slice(-2_000);
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    const [word, text] = line.split(' ');
    const place = Number(text);
    if (word === 'begin' && doomed.delete(place)) {
      killed = true;
      void killSoon(child, next() * LONGEST);
    }
    if (word === 'done') said.done.add(`order/${task.process}/${place}`);
    if (word === 'refused') said.refused.add(`order/${task.process}/${place}`);
    if (word === 'done' || word === 'refused') reached = place + 1;
  });
  const closed = new Promise<void>((done) => child.once('close', () => done()));
  await ended(child);
  await closed;
  if (!killed && child.exitCode !== 0) throw new Error(`process ${task.process} ended at order ${reached}: ${errors}`);
  const { id, kind } = recordOrder(task.seed, task.process, reached, task.women);
  if (killed && (kind === 'join' || kind === 'mistake')) said.vague.add(id);
  return { reached, killed: child.signalCode === 'SIGKILL' };
}

async function killSoon(child: ChildProcess, ms: number): Promise<void> {
  await pause(ms);
  child.kill('SIGKILL');
}

async function prepare(deps: ActionDeps): Promise<string[]> {
  const units: [string, Level, string | null][] = [
    ['p', 'province', null],
    ...['c1', 'c2', 'c3'].map((code): [string, Level, string] => [code, 'commune', 'p']),
    ...BRANCHES.map((id): [string, Level, string] => [id.slice(0, id.indexOf('@')), 'branch', id.slice(0, 2)]),
  ];
  for (const [code, level, parent] of units) {
    const known = { code, validFrom: DAY, level, name: code, place: code, aliases: [], parent: parent && unitId(parent, DAY) };
    await putUnit({ _id: unitId(code, DAY), ...known });
  }
  const referrers = Array.from({ length: REFERRERS }, (_, n) => ({
    ...{ id: `referrer${n}`, name: `Chị Mời ${n}`, birthYear: 1970, kind: 'application' as const },
    unit: BRANCHES[n % BRANCHES.length] as string,
  }));
  await enrolMany(referrers, { id: 'opening', actor: { kind: 'operator' }, opening: true }, deps);
  return Promise.all(referrers.map(({ id }) => giveCode(id)));
}

/** Merges two communes and moves a branch, each when a part of the orders is through; how many changes were made. */
async function changeUnits(through: () => number, deps: ActionDeps, say: (line: string) => void): Promise<number> {
  const unit = (code: string) => unitId(code, DAY);
  const changes: readonly [number, UnitOrder][] = [
    [0.2, { action: 'merge', units: [unit('c2')], into: unit('c1'), on: '2026-05-01' }],
    [0.45, { action: 'move', unit: unit('c2-b2'), to: unit('c3') }],
    [0.7, { action: 'move', unit: unit('c1-b1'), to: unit('c3') }],
  ];
  for (const [n, [share, order]] of changes.entries()) {
    while (through() < share) await pause(50);
    const result = await orderUnits(order, { id: `units/${n}`, actor: { kind: 'operator' } }, deps);
    if (!result.done) throw new Error(`units: ${order.action} was refused: ${result.why}`);
    say(`units: ${order.action} while orders are given`);
  }
  return changes.length;
}

/** What the sweep does: wakes all that waits and recounts all that is owed, until nothing is. */
async function settle(deps: ActionDeps): Promise<void> {
  const later = { ...deps, now: () => Date.now() + 3_600_000 };
  // What an effect asks of another aggregate waits there for the next round.
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const carrier of CARRIERS) for (const id of await carrier.toWake(later.now(), 10_000)) await carrier.carry(id, deps);
  }
  for (let dirty = await dirtyCounts(); dirty.length > 0; dirty = await dirtyCounts())
    for (const { unit, period } of dirty) await deps.ringCount(unit, period);
}
