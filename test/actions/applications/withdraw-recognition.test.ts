import { recognise } from '../../../src/actions/applications/recognise';
import { submit } from '../../../src/actions/applications/submit';
import { verify } from '../../../src/actions/applications/verify';
import { withdrawRecognition } from '../../../src/actions/applications/withdraw-recognition';
import { CARRIERS } from '../../../src/actions/carriers';
import type { ActionDeps } from '../../../src/actions/deps';
import { enrolMany } from '../../../src/actions/people/enrol';
import { leave } from '../../../src/actions/people/members';
import type { ApplicationForm } from '../../../src/engine/types';
import { Applications, application } from '../../../src/models/applications';
import { readCount } from '../../../src/models/counts';
import { Facts } from '../../../src/models/facts';
import { giveCode, People, person } from '../../../src/models/people';
import { type Ring, recount } from '../../../src/programme/recount';
import { verifyCounts } from '../../../src/programme/verify';
import { atEachStep, Killed, lives } from '../../crashing';
import { openModels } from '../../open-models';
import { type Placed, putTree } from '../../small-tree';

openModels();

const UNITS: readonly Placed[] = [
  ['p', 'province', null],
  ['c1', 'commune', 'p'],
  ['b1', 'branch', 'c1'],
  ['b2', 'branch', 'c1'],
];
const operator = { kind: 'operator' } as const;
const climb: Ring = async (unit, period) => void (await recount(unit, period, climb));
let now = Date.UTC(2026, 9, 20, 3);
const deps: ActionDeps = { tell: async () => {}, ringCount: climb, now: () => now, timeZone: 'Asia/Ho_Chi_Minh' };
const order = (id: string) => ({ id, actor: operator });
const undo = (id: string) => ({ ...order(id), why: 'entered by mistake' });
const n = async (unit: string, period: string) => (await readCount(unit, period))?.n ?? {};
let step: () => unknown = () => undefined;
let code = '';

beforeAll(async () => {
  await putTree(UNITS);
  await enrolMany(
    [{ id: 'ref', name: 'Lan', birthYear: 1980, unit: 'b2', kind: 'application', joinedOn: '2020-01-01' }],
    { ...order('list'), opening: true },
    deps,
  );
  code = await giveCode('ref');
  atEachStep([Applications.collection, People.collection, Facts.collection], (waits) => (waits ? step() : undefined));
});

async function recognised(id: string, more: Partial<ApplicationForm> = {}): Promise<string> {
  const form = {
    name: `Chị ${id}`,
    birthYear: 1985,
    unit: 'b1',
    phone: '0905123456',
    referrerCode: code,
    household: 'no' as const,
    ...more,
  };
  const { file } = await submit(form, { id, conversation: `chat-${id}` }, deps);
  await verify(file, order(`${id}/v`), deps);
  expect(await recognise(file, order(`${id}/r`), deps)).toMatchObject({ done: true });
  return file;
}

test('taken back in the month that counted it, once however often it is told and killed; then she can be recognised anew', async () => {
  const file = await recognised('a');
  const october = await n('p', '2026-10');
  expect(october).toMatchObject({ joined: 1, 'pairs:recruit': 1, recruiters: 1, members: 2, 'applications:recognised': 1 });
  expect(october).toMatchObject({ 'joined:household:new': 1 });
  now = Date.UTC(2026, 10, 22, 3);
  let steps = Number.POSITIVE_INFINITY;
  for (let at = 0; at < steps; at += 1) {
    let taken = 0;
    step = () => {
      taken += 1;
      if (taken === at + 1) throw new Killed();
    };
    if (await lives(() => withdrawRecognition(file, undo('u1'), deps))) steps = at;
    expect(at).toBeLessThan(80);
  }
  step = () => undefined;
  now += 60_000;
  for (const { toWake, wake } of CARRIERS) for (const id of await toWake(now)) await wake(id, deps);
  expect(await n('p', '2026-10')).toEqual({
    'applications:submitted': 1,
    'applications:verified': 1,
    members: 2,
    'members:linked': 1,
    'lag:events': 1,
  });
  expect(await n('p', '2026-11')).toEqual({ members: -1, 'members:linked': -1, 'lag:events': 1 });
  const { member = '' } = (await application('a')) ?? {};
  expect(await person(member)).toMatchObject({ status: 'left', leftWhy: 'recognitionWithdrawn' });
  expect((await person('ref'))?.brought?.['2026']?.n).toBe(0);

  const again = await recognised('b', { phone: '0905123456' });
  expect((await application('b'))?.file).toBe(again);
  expect(await n('p', '2026-11')).toMatchObject({ joined: 1, 'pairs:recruit': 1, recruiters: 1 });
  expect(await verifyCounts({ patience: 0 })).toMatchObject({ differences: [], dirty: [], strangers: [] });
});

test('who has left meanwhile has left, and nobody below the commune takes a recognition back', async () => {
  const file = await recognised('c', { phone: '0905777777' });
  const leader = { kind: 'leader', person: 'x', unit: 'b1', post: 'branchLead' } as const;
  expect(await withdrawRecognition(file, { ...undo('l'), actor: leader }, deps)).toMatchObject({ why: 'notAllowed' });
  const { member = '' } = (await application('c')) ?? {};
  await leave(member, 'movedAway', order('gone'), deps);
  expect(await withdrawRecognition(file, undo('u2'), deps)).toMatchObject({ done: false, why: 'wrongState' });
});
