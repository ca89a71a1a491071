import {
  byCode,
  byConversation,
  byPhone,
  CODE,
  codeFor,
  giveCode,
  isMemberAt,
  nameOf,
  newPerson,
  People,
  type PersonInClear,
  phoneHash,
  putPerson,
  tieConversation,
} from '../../src/models/people';
import { openModels } from '../open-models';

openModels();

const lan: PersonInClear = {
  name: 'Nguyễn Thị Lan',
  phone: '0905123456',
  birthYear: 1985,
  unit: 'u1',
  status: 'member',
  memberSince: 1,
};

test('name and phone are stored sealed, and she is found by her phone', async () => {
  await putPerson('p1', lan);
  const stored = await People.collection.findOne({ _id: 'p1' as never });
  expect(JSON.stringify(stored)).not.toMatch(/Lan|0905123456/);
  const [found] = await byPhone(phoneHash('0905123456'));
  expect(found && nameOf(found)).toBe(lan.name);
});

test('a code is given once, however many ask at once, and typed in any way', async () => {
  await putPerson('p2', lan);
  const codes = await Promise.all(Array.from({ length: 5 }, () => giveCode('p2')));
  expect(new Set(codes).size).toBe(1);
  const [code = ''] = codes;
  expect(code).toMatch(CODE);
  expect((await byCode(` ${code.slice(0, 3).toLowerCase()}-${code.slice(3)} `))?._id).toBe('p2');
  expect(await byCode('AAAAAA')).toBeNull();
  await expect(giveCode('nobody')).rejects.toThrow('no person nobody');
});

test('a code that somebody else has is not given twice', async () => {
  await People.collection.insertOne({ ...newPerson('thief', lan), code: codeFor('p3', 0) } as never);
  await putPerson('p3', lan);
  expect(await giveCode('p3')).toBe(codeFor('p3', 1));
});

test('a conversation is one person’s', async () => {
  expect(await byConversation({ _id: 'c1' })).toBeUndefined();
  expect(await tieConversation('p1', 'c1')).toBe('p1');
  expect(await tieConversation('p2', 'c1')).toBe('p1');
  expect(await byConversation({ _id: 'c1' })).toEqual({ id: 'p1', name: lan.name, member: true, unit: 'u1' });
});

test.each([
  [{ memberSince: 10 }, 10, true],
  [{ memberSince: 10 }, 9, false],
  [{ memberSince: 10, leftAt: 20 }, 20, false],
  [{ memberSince: 10, leftAt: 20 }, 19, true],
  [{}, 10, false],
])('%j at %i is a member: %s', (times, at, member) => {
  const { memberSince: _, ...rest } = newPerson('x', lan);
  expect(isMemberAt({ ...rest, ...times }, at)).toBe(member);
});
