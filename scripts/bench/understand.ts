import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Utterance } from '../../src/language/meaning';
import { understand } from '../../src/language/understand';

const SET = join(__dirname, '../../test/language');
const ROUNDS = 20;
const LONG_ROUNDS = 300;

/**
 * How many texts of the test set are understood in a second on one core, and the milliseconds that one of 2.000 characters takes.
 * Measured in processor time, so that other work on the machine does not count.
 */
export async function benchUnderstand(): Promise<{ textsPerSecond: number; longTextMs: number }> {
  const utterances = readdirSync(SET)
    .filter((file) => file.endsWith('.jsonl'))
    .flatMap((file) => readFileSync(join(SET, file), 'utf8').split('\n').filter(Boolean))
    .map(
      (line): Utterance => ({
        expecting: 'anything',
        text: '',
        today: '2026-11-22',
        ...(JSON.parse(line) as Partial<Utterance>),
      }),
    );
  const texts = utterances.map(({ text }) => text);
  const long = { expecting: 'rsvp', text: texts.join(' ').slice(0, 2000), today: '2026-11-22' } as const;
  const all = processorMs(ROUNDS, () => {
    for (const utterance of utterances) understand(utterance);
  });
  return {
    textsPerSecond: Math.round((1000 * utterances.length) / all),
    longTextMs: processorMs(LONG_ROUNDS, () => understand(long)),
  };
}

/** Milliseconds of processor time of one round, after a quarter of the rounds to warm up. */
function processorMs(rounds: number, work: () => unknown): number {
  for (let i = 0; i < rounds / 4; i++) work();
  const start = process.cpuUsage();
  for (let i = 0; i < rounds; i++) work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000 / rounds;
}
