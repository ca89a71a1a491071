import { askBranch, branchRequestCarrier, decideBranch, decideOnBranch } from '../../../src/actions/applications/branch-requests';
import type { ActionDeps } from '../../../src/actions/deps';
import { type BranchRequestState, openBranchRequests } from '../../../src/models/branch-requests';
import { readCount } from '../../../src/models/counts';
import { type Level, putUnit } from '../../../src/models/units';
import { type Ring, recount } from '../../../src/programme/recount';
import { openModels } from '../../open-models';

openModels();

const climb: Ring = async (unit, period) => void (await recount(unit, period, climb));
const now = Date.UTC(2026, 10, 22, 3);
const deps: ActionDeps = { tell: async () => {}, ringCount: climb, now: () => now, timeZone: 'Asia/Ho_Chi_Minh' };
const lead = { kind: 'leader', person: 'l', post: 'branchLead', unit: 'b1' } as const;
const chair = { kind: 'leader', person: 'c', post: 'communeChair', unit: 'c1' } as const;
const unit = (id: string, level: Level, parent: string | null) =>
  putUnit({ _id: id, code: id, validFrom: '2025-07-01', level, name: id, place: id, aliases: [], parent });

beforeAll(async () => {
  await unit('p', 'province', null);
  for (const commune of ['c1', 'c2']) await unit(commune, 'commune', 'p');
  await unit('b1', 'branch', 'c1');
  await unit('other', 'branch', 'c2');
});

test('a wish for a branch goes to the commune and ends with the branch that was founded', async () => {
  const asked = { id: 'ask', actor: lead, unit: 'b1', place: 'thôn Mới', women: 24 };
  const first = await askBranch(asked, deps);
  expect(await askBranch(asked, deps)).toEqual(first);
  expect(await askBranch({ ...asked, id: 'a2', women: 0 }, deps)).toEqual({ done: false, why: 'noWomen' });
  expect(await askBranch({ ...asked, id: 'a3', unit: 'other' }, deps)).toEqual({ done: false, why: 'notAllowed' });
  if (!first.done) throw new Error(first.why);
  const { no } = first;
  const decide = (id: string, decision: 'verify' | 'refuse', actor: typeof lead | typeof chair = chair) =>
    decideOnBranch(no, { id, actor, decision }, deps);
  const found = (id: string, code: string) => decideOnBranch(no, { id, actor: chair, decision: 'found', code }, deps);
  expect(await decide('v0', 'verify', lead)).toEqual({ done: false, why: 'unknown' });
  expect(await found('f0', 'b1')).toEqual({ done: false, why: 'wrongState' });
  for (const _ of [1, 2]) expect(await decide('v1', 'verify')).toEqual({ done: true, no, state: 'verified' });
  expect(await openBranchRequests(['c1'])).toMatchObject([{ no, women: 24, place: 'thôn Mới' }]);
  expect(await found('f1', 'other')).toEqual({ done: false, why: 'unknownUnit' });
  await unit('new', 'branch', 'c1');
  expect(await found('f2', 'new')).toEqual({ done: true, no, state: 'founded' });
  expect(await decide('late', 'refuse')).toEqual({ done: false, why: 'wrongState' });
  expect(await openBranchRequests(['c1'])).toEqual([]);
  expect((await readCount('p', '2026-11'))?.n).toEqual({ 'branches:asked': 1, 'branches:founded': 1 });
  expect(await branchRequestCarrier.toWake(now + 1e9)).toEqual([]);
});

test.each<[BranchRequestState, 'verify' | 'found' | 'refuse', string]>([
  ['asked', 'verify', 'verified'],
  ['asked', 'found', 'wrongState'],
  ['asked', 'refuse', 'refused'],
  ['verified', 'verify', 'wrongState'],
  ['verified', 'found', 'founded'],
  ['verified', 'refuse', 'refused'],
  ['founded', 'refuse', 'wrongState'],
  ['refused', 'verify', 'wrongState'],
])('%s · %s → %s', (state, decision, becomes) => {
  const decided = decideBranch({ state, unit: 'c1' }, decision, 'new', '2026-11');
  expect('refuse' in decided ? decided.refuse : decided.state).toBe(becomes);
});
