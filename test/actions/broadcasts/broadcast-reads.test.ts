import { coverageOf, noteRead } from '../../../src/actions/broadcasts/broadcast-reads';
import { sayingOfText } from '../../../src/actions/broadcasts/broadcast-saying';
import { announce } from '../../../src/actions/broadcasts/broadcasts';
import { Facts, ownSums } from '../../../src/models/facts';
import { Reads } from '../../../src/models/reads';
import { unseal } from '../../../src/models/secrets';
import { type Send, type SendBody, Sends } from '../../../src/models/sends';
import { atEachStep, Killed, lives, type Spared } from '../../crashing';
import { openModels } from '../../open-models';
import { chair, MORNING, openTown, settle } from './broadcast-town';

openModels();
const town = openTown();
let at: () => unknown = () => undefined;
let spared: Spared;
beforeAll(async () => {
  await settle();
  spared = atEachStep([Reads.collection, Facts.collection, Sends.collection], (waits) => (waits ? at() : undefined));
});
beforeEach(() => {
  town.now = MORNING;
  town.fed = [];
});

const written = sayingOfText({ text: 'Chị {name} ơi, Hội mở lớp may.' }, 'Hội c1');
const tell = (id: string, more: object = {}) =>
  announce(
    { id, actor: chair },
    {
      unit: 'c1',
      kind: 'information',
      topic: 'day-nghe',
      audience: { units: ['c1'], status: 'members' },
      say: 'say' in written ? written.say : { key: '' },
      confirmed: true,
      ...more,
    },
    town.deps,
  );
const read = (id: string, who: string) => noteRead(id, `chat-${who}`, MORNING + 60_000, town.deps);
const figures = async (unit: string) =>
  Object.fromEntries(Object.entries(await ownSums(unit, '2026-11')).filter(([metric]) => metric.startsWith('information')));

test('who got it has her name in it and a button; her tap is counted once, in her unit and by topic', async () => {
  await tell('b-plain');
  await town.run('b-plain');
  const send = (await Sends.findById('b-plain/b1-free').lean<Send>()) as Send;
  const body = unseal<SendBody>(send.body);
  expect(body.vars).toMatchObject({ unit: 'Hội c1', text: 'Chị free ơi, Hội mở lớp may.' });
  expect(body.buttons).toEqual([{ payload: '#broadcast:b-plain:read', label: 'broadcast.read' }]);
  for (let times = 0; times < 3; times += 1) await read('b-plain', 'b1-free');
  // Whom it did not reach, who is nobody's, and what was never sent: nothing.
  await read('b-plain', 'b1-silent');
  await read('b-plain', 'nobody');
  await read('b-unknown', 'b1-free');
  expect(await Reads.countDocuments({ broadcast: 'b-plain' })).toBe(1);
  expect((await coverageOf('b-plain')).sort((a, b) => (a.unit < b.unit ? -1 : 1))).toEqual([
    { unit: 'b1', sent: 1, read: 1 },
    { unit: 'b2', sent: 1, read: 0 },
  ]);
  expect(await figures('b1')).toEqual({
    ...{ 'information:sent': 1, 'information:sent:day-nghe': 1 },
    ...{ 'information:read': 1, 'information:read:day-nghe': 1 },
  });
  expect(await figures('b2')).toEqual({ 'information:sent': 1, 'information:sent:day-nghe': 1 });
});

test('a read proves that what was uncertain has left, and then it is counted as sent, once', async () => {
  const before = await figures('b1');
  await tell('b-unsure');
  await town.run('b-unsure', (who) => (who === 'b1-free' ? { state: 'unknown', failure: 'crash' } : { state: 'sent' }));
  expect(await figures('b1')).toEqual(before);
  for (let times = 0; times < 2; times += 1) await read('b-unsure', 'b1-free');
  expect(await Sends.findById('b-unsure/b1-free').lean()).toMatchObject({ state: 'sent' });
  const after = await figures('b1');
  expect([after['information:sent'], after['information:read']]).toEqual([2, 2]);
});

test('killed at each step of noting a read: the same again counts it once', async () => {
  const before = await figures('b2');
  await tell('b-killed');
  await town.run('b-killed', () => ({ state: 'unknown', failure: 'crash' }));
  let survived = false;
  for (let dies = 0; !survived; dies += 1) {
    let steps = 0;
    at = () => {
      steps += 1;
      if (steps > dies) throw new Killed();
    };
    survived = await lives(() => read('b-killed', 'b2-free'));
    at = () => undefined;
  }
  const after = await spared(() => figures('b2'));
  expect(after['information:sent']).toBe((before['information:sent'] ?? 0) + 1);
  expect(after['information:read']).toBe((before['information:read'] ?? 0) + 1);
});

test('a topic that cannot be part of a metric, and an order that no button can name, are refused', async () => {
  expect(await tell('b-topic', { topic: 'Dạy nghề' })).toEqual({ done: false, why: 'badTopic' });
  await expect(tell('b/slash')).rejects.toThrow('give it an id');
});

test.each([
  ['  ', 'empty'],
  ['a'.repeat(1_501), 'tooLong'],
  ['Chị {ten} ơi', 'unknownVariable'],
])('a text like “%.12s” is refused: %s', (text, bad) => {
  expect(sayingOfText({ text }, 'Hội')).toEqual({ bad });
});

test('pictures and files only by https', () => {
  for (const url of ['http://hoi.example/a.png', 'javascript:alert(1)', 'a.png'])
    expect(sayingOfText({ text: 'Chào', image: url }, 'Hội')).toEqual({ bad: 'badAddress' });
  const file = { url: 'https://hoi.example/lich.pdf', title: 'Lịch' };
  expect(sayingOfText({ text: 'Chào', image: 'https://hoi.example/a.png', file }, 'Hội')).toEqual({
    say: {
      ...{ key: 'broadcast.text', vars: { unit: 'Hội', text: 'Chào' } },
      ...{ image: 'https://hoi.example/a.png', cards: [file] },
    },
  });
});
