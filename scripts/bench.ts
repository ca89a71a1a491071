import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { compile } from '../test/faults/compiled';
import { benchAccept, benchBaseline } from './bench/accept';
import { benchBroadcast } from './bench/broadcast';
import { benchExport } from './bench/export';
import { benchOutage, OFFERED, STATES } from './bench/outage';
import { benchReading } from './bench/reading';
import { engines, type Rig } from './bench/rig';
import { BEHIND, benchSends } from './bench/sends';
import { benchTurns } from './bench/turns';
import { benchUnderstand } from './bench/understand';
import { runCommand, UsageError } from './run';
import type { Engine } from './services';

const NAMES = ['accept', 'turns', 'sends', 'outage', 'understand', 'export', 'reading', 'broadcast'] as const;
type Name = (typeof NAMES)[number];
/** How long the fake platform takes for an answer while sends are measured, ms. */
const SLOW = [50, 1_000];
const USAGE = `Usage: npm run bench -- [--only ${NAMES.join('|')}] [--engine embedded|fast] [--limit CALLS-A-SECOND] [--json]`;

/** One measured figure, beside what it is compared with. */
interface Row {
  bench: Name;
  what: string;
  value: number | string;
  unit: string;
  baseline?: number | string;
  /** Value over baseline, or what was aimed at. */
  ratio?: string;
}

/** Measures the product beside its baselines, all in one run; progress goes to stderr. */
runCommand(async () => {
  const { only, json, limit, engine: wanted } = readArguments();
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-'));
  try {
    say(`compiling … (${cpus().length} cores, Node ${process.version})`);
    const files = await compile(folder);
    const rows: Row[] = [];
    const found = engines();
    if (!found.includes('fast')) say('the fast server is not built here: npm run db:build builds it');
    const rigs = found.filter((engine) => (wanted ?? engine) === engine).map((engine): Rig => ({ engine, files, say }));
    const benches: Record<Name, () => Promise<Row[]>> = {
      accept: () => accept(rigs),
      turns: () => turns(rigs),
      sends: () => sends(rigs, limit),
      outage: () => outage(rigs),
      understand,
      export: () => exported(rigs, folder),
      reading: () => reading(rigs),
      broadcast: () => broadcast(rigs),
    };
    for (const name of only ? [only] : NAMES) {
      const measured = await benches[name]();
      rows.push(...measured);
      // Told at once: a long run that is broken off has not been for nothing.
      say(table(measured));
    }
    process.stdout.write(json ? `${JSON.stringify(rows, null, 2)}\n` : table(rows));
    return 0;
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
});

async function accept(rigs: Rig[]): Promise<Row[]> {
  say('accept: bare baseline …');
  const baseline = await benchBaseline();
  const rows: Row[] = [];
  for (const rig of rigs) {
    say(`accept: product on the ${rig.engine} server …`);
    const result = await benchAccept(rig);
    const bench = 'accept';
    const aim = rig.engine === 'fast' ? 'aim ≥ 0.8' : 'must ≥ 0.4';
    rows.push(
      {
        ...{ bench, what: `webhooks stored, ${rig.engine}`, value: result.perSecond, unit: '/s', baseline: baseline.perSecond },
        ratio: `${(result.perSecond / baseline.perSecond).toFixed(2)} × (${aim})`,
      },
      {
        ...{ bench, what: `p95 at 64 connections, ${rig.engine}`, value: result.p95, unit: 'ms', baseline: baseline.p95 },
        ratio: `${(result.p95 / baseline.p95).toFixed(2)} ×`,
      },
    );
    if (result.failed > 0) rows.push({ bench, what: `NOT ANSWERED 200, ${rig.engine}`, value: result.failed, unit: 'webhooks' });
  }
  return rows;
}

async function turns(rigs: Rig[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (const rig of rigs) {
    say(`turns: on the ${rig.engine} server …`);
    const result = await benchTurns(rig);
    const bench = 'turns';
    rows.push(
      { bench, what: `turns, ${rig.engine}`, value: result.turnsPerSecond, unit: '/s' },
      { bench, what: `replies, ${rig.engine}`, value: result.repliesPerSecond, unit: '/s' },
      { bench, what: `memory of web and worker, ${rig.engine}`, ...memory(result) },
    );
  }
  return rows;
}

async function sends(rigs: Rig[], limit: number): Promise<Row[]> {
  const rows: Row[] = [];
  for (const rig of rigs) {
    say(`sends: on the ${rig.engine} server, limit ${limit}/s …`);
    for (const result of await benchSends(rig, limit, SLOW)) {
      const bench = 'sends';
      const where = `answers in ${result.slow} ms, ${rig.engine}`;
      const share = 0.8 * limit;
      const rate = (value: number, of: number) => ({
        ...{ value, unit: '/s', baseline: of, ratio: `${(value / of).toFixed(2)} × the limit (must ≥ 0.9)` },
      });
      rows.push(
        { bench, what: `replies, ${where}`, ...rate(result.replies, limit) },
        { bench, what: `broadcast, ${where}`, ...rate(result.broadcasts, share) },
        { bench, what: `most calls in any second, ${where}`, value: result.most, unit: 'calls', baseline: limit },
        {
          ...{ bench, what: `reply behind ${BEHIND}, ${where}`, value: result.replyMost, unit: 'ms' },
          ratio: `the slowest; half within ${result.replyP50} ms (must ≤ 1000)`,
        },
      );
    }
  }
  return rows;
}

async function outage(rigs: Rig[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (const rig of rigs) {
    for (const [name, mode] of Object.entries(STATES)) {
      say(`outage: ${OFFERED.rate} webhooks/s for ${OFFERED.seconds} s, worker running, platform ${name}, ${rig.engine} …`);
      const result = await benchOutage(rig, mode);
      const bench = 'outage';
      rows.push(
        { bench, what: `webhook p95, platform ${name}, ${rig.engine}`, value: result.p95, unit: 'ms', ratio: 'must < 50 ms' },
        { bench, what: `memory of web and worker, platform ${name}, ${rig.engine}`, ...memory(result) },
      );
      if (result.failed > 0)
        rows.push({ bench, what: `NOT ANSWERED 200, platform ${name}, ${rig.engine}`, value: result.failed, unit: 'webhooks' });
    }
  }
  return rows;
}

/** The numbers of a unit, read in two provinces of which one has ten times the members. */
async function reading(rigs: Rig[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { engine } of rigs) {
    for (const { level, small, large } of await benchReading(engine, say)) {
      const what = `numbers of a ${level} at 161.360 members, beside 16.136, ${engine}`;
      const ratio = `${(large / small).toFixed(2)} × (must ≤ 1.5)`;
      rows.push({ bench: 'reading', what, value: large, unit: 'ms', baseline: small, ratio });
    }
  }
  return rows;
}

/** A broadcast to a whole province. */
async function broadcast(rigs: Rig[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (const rig of rigs) {
    const { engine } = rig;
    const result = await benchBroadcast(rig);
    const { seconds, still, lookMs, memory: mb, perSecond, reply, cpu } = result;
    const bench = 'broadcast';
    const row = (what: string, value: number, unit: string, ratio?: string): Row => ({
      ...{ bench, what: `${what}, ${engine}`, value, unit },
      ...(ratio === undefined ? {} : { ratio }),
    });
    rows.push(
      row(`people in ${result.units} units`, result.people, 'people', `loaded in ${seconds.load} s; ${result.planned}`),
      row('planning', seconds.plan, 's', engine === 'fast' ? 'must < 60 s' : 'must < 180 s'),
      row('of a core the database took while planning', cpu.database, 's', `and the worker ${cpu.worker} s`),
      row('progress stands still while planning', still.plan, 's', `at most; the slowest look ${lookMs.plan} ms`),
      row('progress stands still while sending', still.send, 's', `at most; the slowest look ${lookMs.send} ms`),
      row('broadcast, first channel', perSecond.zalo, '/s', 'the limit leaves it 48'),
      row('broadcast, second channel', perSecond.messenger, '/s', 'the limit leaves it 20'),
      row('reply to a webhook meanwhile', reply.most, 'ms', `the slowest; half within ${reply.p50} ms (must ≤ 1000)`),
      row('left after the pause', result.afterPause, 'sends', `must ≤ 1000; after resuming ${result.afterResume} in 15 s`),
      row('got it twice', result.twice, 'people', 'must be 0'),
      row('memory of web and worker', mb.web + mb.worker, 'MB', `${mb.web} + ${mb.worker} at their most (must < 400)`),
      row('memory of Redis', mb.redis, 'MB', 'at its most (must < 100)'),
    );
  }
  return rows;
}

async function understand(): Promise<Row[]> {
  say('understand …');
  const { textsPerSecond, longTextMs } = await benchUnderstand();
  return [
    { bench: 'understand', what: 'texts understood, one core', value: textsPerSecond, unit: '/s' },
    { bench: 'understand', what: 'a text of 2.000 characters', value: Number(longTextMs.toFixed(2)), unit: 'ms' },
  ];
}

async function exported(rigs: Rig[], folder: string): Promise<Row[]> {
  const rows: Row[] = [];
  for (const rig of rigs) {
    say(`export: a province's members as one workbook, ${rig.engine} server …`);
    const result = await benchExport(rig, path.join(folder, rig.engine));
    const bench = 'export';
    rows.push(
      { bench, what: `export of ${result.rows} members, ${rig.engine}`, value: result.seconds, unit: 's' },
      {
        bench,
        what: `memory of an export, ${rig.engine}`,
        value: result.peakMb,
        unit: 'MB',
        ratio: `file of ${result.fileMb} MB`,
      },
    );
  }
  return rows;
}

function memory({ webMb, workerMb }: { webMb: number; workerMb: number }): Pick<Row, 'value' | 'unit' | 'ratio'> {
  return { value: webMb + workerMb, unit: 'MB', ratio: `${webMb} + ${workerMb} at their most (aim ≤ 300)` };
}

function table(rows: Row[]): string {
  const cells = [
    ['', 'product', '', 'baseline', ''],
    ...rows.map(({ what, value, unit, baseline, ratio }) => [
      what,
      String(value),
      unit,
      baseline === undefined ? '' : String(baseline),
      ratio ?? '',
    ]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...cells.map((row) => (row[column] ?? '').length)));
  return cells
    .map((row) => {
      const padded = row.map((cell, column) =>
        column === 1 || column === 3 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      );
      return `${padded.join('  ').trimEnd()}\n`;
    })
    .join('');
}

function readArguments(): { only?: Name; engine?: Engine; json: boolean; limit: number } {
  try {
    const { values } = parseArgs({
      options: {
        only: { type: 'string' },
        engine: { type: 'string' },
        json: { type: 'boolean', default: false },
        limit: { type: 'string', default: '60' },
      },
    });
    const limit = Number(values.limit);
    const only = NAMES.find((name) => name === values.only);
    const engine = (['embedded', 'fast'] as const).find((name) => name === values.engine);
    const known = (values.only === undefined || only) && (values.engine === undefined || engine);
    if (known && Number.isInteger(limit) && limit > 0)
      return { json: values.json, limit, ...(only ? { only } : {}), ...(engine ? { engine } : {}) };
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n${USAGE}`);
  }
  throw new UsageError(USAGE);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
