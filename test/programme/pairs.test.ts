import { type PairKind, STANDARD_KINDS } from '../../src/models/pair-kinds';
import { isStock } from '../../src/programme/metrics';
import { type Candidate, faultOfPair, isKindId, metricsOfKind } from '../../src/programme/pairs';

const kind = (id: string) => STANDARD_KINDS.find(({ _id }) => _id === id) as PairKind;
const branch = (unit: string, strength?: 'strong' | 'fair' | 'average' | 'weak'): Candidate => ({
  ...{ who: 'unit', unit, level: 'branch' },
  ...(strength ? { strength } : {}),
});
const woman = (person: string, member = true): Candidate => ({ who: 'person', person, unit: 'b1', member });
const days = { startsOn: '2026-11-01', today: '2026-11-22' };

test.each<[string, string, Candidate, Candidate, string | undefined]>([
  ['a: a fair branch helps a weak one', 'a', branch('x', 'fair'), branch('y', 'weak'), undefined],
  ['a: a strong one may as well', 'a', branch('x', 'strong'), branch('y', 'weak'), undefined],
  ['a: an average one may not', 'a', branch('x', 'average'), branch('y', 'weak'), 'wrongStrength'],
  ['a: who is helped must be weak', 'a', branch('x', 'fair'), branch('y', 'average'), 'wrongStrength'],
  ['a: who has no rating yet passes', 'a', branch('x'), branch('y'), undefined],
  ['a: a commune is no branch', 'a', { who: 'unit', unit: 'c', level: 'commune' }, branch('y'), 'wrongLevel'],
  ['a: a person is no branch', 'a', woman('p'), branch('y'), 'wrongSide'],
  ['a: nobody helps herself', 'a', branch('x', 'weak'), branch('x', 'weak'), 'same'],
  ['d: the helper is strong', 'd', branch('x', 'fair'), branch('y', 'weak'), 'wrongStrength'],
  ['c: two members', 'c', woman('p'), woman('q'), undefined],
  ['e: one who left', 'e', woman('p'), woman('q', false), 'notMember'],
  ['e: with herself', 'e', woman('p'), woman('p'), 'same'],
  ['f: a member for a branch', 'f', woman('p'), branch('y'), undefined],
  ['f: not the other way round', 'f', branch('y'), woman('p'), 'wrongSide'],
])('%s', (_, id, helper, helped, fault) => {
  expect(faultOfPair(kind(id), helper, helped, days)).toBe(fault);
});

test('a pair does not begin tomorrow', () => {
  expect(faultOfPair(kind('f'), woman('p'), branch('y'), { ...days, startsOn: '2026-11-23' })).toBe('wrongDay');
});

test('(b) is no kind of the register, and no kind takes another’s metric', () => {
  expect(STANDARD_KINDS.map(({ _id }) => _id)).toEqual(['a', 'c', 'd', 'e', 'f']);
  expect(['g', 'gia-dinh', 'b', 'recruit', 'A', 'x:y', ''].filter(isKindId)).toEqual(['g', 'gia-dinh']);
});

test('what is under way is a stock, what began and what was reached are not', () => {
  const { begun, running, achieved } = metricsOfKind('gia-dinh');
  expect([begun, running, achieved, 'pairs:recruit'].map(isStock)).toEqual([false, true, false, false]);
});
