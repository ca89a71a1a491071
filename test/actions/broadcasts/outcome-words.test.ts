import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { hasWords, outcomeInWords } from '../../../src/actions/broadcasts/outcome-words';
import { templateOf } from '../../../src/words';

const SRC = path.resolve(__dirname, '..', '..', '..', 'src');
const sourceOf = (...file: string[]) => readFileSync(path.join(SRC, ...file), 'utf8');
const namesIn = (source: string, pattern: RegExp) => [...source.matchAll(pattern)].map(([, name = '']) => name);

/** Every reason that a message can be given: read from where they are written, so that a new one cannot be forgotten here. */
const channels = readdirSync(path.join(SRC, 'channels')).map((file) => sourceOf('channels', file));
const engine = ['deliver', 'batch', 'outbound'].map((file) => sourceOf('engine', `${file}.ts`));
const codes = [
  ...channels.flatMap((source) => namesIn(source, /\bcode: (?:\w+ \? )?'(\w+)'/g)),
  ...channels.flatMap((source) => namesIn(source, /\bcode: \w+ \? '\w+' : '(\w+)'/g)),
  ...engine.flatMap((source) => namesIn(source, /\bfailure: (?:\w+ \? )?'(\w+)'/g)),
  ...engine.flatMap((source) => namesIn(source, /\bfailure: \w+ \? '\w+' : '(\w+)'/g)),
  ...engine.flatMap((source) => namesIn(source, /\bunknown\(\w+, '(\w+)'\)/g)),
  ...engine.flatMap((source) => namesIn(source, /\bcode = '(\w+)'/g)),
  ...namesIn(sourceOf('engine', 'policy.ts'), /\bhold', reason: '(\w+)'/g),
  ...['tooLate', 'gone', 'noConsent', 'windowClosed', 'neverWrote', 'left', 'merged'],
  ...namesIn(sourceOf('actions/broadcasts', 'broadcast-reach.ts'), /\bwhy: '(\w+)'/g),
];

test('the tables are read', () => {
  for (const known of ['tooFast', 'personUnavailable', 'connectionLost', 'overPlan', 'dayFull', 'crash', 'inside', 'noChat'])
    expect(codes).toContain(known);
  expect(new Set(codes).size).toBeGreaterThan(70);
});

test.each([...new Set(codes)].sort())('“%s” has words: what it means, and what a leader does', (code) => {
  expect(hasWords(code)).toBe(true);
  const { why = '', todo = '' } = outcomeInWords({ state: 'failed', failure: code });
  for (const text of [why, todo]) {
    expect(text.length).toBeLessThanOrEqual(120);
    expect(text).toMatch(/^\p{Lu}.*\.$/u);
  }
});

test.each(['planned', 'queued', 'sending', 'sent', 'failed', 'held', 'unknown', 'expired', 'cancelled'] as const)(
  'the state %s has words',
  (state) => expect(outcomeInWords({ state })).toEqual({ state: templateOf(`outcome.state.${state}`) }),
);

test('what no platform has said before is told as such', () => {
  expect(outcomeInWords({ state: 'failed', failure: 'fromTheFuture' })).toEqual(
    outcomeInWords({ state: 'failed', failure: 'unknownFailure' }),
  );
});
