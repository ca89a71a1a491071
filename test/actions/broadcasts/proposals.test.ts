import { greetingsWithin, proposeGreetings } from '../../../src/actions/broadcasts/proposals';
import { planMessage } from '../../../src/actions/desk/leader-messages';
import { broadcastStore, sayingOf } from '../../../src/models/broadcasts';
import { record } from '../../../src/models/consents';
import { tieLeaderChat } from '../../../src/models/leader-chats';
import { officerStore } from '../../../src/models/officers';
import type { Post } from '../../../src/models/posts';
import { forgetTree, Units } from '../../../src/models/units';
import { openModels } from '../../open-models';
import { openTown, settle } from './broadcast-town';

openModels();
const town = openTown();
const DAY = 24 * 3_600_000;
/** Ten in the morning of 4/3/2027 in Việt Nam: four days before 8/3. */
const MARCH = Date.UTC(2027, 2, 4, 3);
const told = new Map<string, { conversation: string; key: string; vars: Record<string, unknown> }>();
const deps = {
  ...town.deps,
  now: () => town.now,
  tell: async ({ id, ...telling }: { id: string; conversation: string; key: string; vars: Record<string, unknown> }) =>
    void told.set(id, telling),
};

beforeAll(async () => {
  await settle();
  await leads('lead', 'b1', 'branchLead', 'chat-b1-free');
  await leads('other', 'b2', 'branchLead', 'chat-b2-free');
  await leads('deputy', 'b2', 'committeeMember', 'chat-b2-late');
});

async function leads(holder: string, unit: string, post: Post, conversation: string): Promise<void> {
  const office = { holder, unit, post, from: '2025-01-01', trainings: [], history: [], outbox: [] };
  await officerStore.insert({ _id: `post-${holder}`, ...office }, 1);
  await tieLeaderChat({ _id: conversation, holder, at: 1 });
  const about = { text: 't', textHash: 'h', locale: 'vi', channel: 'home', by: 'tap', event: 'e', at: 1 } as const;
  await record({ _id: `work-${holder}`, conversation, purpose: 'CONG_VIEC', seq: 2, given: true, ...about });
}

test('days before an occasion each leader is offered a greeting once; a setting turns it off', async () => {
  town.now = MARCH - 10 * DAY;
  expect(await proposeGreetings(deps)).toBe(0);
  const settings = [{ key: 'proposeDays', value: 0, from: '2026-01-01', id: 's', at: 1, by: 'x' }];
  await Units.updateOne({ _id: 'b2' }, { $set: { settings } } as never);
  forgetTree();
  town.now = MARCH;
  expect(await proposeGreetings(deps)).toBe(1);
  // The next day it is the same message.
  town.now = MARCH + DAY;
  await proposeGreetings(deps);
  expect([...told.keys()]).toEqual(['proposal/womensDay-2027/lead']);
  expect(told.get('proposal/womensDay-2027/lead')).toMatchObject({
    ...{ conversation: 'chat-b1-free', key: 'proposal.tell', vars: { day: '08/03', title: 'Quốc tế Phụ nữ 8/3' } },
    more: { buttons: [{ payload: '#announce::open:womensDay-2027' }] },
  });
  town.now = Date.UTC(2027, 2, 8, 3);
  expect(await proposeGreetings(deps)).toBe(0);
  expect(greetingsWithin(0, town.now, 'Asia/Ho_Chi_Minh').map(({ occasion }) => occasion.id)).toEqual(['womensDay-2027']);
});

test('one tap plans it: a greeting to those who agreed to such, at eight on its day, and not after it', async () => {
  town.now = MARCH;
  const from = { id: 'tap', conversation: 'chat-b1-free' };
  const asked = { unit: 'b1', text: '', kind: 'care', occasion: 'womensDay-2027' } as const;
  expect(await planMessage(asked, from, deps)).toMatchObject({
    ...{ result: 'ready', people: 4, greeting: { note: ', lời chúc Quốc tế Phụ nữ 8/3, gửi lúc 8h thứ hai 08/03' } },
  });
  const planned = await broadcastStore.load('tap');
  expect(planned).toMatchObject({ kind: 'care', purpose: 'CHAM_SOC', startsAt: Date.UTC(2027, 2, 8, 1), state: 'planned' });
  expect(planned && sayingOf(planned)).toMatchObject({ key: 'broadcast.text', personal: true });
  town.now = Date.UTC(2027, 2, 9, 3);
  expect(await planMessage(asked, { ...from, id: 'late' }, deps)).toEqual({ result: 'over' });
});
