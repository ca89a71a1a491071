import { type Action, type Actor, can, nameOfActor, type Post, RIGHTS } from '../../src/actions/access';
import { POSTS } from '../../src/models/posts';
import { openModels } from '../open-models';
import { type Placed, putTree } from '../small-tree';

openModels();

const TREE: readonly Placed[] = [
  ['p', 'province', null],
  ['c1', 'commune', 'p'],
  ['c2', 'commune', 'p'],
  ['b1', 'branch', 'c1'],
  ['b2', 'branch', 'c1'],
  ['g1', 'group', 'b1'],
  ['g2', 'group', 'b1'],
];

beforeAll(async () => {
  await putTree(TREE);
});

/** Where somebody is, and what lies below, beside and above it. */
const PLACES = {
  p: { below: ['c1', 'b1', 'g1'], beside: [], above: [] },
  c1: { below: ['b1', 'b2', 'g1'], beside: ['c2'], above: ['p'] },
  b1: { below: ['g1'], beside: ['b2'], above: ['c1', 'p'] },
  g1: { below: [], beside: ['g2'], above: ['b1', 'c1', 'p'] },
} as const;
type Place = keyof typeof PLACES;

/**
 * Written down a second time, by letters: P province officer, C chair, D her deputy, U committee member, L branch leader, d her
 * deputy, G group leader, g her deputy. `own` is her own unit, `below` what is below it; beside and above nobody may anything.
 */
const MATRIX: Record<Action, { own: string; below: string }> = {
  'counts:see': { own: 'PCDULdGg', below: 'PCDULdGg' },
  'applications:see': { own: 'CDLd', below: 'CDLd' },
  'applications:verify': { own: 'CDL', below: 'CDL' },
  'applications:enter': { own: 'CDL', below: 'CDL' },
  'applications:refer': { own: 'CDL', below: 'CDL' },
  'applications:recognise': { own: 'CD', below: 'CD' },
  'applications:withdraw': { own: 'CDL', below: 'CDL' },
  'applications:unrecognise': { own: 'CD', below: 'CD' },
  'broadcasts:see': { own: 'PCDL', below: 'PCDL' },
  'broadcasts:send': { own: 'PCDL', below: 'PCDL' },
  'broadcasts:approve': { own: 'PCD', below: 'PCD' },
  'members:see': { own: 'CDLdG', below: 'CDLdG' },
  'members:enrol': { own: 'CD', below: 'CD' },
  'members:transfer': { own: 'CDL', below: 'CDL' },
  'members:leave': { own: 'CDL', below: 'CDL' },
  'members:return': { own: 'CD', below: 'CD' },
  'members:change': { own: 'CDL', below: 'CDL' },
  'members:merge': { own: 'PCD', below: 'PCD' },
  'members:card': { own: 'CD', below: 'CD' },
  'members:households': { own: 'CDL', below: 'CDL' },
  'members:honorary': { own: 'CD', below: 'CD' },
  'members:sensitive': { own: 'C', below: 'C' },
  'members:sensitiveFigures': { own: 'PCD', below: 'PCD' },
  'meetings:see': { own: 'CDLdGg', below: 'CDLdGg' },
  'meetings:call': { own: 'CDLG', below: 'CDLG' },
  'meetings:files': { own: 'CDLdGg', below: 'CDLdGg' },
  'branches:ask': { own: 'CDL', below: 'CDL' },
  'branches:decide': { own: 'CD', below: 'CD' },
  'meetings:phone': { own: 'CDLG', below: 'CDLG' },
  'meetings:mark': { own: 'CDLdGg', below: 'CDLdGg' },
  'clubs:see': { own: 'PCDLdG', below: 'PCDLdG' },
  'clubs:keep': { own: 'CDL', below: 'CDL' },
  'pairs:see': { own: 'CDLd', below: 'CDLd' },
  'pairs:keep': { own: 'CDL', below: 'CDL' },
  'pairs:restricted': { own: 'CDL', below: 'CDL' },
  'officers:see': { own: 'PCDULdG', below: 'PCDULdG' },
  'officers:appoint': { own: '', below: 'PCDL' },
  'officers:end': { own: '', below: 'PCDL' },
  'officers:renew': { own: '', below: 'PCDL' },
  'officers:bind': { own: '', below: 'PCD' },
  'officers:absence': { own: 'PCDLG', below: 'PCDLG' },
  'officers:train': { own: 'PCD', below: 'PCD' },
  'officers:smartphone': { own: 'PCDLG', below: 'PCDLG' },
  'phones:see': { own: 'CDL', below: 'CDL' },
  'members:import': { own: 'CD', below: 'CD' },
  'members:export': { own: 'CDL', below: 'CDL' },
  'women:tell': { own: 'PCD', below: 'PCD' },
  'targets:set': { own: 'PCD', below: 'PCD' },
  'surveys:publish': { own: 'PCD', below: 'PCD' },
  'units:shape': { own: '', below: 'PCD' },
  'units:add': { own: 'PCD', below: 'PCD' },
  'units:rate': { own: '', below: 'PCD' },
  'units:set': { own: 'PCD', below: 'PCD' },
  'units:contact': { own: 'PCDL', below: 'PCDL' },
  'requests:see': { own: 'CDLd', below: 'CDLd' },
  'requests:decide': { own: 'CDL', below: 'CDL' },
  'links:see': { own: 'PCDLdG', below: 'PCDLdG' },
  'links:change': { own: 'CDL', below: 'CDL' },
};
const WHO: Record<Post, [letter: string, unit: Place]> = {
  provinceOfficer: ['P', 'p'],
  communeChair: ['C', 'c1'],
  communeDeputy: ['D', 'c1'],
  committeeMember: ['U', 'c1'],
  branchLead: ['L', 'b1'],
  branchDeputy: ['d', 'b1'],
  groupLead: ['G', 'g1'],
  groupDeputy: ['g', 'g1'],
};
const ACTIONS = Object.keys(RIGHTS) as Action[];
const cases = (Object.keys(POSTS) as Post[]).flatMap((post) => ACTIONS.map((action) => [post, action] as const));

test.each(cases)('%s · %s: own, below, beside, above', async (post, action) => {
  const [letter, unit] = WHO[post];
  const leader: Actor = { kind: 'leader', person: 'x', unit, post };
  const { own, below } = MATRIX[action];
  const seen = async (units: readonly string[]) => Promise.all(units.map(async (at) => [at, await can(leader, action, at)]));
  const all = (units: readonly string[], allowed: boolean) => units.map((at) => [at, allowed]);
  const place = PLACES[unit];
  expect(await seen([unit])).toEqual(all([unit], own.includes(letter)));
  expect(await seen(place.below)).toEqual(all(place.below, below.includes(letter)));
  expect(await seen([...place.beside, ...place.above, 'nowhere'])).toEqual(
    all([...place.beside, ...place.above, 'nowhere'], false),
  );
});

test('a deputy who stands in has the rights of whom she stands in for, and is still named as herself', async () => {
  const deputy: Actor = { kind: 'leader', person: 'x', unit: 'b1', post: 'branchDeputy' };
  expect(await can(deputy, 'applications:verify', 'b1')).toBe(false);
  const standing: Actor = { ...deputy, standsIn: true };
  for (const action of ACTIONS) {
    const lead: Actor = { kind: 'leader', person: 'y', unit: 'b1', post: 'branchLead' };
    for (const at of ['b1', 'g1', 'b2', 'c1'])
      expect([action, at, await can(standing, action, at)]).toEqual([action, at, await can(lead, action, at)]);
  }
  expect(nameOfActor(standing)).toBe('branchDeputy:x');
});

test('who holds several posts may what any of them allows', async () => {
  const both: Actor = {
    ...{ kind: 'leader', person: 'x', unit: 'c1', post: 'committeeMember' },
    also: [{ post: 'branchLead', unit: 'b2' }],
  };
  expect(await can(both, 'applications:verify', 'b2')).toBe(true);
  expect(await can(both, 'applications:verify', 'b1')).toBe(false);
  expect(await can(both, 'officers:see', 'b1')).toBe(true);
});

test('the operator may do everything', async () => {
  for (const action of ACTIONS) expect(await can({ kind: 'operator' }, action, 'c1')).toBe(true);
});
