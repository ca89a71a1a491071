import {
  decideDrop,
  decideEnd,
  decideForget,
  decideHead,
  decideJoin,
  decideLeave,
  decideRename,
  decideReplace,
  MOST_MEMBERS,
} from '../../../src/actions/clubs/club-decisions';
import { belongNow, type Club } from '../../../src/models/clubs';

const CLUB: Club = {
  ...{ _id: 'clb', rev: 3, history: [], outbox: [], unit: 'c1', name: 'CLB Áo dài', kind: 'ao-dai', foundedOn: '2026-03-08' },
  head: 'an',
  members: [
    { person: 'an', since: '2026-03-08' },
    { person: 'be', since: '2026-05-01' },
    { person: 'cu', since: '2026-03-08', until: '2026-08-01' },
  ],
  updatedAt: 1,
};
const ENDED: Club = { ...CLUB, endedOn: '2026-10-01', members: [] };
const on = (day: string) => ({ at: 9, on: day });

/** What a decision comes to: who belongs afterwards, who leads, and the facts as `metric n month`. */
function outcome(decision: ReturnType<typeof decideJoin>, was = CLUB) {
  if ('refuse' in decision) return decision.refuse;
  const after = { ...was, ...decision.set };
  for (const field of decision.unset ?? []) delete after[field as 'head'];
  const facts = decision.effects.flatMap((each) => (each.name === 'facts' ? each.facts : []));
  return {
    now: belongNow(after).join(),
    head: after.head,
    facts: facts.map(({ metric, n, period }) => `${metric} ${n} ${period}`),
    looks: decision.effects.flatMap((each) => (each.name === 'look' ? each.people : [])),
  };
}
const same = { now: 'an,be', head: 'an', facts: [], looks: [] };

test.each([
  [
    'a new one joins',
    decideJoin(CLUB, ['du', 'an', 'du'], on('2026-11-02')),
    { ...same, now: 'an,be,du', facts: ['clubs:members 1 2026-11'], looks: ['du'] },
  ],
  [
    'one comes back',
    decideJoin(CLUB, ['cu'], on('2026-08-01')),
    { ...same, now: 'an,be,cu', facts: ['clubs:members 1 2026-08'], looks: ['cu'] },
  ],
  ['back before she went', decideJoin(CLUB, ['cu'], on('2026-07-31')), 'tooEarly'],
  ['before there was a club', decideJoin(CLUB, ['du'], on('2026-03-07')), 'tooEarly'],
  ['all there already', decideJoin(CLUB, ['an', 'be'], on('2026-11-02')), 'noChange'],
  [
    'too many',
    decideJoin(
      CLUB,
      Array.from({ length: MOST_MEMBERS }, (_, n) => `x${n}`),
      on('2026-11-02'),
    ),
    'tooMany',
  ],
  ['an ended club', decideJoin(ENDED, ['du'], on('2026-11-02')), 'wrongState'],
  [
    'who leads it leaves',
    decideLeave(CLUB, ['an'], on('2026-11-02')),
    { ...same, now: 'be', head: undefined, facts: ['clubs:members -1 2026-11'] },
  ],
  ['who is not in it leaves', decideLeave(CLUB, ['cu'], on('2026-11-02')), 'notMember'],
  ['leaves before she came', decideLeave(CLUB, ['be'], on('2026-04-30')), 'tooEarly'],
  ['another leads it', decideHead(CLUB, 'be', on('2026-11-02')), { ...same, head: 'be' }],
  ['nobody leads it', decideHead(CLUB, undefined, on('2026-11-02')), { ...same, head: undefined }],
  ['a stranger leads it', decideHead(CLUB, 'cu', on('2026-11-02')), 'notMember'],
  ['the same leads it', decideHead(CLUB, 'an', on('2026-11-02')), 'noChange'],
  [
    'another kind',
    decideRename(CLUB, { kind: 'van-the' }, on('2026-11-02')),
    { ...same, facts: ['clubs:kind:ao-dai -1 2026-11', 'clubs:kind:van-the 1 2026-11'] },
  ],
  ['another name', decideRename(CLUB, { name: 'Hội áo dài' }, on('2026-11-02')), same],
  ['the same name', decideRename(CLUB, { name: 'CLB Áo dài' }, on('2026-11-02')), 'noChange'],
  [
    'it ends',
    decideEnd(CLUB, on('2026-11-02')),
    {
      now: '',
      head: undefined,
      looks: [],
      facts: ['clubs:ended 1 2026-11', 'clubs -1 2026-11', 'clubs:kind:ao-dai -1 2026-11', 'clubs:members -2 2026-11'],
    },
  ],
  ['it ends before somebody went', decideEnd(CLUB, on('2026-07-31')), 'tooEarly'],
  ['it ends again', decideEnd(ENDED, on('2026-11-02')), 'wrongState'],
  ['one left the Union', decideDrop(CLUB, ['be'], on('2026-11-02')), { ...same, now: 'an', facts: ['clubs:members -1 2026-11'] }],
  [
    'one had left before she came',
    decideDrop(CLUB, ['be'], on('2026-01-05')),
    { ...same, now: 'an', facts: ['clubs:members -1 2026-05'] },
  ],
  ['nobody left', decideDrop(CLUB, ['cu'], on('2026-11-02')), 'noChange'],
  ['records made one', decideReplace(CLUB, 'an', 'du', on('2026-11-02')), { ...same, now: 'be,du', head: 'du' }],
  [
    'both records belonged',
    decideReplace(CLUB, 'an', 'be', on('2026-11-02')),
    { ...same, now: 'be', head: 'be', facts: ['clubs:members -1 2026-11'] },
  ],
  [
    'one erased',
    decideForget(CLUB, 'an', on('2026-11-02')),
    { ...same, now: 'be', head: undefined, facts: ['clubs:members -1 2026-11'] },
  ],
  ['one erased who had gone', decideForget(CLUB, 'cu', on('2026-11-02')), same],
  ['one erased who never came', decideForget(CLUB, 'zz', on('2026-11-02')), 'noChange'],
])('%s', (_, decision, expected) => {
  expect(outcome(decision)).toEqual(expected);
});

test('belonging under both records becomes once, since the earlier day, and nothing is left of her who is erased', () => {
  const made = decideReplace(CLUB, 'be', 'an', on('2026-11-02'));
  expect('set' in made && made.set?.members).toEqual([CLUB.members[2], { person: 'an', since: '2026-03-08' }]);
  expect(JSON.stringify(decideForget(CLUB, 'an', on('2026-11-02')))).not.toContain('"an"');
});
