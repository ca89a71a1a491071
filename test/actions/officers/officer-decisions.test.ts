import { randomBytes } from 'node:crypto';
import { appointed } from '../../../src/actions/officers/appointment';
import {
  decideAbsent,
  decideEnd,
  decidePresent,
  decideRenew,
  decideSmartphone,
  decideTrain,
} from '../../../src/actions/officers/officer-decisions';
import { inOffice, isAway, keyOfPost, namedOf, type Officer } from '../../../src/models/officers';
import { officeOf } from '../../../src/models/offices';
import { useKeys } from '../../../src/models/secrets';

beforeAll(() => useKeys(new Map([['k1', randomBytes(32)]]), randomBytes(32)));

const ZONE = 'Asia/Ho_Chi_Minh';
/** 23 November 2026, half past midnight in Vietnam; still the 22nd in London. */
const NOW = Date.UTC(2026, 10, 22, 17, 30);
const lead: Officer = {
  ...{ _id: 'o', rev: 1, holder: 'lan', unit: 'b1', post: 'branchLead', from: '2025-09-15', to: '2030-09-14' },
  ...{ trainings: [], history: [], outbox: [], slot: 'b1|branchLead#1' },
};
const ended: Officer = { ...lead, endedOn: '2026-06-01' };
const withPhone: Officer = { ...lead, smartphone: { has: true, month: '2026-11' } };
const facts = (decision: object) =>
  ((decision as { effects?: { fact?: { metric: string; period: string; n: number } }[] }).effects ?? []).map(
    ({ fact }) => fact && [fact.metric, fact.period, fact.n],
  );

test('an appointment counts in the month of its first day; a name and a phone are sealed', () => {
  const who = { name: 'Trần Thị Hoa', phone: '0905123456' };
  const { post, effects } = appointed({ who, unit: 'c1', post: 'communeChair', from: '2025-10-02', smartphone: true });
  expect(facts({ effects })).toEqual([
    ['officers:communeChair', '2025-10', 1],
    ['officers:smartphone', '2025-10', 1],
  ]);
  expect(JSON.stringify(post)).not.toMatch(/Hoa|0905123456/);
  expect(namedOf(post)).toEqual(who);
  expect(keyOfPost(post)).toBe('c1|communeChair');
  const again = appointed({ who, unit: 'c1', post: 'communeDeputy', from: '2025-10-02' }).post;
  expect(keyOfPost(again)).toBe(`c1|communeDeputy|${post.holder}`);
});

test('ending', () => {
  const order = { on: '2026-11-20', reason: 'moved' } as const;
  const decision = decideEnd(lead, order);
  expect(decision).toMatchObject({ told: order, set: { endedOn: '2026-11-20' } });
  expect(facts(decision)).toEqual([['officers:branchLead', '2026-11', -1]]);
  // Counted in November, told in December that she left in October: the smartphone ends where it began.
  expect(facts(decideEnd(withPhone, { ...order, on: '2026-10-01' }))).toEqual([
    ['officers:branchLead', '2026-10', -1],
    ['officers:smartphone', '2026-11', -1],
  ]);
  expect(decideEnd(ended, order)).toEqual({ refuse: 'ended' });
  expect(decideEnd(lead, { ...order, on: '2025-09-14' })).toEqual({ refuse: 'wrongDay' });
});

test('renewing, absence, smartphone', () => {
  expect(decideRenew(lead, '2031-01-01')).toMatchObject({ set: { to: '2031-01-01' }, effects: [] });
  expect(decideRenew(lead, undefined)).toMatchObject({ unset: ['to'] });
  expect(decideRenew(lead, lead.to)).toEqual({ refuse: 'known' });
  expect(decideRenew(lead, '2025-01-01')).toEqual({ refuse: 'wrongDay' });
  expect(decideAbsent(lead, { from: '2026-12-01', to: '2026-11-01' })).toEqual({ refuse: 'wrongDay' });
  expect(decideAbsent(lead, { from: '2026-12-01' })).toMatchObject({ set: { away: { from: '2026-12-01' } } });
  expect(decidePresent(lead)).toEqual({ refuse: 'known' });
  expect(decidePresent({ ...lead, away: { from: '2026-11-01' } })).toMatchObject({ unset: ['away'] });
  expect(decideSmartphone(withPhone, true, NOW, ZONE)).toEqual({ refuse: 'known' });
  expect(facts(decideSmartphone(withPhone, false, NOW, ZONE))).toEqual([['officers:smartphone', '2026-11', -1]]);
  expect(facts(decideSmartphone(lead, false, NOW, ZONE))).toEqual([]);
  for (const decision of [
    decideRenew(ended, '2031-01-01'),
    decideAbsent(ended, { from: '2026-12-01' }),
    decideSmartphone(ended, true, NOW, ZONE),
  ])
    expect(decision).toEqual({ refuse: 'ended' });
});

test('a training counts an officer once a year, and once for its topic, whatever posts she holds', () => {
  const it = decideTrain(lead, { topic: 'it', on: '2026-11-23' }, NOW, ZONE);
  expect(facts(it)).toEqual([
    ['officers:trained', '2026-11', 1],
    ['officers:trained:it', '2026-11', 1],
  ]);
  const once = (decision: object) => (decision as { effects: { once: string }[] }).effects.map((each) => each.once);
  const second = decideTrain({ ...lead, _id: 'other', unit: 'c1' }, { topic: 'it', on: '2026-03-01' }, NOW, ZONE);
  expect(once(second)).toEqual(once(it));
  expect(once(decideTrain(lead, { topic: 'law', on: '2026-03-01' }, NOW, ZONE))[0]).toBe(once(it)[0]);
  expect(once(decideTrain(lead, { topic: 'it', on: '2025-12-01' }, NOW, ZONE))[0]).not.toBe(once(it)[0]);
  expect(decideTrain(lead, { topic: 'it', on: '2026-11-24' }, NOW, ZONE)).toEqual({ refuse: 'wrongDay' });
  expect(decideTrain(ended, { topic: 'it', on: '2026-06-01' }, NOW, ZONE)).toEqual({ refuse: 'ended' });
  expect(
    decideTrain({ ...lead, trainings: [{ topic: 'it', on: '2026-11-01' }] }, { topic: 'it', on: '2026-11-01' }, NOW, ZONE),
  ).toEqual({ refuse: 'known' });
});

test.each([
  ['before the first day', lead, '2025-09-14', false],
  ['on the first day', lead, '2025-09-15', true],
  ['on the last day of the term', lead, '2030-09-14', true],
  ['after it', lead, '2030-09-15', false],
  ['on the day it was ended', ended, '2026-06-01', false],
  ['the day before', ended, '2026-05-31', true],
  ['without an end', { from: '2025-01-01' }, '2099-01-01', true],
])('in office %s', (_, officer, day, is) => {
  expect(inOffice(officer, day)).toBe(is);
});

const deputy: Officer = { ...lead, _id: 'd', holder: 'mai', post: 'branchDeputy' };
test.each([
  ['while the leader is there', [lead], false],
  ['while she is away', [{ ...lead, away: { from: '2026-11-01', to: '2026-11-30' } }], true],
  ['after she is back', [{ ...lead, away: { from: '2026-11-01', to: '2026-11-21' } }], false],
  ['before she goes', [{ ...lead, away: { from: '2026-11-23' } }], false],
  ['where the post is vacant', [], true],
  ['where the last leader’s post has ended', [ended], true],
  ['not for the leader of another branch', [{ ...lead, unit: 'b2' }], true],
])('a deputy stands in %s', (_, beside, standsIn) => {
  const office = { post: 'branchDeputy', unit: 'b1', ...(standsIn ? { standsIn: true } : {}) };
  expect(officeOf(deputy, beside as Officer[], '2026-11-22')).toEqual(office);
  expect(isAway({ away: { from: '2026-11-01' } }, '2027-01-01')).toBe(true);
});
