import { noteRead } from '../../../src/actions/broadcasts/broadcast-reads';
import { advance } from '../../../src/actions/broadcasts/broadcast-work';
import { announce } from '../../../src/actions/broadcasts/broadcasts';
import { resend } from '../../../src/actions/broadcasts/resend';
import { leave } from '../../../src/actions/people/members';
import { mergeAfter } from '../../../src/actions/people/merge';
import { broadcastStore } from '../../../src/models/broadcasts';
import { person } from '../../../src/models/people';
import { Reads } from '../../../src/models/reads';
import { Sends } from '../../../src/models/sends';
import { openModels } from '../../open-models';
import { chair, MORNING, openTown, settle } from './broadcast-town';

openModels();
const town = openTown();
const LATER = MORNING + 600_000;
const say = { key: 'broadcast.text', vars: { unit: 'Hội c1', text: 'Tin của Hội' } };

beforeAll(settle);

/** A message to the commune that is planned now and leaves in ten minutes. */
async function planned(id: string): Promise<void> {
  town.now = MORNING;
  const audience = { units: ['c1'], status: 'members' } as const;
  const what = { unit: 'c1', kind: 'information', audience, say, confirmed: true, startsAt: LATER } as const;
  await announce({ id, actor: chair }, what, town.deps);
  for (let looks = 0; (await broadcastStore.load(id))?.state !== 'sending'; looks += 1) {
    expect(looks).toBeLessThan(10);
    await advance(id, town.deps);
  }
}
const goes = async (id: string) => {
  town.now = LATER;
  await town.run(id);
  expect((await broadcastStore.load(id))?.state).toBe('done');
};
const became = async (id: string, of: readonly string[]) => {
  const found = await Sends.find({ _id: { $in: of.map((each) => `${id}/${each}`) } }).lean();
  return Object.fromEntries(found.map(({ person: her = '', state, failure }) => [her, [state, failure]]));
};
const merge = (id: string, keep: string, gone: string) => mergeAfter({ id, keep, gone, by: 'x' }, town.deps);

test('two records joined between plan and feed: the message goes to the one chat that there is, and nobody phones her', async () => {
  await planned('one');
  expect(await merge('m1', 'b1-none', 'b2-free')).toBe(true);
  await goes('one');
  expect(await became('one', ['b1-none', 'b2-free'])).toEqual({
    'b1-none': ['cancelled', 'merged'],
    'b2-free': ['sent', undefined],
  });
  // By whatever record it was sent to her: that she has read it counts.
  await noteRead('one', 'chat-b2-free', LATER, town.deps);
  expect(await Reads.countDocuments({ broadcast: 'one' })).toBe(1);
  // It has reached her: sent again it passes her over.
  await resend('one', { id: 'one-again', actor: chair }, town.deps);
  await town.run('one-again');
  expect(await became('one-again', ['b1-none', 'b2-free'])).toEqual({});
});

test('of two chats one gets it, planned before or after; whoever has left gets nothing', async () => {
  await planned('two');
  await merge('m2', 'b1-none', 'b1-free');
  await goes('two');
  // She was planned by each of her records: by b1-none to the chat that it had taken over before.
  expect(await became('two', ['b1-none', 'b1-free'])).toEqual({
    'b1-none': ['sent', undefined],
    'b1-free': ['cancelled', 'merged'],
  });
  expect((await person('b1-free'))?.conversations).toEqual(['chat-b2-free', 'chat-b1-free']);
  await planned('after');
  await goes('after');
  const all = await became('after', ['b1-none', 'b1-free', 'b2-free']);
  expect(all).toEqual({ 'b1-none': ['sent', undefined] });
  await planned('left');
  await merge('m3', 'b1-none', 'b2-late');
  await leave('b2-late', 'asked', { id: 'leaves', actor: { kind: 'operator' } }, town.deps);
  await goes('left');
  expect(await became('left', ['b1-none', 'b2-late'])).toEqual({
    'b1-none': ['cancelled', 'left'],
    'b2-late': [expect.stringMatching(/^(held|cancelled)$/), expect.any(String)],
  });
});

test('what is fed already is called back while it waits: one of two is left', async () => {
  await planned('fed');
  town.now = LATER;
  await advance('fed', town.deps);
  const waiting = ['b2-none', 'b2-silent'];
  await Sends.updateMany(
    { _id: { $in: waiting.map((each) => `fed/${each}`) } },
    { $set: { state: 'queued', notBefore: LATER, conversation: 'chat-b2-silent' }, $unset: { failure: 1 } },
  );
  await merge('m4', 'b2-none', 'b2-silent');
  expect(await became('fed', waiting)).toEqual({ 'b2-none': ['queued', undefined], 'b2-silent': ['cancelled', 'merged'] });
});
