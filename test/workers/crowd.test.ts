import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Conversations, conversationId } from '../../src/models/conversations';
import { DeadLetters } from '../../src/models/dead-letters';
import { Events, RECEIPTS } from '../../src/models/events';
import { Notes } from '../../src/models/notes';
import { unseal } from '../../src/models/secrets';
import { type SendBody, Sends } from '../../src/models/sends';
import { messengerPerson, zaloPerson } from '../fake/people';
import { seedProvince } from '../faults/province';
import { useDatabase } from '../setup/database';
import { until } from '../until';
import { startTown, type Town } from './town';

const PEOPLE = 200;
const REPLIES = ['greeting.welcome', 'greeting.safety', 'wish.ask', 'wish.kept', 'menu.ask'];
const servers = useDatabase();
const dataDir = mkdtempSync(path.join(tmpdir(), 'crowd-'));
let town: Town;
beforeAll(async () => {
  town = await startTown({ ...servers, dataDir });
  await seedProvince();
});
afterAll(async () => {
  await town.close();
  rmSync(dataDir, { recursive: true, force: true });
});

/** Somebody sends three messages at once, and the platform delivers every webhook twice at the same time. */
async function sendsThree(number: number): Promise<{ user: string; wish: string; conversation: string }> {
  const user = String(8_000_000_000_000_000n + BigInt(number));
  const wish = `tôi là người thứ ${number}, mong có đèn đường`;
  const texts = ['góp ý', wish, 'menu'];
  let clock = Date.now();
  // Her three messages have their order from her phone, whatever happens on the way.
  const options = { clock: () => ++clock, retries: [200, 500, 1_000, 2_000] };
  const hook = (name: string) => `http://127.0.0.1:${town.web.port}/webhooks/${name}`;
  const onZalo = number % 2 === 0;
  const statuses: Promise<number>[] = [];
  const twins: Promise<number>[] = [];
  if (onZalo) {
    const person = zaloPerson(hook('zalo'), town.zalo.secrets, user, options);
    for (const text of texts) {
      statuses.push(person.says(text));
      twins.push(person.again());
    }
  } else {
    const person = messengerPerson(hook('messenger'), town.graph.secrets, user, options);
    const posts =
      number % 4 === 1
        ? [() => person.saysAtOnce(texts.slice(0, 2), texts.slice(2))]
        : texts.map((text) => () => person.says(text));
    for (const post of posts) {
      statuses.push(post());
      twins.push(person.again());
    }
  }
  // Delivered again until it is answered 200, as the platforms do; the twin may fail.
  expect(new Set(await Promise.all(statuses))).toEqual(new Set([200]));
  await Promise.all(twins);
  const account = onZalo ? town.zalo.secrets.oaId : town.graph.secrets.pageId;
  return { user, wish, conversation: conversationId(onZalo ? 'zalo' : 'messenger', account, user) };
}

test('200 people who send three messages at once, each delivered twice: nothing lost, doubled or crossed', async () => {
  const people = await Promise.all(Array.from({ length: PEOPLE }, (_, number) => sendsThree(number)));
  const received = () => town.zalo.sent.length + town.graph.sent.length;
  await until('all replies have come', () => received() >= PEOPLE * REPLIES.length, 400_000);
  await until('nothing waits', async () => (await Sends.countDocuments({ state: { $ne: 'sent' } })) === 0);
  expect(received()).toBe(PEOPLE * REPLIES.length);
  expect(await Events.countDocuments({ conversation: { $ne: RECEIPTS }, pending: true })).toBe(0);
  expect(await DeadLetters.countDocuments({})).toBe(0);
  const notes = new Map((await Notes.find({}).lean()).map((note) => [note.conversation, unseal<string>(note.text ?? '')]));
  expect(notes.size).toBe(PEOPLE);
  expect(await Notes.countDocuments({})).toBe(PEOPLE);
  const conversations = new Map((await Conversations.find({}).lean()).map((each) => [each._id, each]));
  const sends = await Sends.find({}).lean();
  for (const { conversation, user, wish } of people) {
    const own = sends.filter((send) => send.conversation === conversation).sort((a, b) => a.seq - b.seq);
    expect(own.map((send) => unseal<SendBody>(send.body).key)).toEqual(REPLIES);
    expect(notes.get(conversation)).toBe(wish);
    const { done = [], outbox = [] } = conversations.get(conversation) ?? {};
    expect([done.length, new Set(done).size, outbox.length]).toEqual([3, 3, 0]);
    const heard = [...town.zalo.to(user), ...town.graph.to(user)].map((sent) => sent.id);
    expect(heard).toEqual(own.map((send) => send.platformId));
  }
}, 500_000);
