import { likely } from '../../../src/actions/people/request-candidates';
import { decideConfirm, decidePass } from '../../../src/actions/people/request-decisions';
import type { MemberRequest } from '../../../src/models/requests';

const member = (id: string, name: string, birthYear?: number) => ({
  ...{ id, name, place: 'tổ 1' },
  ...(birthYear === undefined ? {} : { birthYear }),
});

test('the likeliest first: her name and year, her name, her given name and year; nobody else', () => {
  const roll = [
    member('a', 'Trần Thị Bé', 1985),
    member('b', 'Lê Thị Bé', 1958),
    member('c', 'LE THI BE', 1985),
    member('d', 'Lê Thị Bé'),
    member('e', 'Trần Thị Bé', 1986),
    member('f', 'Lê Thị Lan', 1985),
  ];
  expect(likely(roll, { name: 'Lê Thị Bé', birthYear: 1985 }).map(({ id }) => id)).toEqual(['c', 'b', 'd', 'a']);
  const many = Array.from({ length: 20 }, (_, n) => member(`m${n}`, 'Lê Thị Bé', 1985));
  expect(likely(many, { name: 'Lê Thị Bé', birthYear: 1985 })).toHaveLength(8);
});

const open = (kind: MemberRequest['kind'], more: Partial<MemberRequest> = {}): MemberRequest => ({
  ...{ _id: 'r', rev: 1, history: [], outbox: [], no: '000001', kind, state: 'open', at: 0, unit: 'b1' },
  ...{ conversation: 'c', body: '', ...more },
});
const hers = { id: 'w1', hers: true };
const base = { at: 1_000, days: 10 };

test('passing on: from the branch to the commune once, and no further', () => {
  expect(decidePass(open('link'), 1_000, { days: 10, commune: 'c1' })).toMatchObject({
    set: { unit: 'c1', dueAt: 1_010 },
    effects: [{ name: 'tellLeaders', unit: 'c1' }],
  });
  expect(decidePass(open('link', { unit: 'c1' }), 1_000, { days: 10, commune: 'c1' })).toEqual({ refuse: 'nobodyAbove' });
  expect(decidePass(open('move'), 1_000, { days: 10, commune: 'c1' })).toEqual({ refuse: 'nobodyAbove' });
  expect(decidePass(open('link', { state: 'refused' }), 1_000, { days: 10, commune: 'c1' })).toEqual({ refuse: 'decided' });
});

const placing = { commune: 'c2', name: 'Hội c2', may: false };
const released = open('move', { unit: 'c2', released: true });

test.each([
  [
    'her own leader lets her go',
    open('move'),
    { person: hers, placing },
    { told: { outcome: 'open', to: 'c2' }, set: { unit: 'c2', released: true } },
  ],
  [
    'a leader of both is asked for the branch',
    open('move'),
    { person: hers, placing: { ...placing, may: true } },
    { refuse: 'needsUnit' },
  ],
  [
    'the commune that has her names no branch',
    released,
    { person: { ...hers, hers: false }, placing: { ...placing, may: true } },
    { refuse: 'needsUnit' },
  ],
  [
    'the commune gives one',
    released,
    { person: { ...hers, hers: false }, placing: { ...placing, may: true, branch: 'b9' } },
    { effects: [{ name: 'change', person: 'w1', unit: 'b9' }] },
  ],
  [
    'one whom nobody let go is not taken',
    open('move'),
    { person: { ...hers, hers: false }, placing: { ...placing, may: true, branch: 'b9' } },
    { refuse: 'wrongPerson' },
  ],
  ['a move to a branch needs no more', open('move'), { person: hers }, { effects: [{ name: 'change', person: 'w1' }] }],
])('a move: %s', (_, was, on, expected) => {
  expect(decideConfirm(was, { ...base, ...on })).toMatchObject(expected);
});
