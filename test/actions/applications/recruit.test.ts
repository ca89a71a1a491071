import { recognise } from '../../../src/actions/applications/recognise';
import { chainOf, noteInvitation } from '../../../src/actions/applications/refer';
import { setReferrer } from '../../../src/actions/applications/referrer';
import { submit } from '../../../src/actions/applications/submit';
import { verify } from '../../../src/actions/applications/verify';
import { withdrawRecognition } from '../../../src/actions/applications/withdraw-recognition';
import type { ActionDeps } from '../../../src/actions/deps';
import { leave } from '../../../src/actions/people/members';
import type { ApplicationForm } from '../../../src/engine/types';
import { application } from '../../../src/models/applications';
import { readCount } from '../../../src/models/counts';
import { giveCode, person, putPerson } from '../../../src/models/people';
import { Referrals } from '../../../src/models/referrals';
import { type Ring, recount } from '../../../src/programme/recount';
import { verifyCounts } from '../../../src/programme/verify';
import { openModels } from '../../open-models';
import { type Placed, putTree } from '../../small-tree';

openModels();

const UNITS: readonly Placed[] = [
  ['p', 'province', null],
  ['c1', 'commune', 'p'],
  ['b1', 'branch', 'c1'],
  ['b2', 'branch', 'c1'],
];
const climb: Ring = async (unit, period) => void (await recount(unit, period, climb));
let now = Date.UTC(2026, 10, 22, 3);
const deps: ActionDeps = { tell: async () => {}, ringCount: climb, now: () => now, timeZone: 'Asia/Ho_Chi_Minh' };
let orders = 0;
const order = () => {
  orders += 1;
  return { id: `o${orders}`, actor: { kind: 'operator' } as const };
};
/** The figures of 1+1 (b) in a branch this year. */
const pairs = async (unit: string) => {
  const { n } = (await readCount(unit, '2026-11')) ?? { n: {} as Record<string, number> };
  return [n['pairs:recruit'] ?? 0, n.recruiters ?? 0];
};
/** A woman as she files, is verified and recognised; `id` is hers and her chat's. */
async function joins(id: string, more: Partial<ApplicationForm> = {}): Promise<string> {
  const phone = `0907${Buffer.from(id).readUIntBE(0, Math.min(id.length, 3)).toString().padStart(6, '0').slice(-6)}`;
  const form = { name: `Chị ${id}`, birthYear: 1985, unit: 'b1', phone, ...more };
  const { file } = await submit(form, { id: `a/${id}/${now}`, conversation: id }, deps);
  expect(await verify(file, order(), deps)).toMatchObject({ done: true });
  expect(await recognise(file, order(), deps)).toMatchObject({ done: true });
  return file;
}
const pairOf = async (id: string) => (await application(`a/${id}/${now}`))?.pair;

beforeAll(async () => {
  await putTree(UNITS);
  for (const id of ['lan', 'hoa'])
    await putPerson(id, {
      name: id,
      phone: `09050000${id.length}${id.charCodeAt(0)}`,
      unit: 'b2',
      status: 'member',
      memberSince: 1,
    });
});

test('invited, submitted, recognised: each once, and nobody but the number is told', async () => {
  const code = await giveCode('lan');
  for (const _ of [1, 2]) await noteInvitation(code, 'x1', now, deps);
  await noteInvitation(code, 'x2', now, deps);
  await noteInvitation('BCF234', 'x3', now, deps);
  expect(await Referrals.countDocuments()).toBe(2);
  expect((await readCount('b2', '2026-11'))?.n.invitations).toBe(2);
  expect(await chainOf(['lan'])).toEqual({ invited: 2, submitted: 0, recognised: 0 });
  await joins('x1', { referrerCode: code });
  expect(await pairOf('x1')).toEqual({ active: true, unit: 'b2' });
  expect(await chainOf(['lan'])).toEqual({ invited: 2, submitted: 1, recognised: 1 });
  expect(await pairs('b2')).toEqual([1, 1]);
});

test('a recognition withdrawn takes the pair back, and the recruiter with her only one; the next one counts her again', async () => {
  const code = await giveCode('hoa');
  const before = await pairs('b2');
  const first = await joins('y1', { referrerCode: code });
  expect(await pairs('b2')).toEqual([(before[0] ?? 0) + 1, (before[1] ?? 0) + 1]);
  expect(await withdrawRecognition(first, { ...order(), why: 'mistaken' }, deps)).toMatchObject({ done: true });
  expect(await pairs('b2')).toEqual(before);
  expect(await chainOf(['hoa'])).toMatchObject({ recognised: 0 });
  await joins('y2', { referrerCode: code });
  expect(await pairs('b2')).toEqual([(before[0] ?? 0) + 1, (before[1] ?? 0) + 1]);
  now += 1;
  await joins('y1', { referrerCode: code });
  expect(await pairOf('y1')).toEqual({ active: true, unit: 'b2' });
  expect(await pairs('b2')).toEqual([(before[0] ?? 0) + 2, (before[1] ?? 0) + 1]);
});

test('she left and comes back, brought by somebody: not counted again', async () => {
  const before = await pairs('b2');
  const her = (await application(`a/x1/${now - 1}`))?.member ?? '';
  expect(await leave(her, 'asked', order(), deps)).toMatchObject({ done: true });
  now += 1;
  await joins('x1', { referrerCode: await giveCode('hoa') });
  expect(await pairOf('x1')).toEqual({ active: false, unit: 'b2', why: 'again' });
  expect(await pairs('b2')).toEqual(before);
});

test('A brought B; A leaves and B brings A: a circle is no pair', async () => {
  await joins('A');
  const [, a] = [0, (await application(`a/A/${now}`))?.member ?? ''];
  await joins('B', { referrerCode: await giveCode(a) });
  expect(await pairOf('B')).toEqual({ active: true, unit: 'b1' });
  const b = (await application(`a/B/${now}`))?.member ?? '';
  await leave(a, 'asked', order(), deps);
  now += 1;
  const before = await pairs('b1');
  await joins('A', { referrerCode: await giveCode(b) });
  expect(await pairOf('A')).toEqual({ active: false, unit: 'b1', why: 'loop' });
  expect(await pairs('b1')).toEqual(before);
});

test('who brought her is not recognised yet, or has left by that day', async () => {
  await putPerson('later', { name: 'later', unit: 'b2', status: 'member' });
  await joins('z1', { referrerCode: await giveCode('later') });
  expect(await pairOf('z1')).toEqual({ active: false, unit: 'b2', why: 'notYet' });
  await putPerson('gone', { name: 'gone', unit: 'b2', status: 'member', memberSince: 1 });
  const code = await giveCode('gone');
  const form = { name: 'Chị z2', birthYear: 1985, unit: 'b1', phone: '0907111222', referrerCode: code };
  const { file } = await submit(form, { id: `a/z2/${now}`, conversation: 'z2' }, deps);
  await leave('gone', 'movedAway', order(), deps);
  await verify(file, order(), deps);
  await recognise(file, order(), deps);
  expect(await pairOf('z2')).toEqual({ active: false, unit: 'b2', why: 'left' });
});

test('who has moved brings for the branch in which she is on that day', async () => {
  await putPerson('moving', { name: 'moving', unit: 'b2', status: 'member', memberSince: 1 });
  const form = { name: 'Chị m1', birthYear: 1985, unit: 'b1', phone: '0907333444', referrerCode: await giveCode('moving') };
  const { file } = await submit(form, { id: `a/m1/${now}`, conversation: 'm1' }, deps);
  await putPerson('moving', { name: 'moving', unit: 'b1', status: 'member', memberSince: 1 });
  await verify(file, order(), deps);
  await recognise(file, order(), deps);
  expect(await pairOf('m1')).toEqual({ active: true, unit: 'b1' });
});

test('a name instead of a code: the leader who verifies picks the person, or corrects who it was', async () => {
  const form = { name: 'Chị n1', birthYear: 1985, unit: 'b1', phone: '0907555666', referrerName: 'chị Lan thôn Đông' };
  const { file } = await submit(form, { id: `a/n1/${now}`, conversation: 'n1' }, deps);
  const code = await giveCode('lan');
  expect(await verify(file, { ...order(), referrer: { code: 'BCF234' } }, deps)).toMatchObject({ why: 'unknownReferrer' });
  expect(await verify(file, { ...order(), referrer: { code } }, deps)).toMatchObject({ done: true, state: 'verified' });
  expect((await application(`a/n1/${now}`))?.referrer).toEqual({ person: 'lan', code });
  expect(await setReferrer(file, { ...order(), referrer: { person: 'hoa' } }, deps)).toMatchObject({
    done: true,
    state: 'verified',
  });
  expect(await setReferrer(file, { ...order(), referrer: 'nobody' }, deps)).toMatchObject({ done: true });
  expect((await application(`a/n1/${now}`))?.referrer).toBeUndefined();
  await setReferrer(file, { ...order(), referrer: { person: 'hoa' } }, deps);
  await recognise(file, order(), deps);
  expect(await pairOf('n1')).toEqual({ active: true, unit: 'b2' });
  expect(await setReferrer(file, { ...order(), referrer: { code } }, deps)).toMatchObject({ why: 'wrongState' });
  expect((await person('hoa'))?.brought).toMatchObject({ 2026: { n: 3 } });
});

test('every figure equals a recount', async () => {
  expect(await verifyCounts({ patience: 0 })).toMatchObject({ differences: [], dirty: [], strangers: [] });
});
