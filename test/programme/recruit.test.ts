import type { NoPair } from '../../src/models/applications';
import { type Bringer, type Brought, lineOf, whyNoPair } from '../../src/programme/recruit';

const woman: Brought = { person: 'w', phoneHash: 'pw', conversation: 'cw', counted: false };
const by: Bringer = { person: 'r', phoneHash: 'pr', conversations: ['cr'], active: true, everMember: true, line: [] };

test.each<[string, Partial<Brought>, Partial<Bringer>, NoPair | undefined]>([
  ['an active member brought her', {}, {}, undefined],
  ['she named herself', {}, { person: 'w' }, 'self'],
  ['it is her own phone', {}, { phoneHash: 'pw' }, 'self'],
  ['it is her own chat', {}, { conversations: ['x', 'cw'] }, 'self'],
  ['neither has a chat', { conversation: '' }, { conversations: [''] }, undefined],
  ['nobody knows the other one’s phone', {}, { phoneHash: undefined as never }, undefined],
  ['who brought her is not recognised yet', {}, { active: false, everMember: false }, 'notYet'],
  ['who brought her has left', {}, { active: false }, 'left'],
  ['she comes back after a pair counted for her', { counted: true }, {}, 'again'],
  ['she brought the one who brings her', {}, { line: ['w'] }, 'loop'],
  ['she brought her through others', {}, { line: ['a', 'b', 'w'] }, 'loop'],
  ['others are in the line', {}, { line: ['a', 'b'] }, undefined],
  ['herself comes before everything', { counted: true }, { person: 'w', active: false }, 'self'],
])('1+1 when %s', (_, she, other, why) => {
  expect(whyNoPair({ ...woman, ...she }, { ...by, ...other })).toBe(why);
});

test('the line upwards ends at the first one whom nobody brought, and at a circle', async () => {
  const lines: Record<string, string> = { d: 'c', c: 'b', b: 'a', x: 'y', y: 'x' };
  const broughtBy = async (person: string) => lines[person];
  expect(await lineOf('d', broughtBy)).toEqual(['c', 'b', 'a']);
  expect(await lineOf('a', broughtBy)).toEqual([]);
  expect(await lineOf('x', broughtBy)).toEqual(['y', 'x']);
  expect(await lineOf('0', async (person) => String(Number(person) + 1))).toHaveLength(50);
});
