import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseBody } from '../../src/channels/body';
import { parseMessenger } from '../../src/channels/messenger-parse';
import { field, isObject } from '../../src/channels/read';
import { parseZalo } from '../../src/channels/zalo-parse';
import type { InboundEvent } from '../../src/engine/types';
import { MESSENGER, OWN_APP } from './messenger-samples';
import { type Expected, RECEIVED, ZALO } from './zalo-samples';

const PAYLOADS = join(__dirname, '../payloads');
const WEBHOOK = new Set(['body', 'body in {"body":...}', 'entry', 'item', 'change']);

test.each(Object.entries(ZALO))('zalo %s parses as its INDEX says', (name, expected) => {
  const body = parseBody(readFileSync(join(PAYLOADS, 'zalo', `${name}.json`)));
  expectEvents((at) => parseZalo(body, at), expected);
});

test.each(Object.entries(MESSENGER))('messenger %s parses as its INDEX says', (name, expected) => {
  const body = wrapped(name);
  expectEvents((at) => parseMessenger(body, at, OWN_APP), expected);
});

test('every sample has its row', () => {
  const files = readdirSync(join(PAYLOADS, 'zalo')).filter((file) => file.endsWith('.json') && file !== 'signature-vectors.json');
  expect(files.map((file) => file.replace('.json', '')).sort()).toEqual(Object.keys(ZALO).sort());
  const webhooks = [...shapes()].filter(([, shape]) => WEBHOOK.has(shape)).map(([name]) => name);
  expect(webhooks.sort()).toEqual(Object.keys(MESSENGER).sort());
});

test('what is not a webhook is no event', () => {
  for (const [name, shape] of shapes()) {
    if (WEBHOOK.has(shape)) continue;
    expect(parseMessenger(parseBody(readFileSync(join(PAYLOADS, 'messenger', `${name}.json`))), RECEIVED)).toEqual([]);
  }
});

function expectEvents(parse: (receivedAt: number) => InboundEvent[], expected: Expected[]): void {
  const events = parse(RECEIVED);
  expect(events.map(({ id: _, ...event }) => event)).toEqual(
    expected.map(({ what, user, account, at }) => ({ ...what, user, account, at })),
  );
  events.forEach((event, index) => {
    const id = expected[index]?.id;
    if (id === undefined) expect(event.id).toMatch(/^d[0-9a-f]{40}$/);
    else expect(event.id).toBe(id);
  });
  // A second delivery has the same ids, whenever it comes.
  expect(parse(RECEIVED + 60_000).map(({ id }) => id)).toEqual(events.map(({ id }) => id));
}

/** A sample as the whole body that it is a part of. */
function wrapped(name: string): unknown {
  const sample = parseBody(readFileSync(join(PAYLOADS, 'messenger', `${name}.json`)));
  switch (shapes().get(name)) {
    case 'body in {"body":...}':
      return field(sample, 'body');
    case 'entry':
      return { object: 'page', entry: [sample] };
    case 'item':
      return { object: 'page', entry: [{ id: pageOf(name, sample), messaging: [sample] }] };
    case 'change':
      return {
        object: 'page',
        entry: [{ id: field(sample, 'value', 'from', 'id') ?? field(sample, 'value', 'page_id'), changes: [sample] }],
      };
    default:
      return sample;
  }
}

/** In some samples of handovers and echoes the Page is the sender, as the INDEX says. */
function pageOf(name: string, item: unknown): unknown {
  const fromPage = ['echo-3', 'handover-request_thread_control-2', 'handover-take_thread_control-2'].includes(name);
  return field(item, fromPage ? 'sender' : 'recipient', 'id');
}

function shapes(): Map<string, string> {
  const rows = readFileSync(join(PAYLOADS, 'messenger', 'INDEX.md'), 'utf8').matchAll(/^\| ([\w-]+)\.json \| ([^|]+) \|/gm);
  return new Map([...rows].map(([, name = '', shape = '']) => [name, shape.trim()]));
}

test('the samples are objects', () => {
  expect(Object.keys(MESSENGER).every((name) => isObject(wrapped(name)))).toBe(true);
});
