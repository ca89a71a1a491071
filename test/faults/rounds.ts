import { pause } from '../../scripts/services/processes';
import { random as seeded } from '../seeded';
import { check, type Findings, quiet } from './check';
import { type Life, live } from './people';
import { seedProvince } from './province';
import { startTown, type Town, type TownOptions, VICTIMS, type Victim } from './town';
import { VISITS } from './visits';

const KINDS = Object.keys(VISITS);

/** One kill: after a wait, what dies (sometimes two at once), and for how long; ms. */
export interface Kill {
  wait: number;
  victims: Victim[];
  down: number;
}

/** How a storm is run. */
export interface Storm extends TownOptions {
  seed: number;
  /** Kills of each. */
  kills: number;
  /** People who talk at the same time. */
  crowd: number;
  /** Factor on the times between kills; 1 when missing. */
  pace?: number;
  say(line: string): void;
}

/** What a storm left behind. */
export interface Outcome extends Findings {
  people: number;
  kills: Record<Victim, number>;
  seconds: number;
  folder: string;
}

const QUIET_WITHIN = 120_000;

/** The kills of a seed: each victim as often as said, in a shuffled order. */
export function schedule(seed: number, kills: number, pace = 1): Kill[] {
  const random = seeded(seed);
  const order = VICTIMS.flatMap((victim) => Array.from({ length: kills }, () => ({ victim, key: random() })))
    .sort((a, b) => a.key - b.key)
    .map((each) => each.victim);
  const rounds: Kill[] = [];
  while (order.length > 0) {
    const [first, second] = order;
    // Misfortunes sometimes come together.
    const both = first !== undefined && second !== undefined && first !== second && random() < 0.15;
    const victims = order.splice(0, both ? 2 : 1);
    rounds.push({ wait: pace * (200 + random() * 3_000), victims, down: pace * (50 + random() * 2_500) });
  }
  return rounds;
}

/** People talk, things are killed and started again; then everything is compared with what was said. */
export async function storm({ seed, kills, crowd, pace, say, ...options }: Storm): Promise<Outcome> {
  const started = Date.now();
  const town = await startTown({ ...options, say });
  let failed = true;
  try {
    await seedProvince();
    const life: Life = { town, seed, all: [], late: [], stormyUntil: 0 };
    let number = 0;
    const visit = (kind: string) => {
      number += 1;
      return live(life, kind, number);
    };
    say('one of each kind, in peace …');
    await Promise.all(KINDS.map(visit));
    let stormy = true;
    life.stormyUntil = Number.POSITIVE_INFINITY;
    const busy = Array.from({ length: crowd }, async (_, index) => {
      for (let turn = 0; stormy; turn += 1) await visit(KINDS[(index + turn) % KINDS.length] ?? 'survey');
    });
    const counts = { web: 0, worker: 0, redis: 0, mongo: 0 };
    const rounds = schedule(seed, kills, pace);
    for (const [index, round] of rounds.entries()) {
      await pause(round.wait);
      await strike(town, round);
      for (const victim of round.victims) counts[victim] += 1;
      say(
        `${String(index + 1).padStart(3)}/${rounds.length} killed ${round.victims.join(' and ')}, ${life.all.length} people so far`,
      );
    }
    stormy = false;
    life.stormyUntil = Date.now();
    say('everybody finishes her conversation …');
    await Promise.all(busy);
    await Promise.all(life.late);
    say('waiting for quiet …');
    const left = await quiet(town, QUIET_WITHIN);
    say('comparing …');
    const findings = await check(town, life.all);
    findings.problems.push(...left);
    failed = findings.problems.length > 0;
    return {
      ...findings,
      people: life.all.length,
      kills: counts,
      seconds: Math.round((Date.now() - started) / 1000),
      folder: town.folder,
    };
  } finally {
    await town.close(failed);
  }
}

async function strike(town: Town, { victims, down }: Kill): Promise<void> {
  await Promise.all(victims.map((victim) => town.kill(victim)));
  await pause(down);
  // The servers first: a process of the product that does not find them ends, and is started again.
  await Promise.all(victims.filter((victim) => victim === 'redis' || victim === 'mongo').map((victim) => town.revive(victim)));
  await Promise.all(victims.filter((victim) => victim === 'web' || victim === 'worker').map((victim) => town.revive(victim)));
}
