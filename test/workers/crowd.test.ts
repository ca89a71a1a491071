import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Conversations, conversationId } from '../../src/models/conversations';
import { DeadLetters } from '../../src/models/dead-letters';
import { Events, RECEIPTS } from '../../src/models/events';
import { MeetingAnswers } from '../../src/models/meeting-answers';
import { unseal } from '../../src/models/secrets';
import { type SendBody, Sends } from '../../src/models/sends';
import { messengerPerson, zaloPerson } from '../fake/people';
import { makeMember } from '../faults/member';
import { MEETING, seedProvince } from '../faults/province';
import { useDatabase } from '../setup/database';
import { until } from '../until';
import { startTown, type Town } from './town';

const PEOPLE = 200;
const REPLIES = 5;
/** What she can answer: the verb of the button, what is kept, the reply. Each has one, whatever she answered before. */
const ANSWERS = [
  ['yes', 'going', 'meeting.notedCalendar'],
  ['no', 'busy', 'meeting.askSummary'],
  ['maybe', 'unsure', 'meeting.notedUnsure'],
] as const;
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

interface Somebody {
  user: string;
  conversation: string;
  /** Her three answers, in the order in which she gave them. */
  gave: (typeof ANSWERS)[number][];
}

/** Somebody changes her mind twice at once, and the platform delivers every webhook twice at the same time. */
async function answersThrice(number: number): Promise<Somebody> {
  const user = String(8_000_000_000_000_000n + BigInt(number));
  const gave = [0, 1, 2].map((n) => ANSWERS[(number * (n + 1) + n) % 3] as (typeof ANSWERS)[number]);
  const taps = gave.map(([verb]) => `#meeting:${MEETING}:${verb}`);
  let clock = Date.now();
  // Their order is that of her phone, whatever happens on the way.
  const options = { clock: () => ++clock, retries: [200, 500, 1_000, 2_000] };
  const hook = (name: string) => `http://127.0.0.1:${town.web.port}/webhooks/${name}`;
  const onZalo = number % 2 === 0;
  const account = onZalo ? town.zalo.secrets.oaId : town.graph.secrets.pageId;
  const conversation = conversationId(onZalo ? 'zalo' : 'messenger', account, user);
  await makeMember(conversation);
  const statuses: Promise<number>[] = [];
  const twins: Promise<number>[] = [];
  const person = onZalo
    ? zaloPerson(hook('zalo'), town.zalo.secrets, user, options)
    : messengerPerson(hook('messenger'), town.graph.secrets, user, options);
  for (const tap of taps) {
    statuses.push(person.taps(tap));
    twins.push(person.again());
  }
  // Delivered again until it is answered 200, as the platforms do; the twin may fail.
  expect(new Set(await Promise.all(statuses))).toEqual(new Set([200]));
  await Promise.all(twins);
  return { user, conversation, gave };
}

test('200 people who send three messages at once, each delivered twice: nothing lost, doubled or crossed', async () => {
  const people = await Promise.all(Array.from({ length: PEOPLE }, (_, number) => answersThrice(number)));
  const received = () => town.zalo.sent.length + town.graph.sent.length;
  await until('all replies have come', () => received() >= PEOPLE * REPLIES, 400_000);
  await until('nothing waits', async () => (await Sends.countDocuments({ state: { $ne: 'sent' } })) === 0);
  expect(received()).toBe(PEOPLE * REPLIES);
  expect(await Events.countDocuments({ conversation: { $ne: RECEIPTS }, pending: true })).toBe(0);
  expect(await DeadLetters.countDocuments({})).toBe(0);
  const kept = new Map((await MeetingAnswers.find({}).lean()).map((each) => [each.person, each.answer]));
  const conversations = new Map((await Conversations.find({}).lean()).map((each) => [each._id, each]));
  const sends = await Sends.find({}).lean();
  for (const { conversation, user, gave } of people) {
    const own = sends.filter((send) => send.conversation === conversation).sort((a, b) => a.seq - b.seq);
    const [welcome, safety, ...answers] = own.map((send) => unseal<SendBody>(send.body).key);
    expect([welcome, safety]).toEqual(['greeting.welcome', 'greeting.safety']);
    // One that came a moment late is answered when it comes, but what holds is what she said last.
    expect(answers.sort()).toEqual(gave.map(([, , key]) => key).sort());
    expect(kept.get(`member-${conversation}`)).toBe(gave[2]?.[1]);
    const { done = [], outbox = [] } = conversations.get(conversation) ?? {};
    expect([done.length, new Set(done).size, outbox.length]).toEqual([3, 3, 0]);
    const heard = [...town.zalo.to(user), ...town.graph.to(user)].map((sent) => sent.id);
    expect(heard).toEqual(own.map((send) => send.platformId));
  }
}, 500_000);
