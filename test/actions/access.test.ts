import { type Action, type Actor, can, type Post } from '../../src/actions/access';
import { type Level, putUnit } from '../../src/models/units';
import { openModels } from '../open-models';

openModels();

const TREE: readonly [id: string, level: Level, parent: string | null][] = [
  ['p', 'province', null],
  ['c1', 'commune', 'p'],
  ['c2', 'commune', 'p'],
  ['b1', 'branch', 'c1'],
  ['b2', 'branch', 'c1'],
  ['g1', 'group', 'b1'],
];

beforeAll(async () => {
  for (const [id, level, parent] of TREE) {
    await putUnit({ _id: id, code: id, validFrom: '2025-07-01', level, name: id, place: id, aliases: [], parent });
  }
});

const SEE = ['counts:see'] as const;
const BRANCH = [...SEE, 'applications:see', 'applications:verify', 'applications:withdraw'] as const;
const COMMUNE = [...BRANCH, 'applications:recognise'] as const;
const ALL: readonly Action[] = COMMUNE;

test.each([
  ['provinceOfficer', 'p', SEE, ['p', 'c1', 'c2', 'b1', 'b2', 'g1']],
  ['communeChair', 'c1', COMMUNE, ['c1', 'b1', 'b2', 'g1']],
  ['communeDeputy', 'c2', COMMUNE, ['c2']],
  ['branchLead', 'b1', BRANCH, ['b1', 'g1']],
  ['branchDeputy', 'b2', BRANCH, ['b2']],
  ['groupLead', 'g1', SEE, ['g1']],
  ['groupDeputy', 'g1', SEE, ['g1']],
] satisfies [Post, string, readonly Action[], string[]][])('%s of %s', async (post, unit, actions, units) => {
  const leader: Actor = { kind: 'leader', person: 'x', unit, post };
  for (const action of ALL) {
    for (const [at] of TREE) {
      const allowed = (actions as readonly Action[]).includes(action) && (units as string[]).includes(at);
      expect([action, at, await can(leader, action, at)]).toEqual([action, at, allowed]);
    }
    expect(await can(leader, action, 'nowhere')).toBe(false);
  }
});

test('the operator may do everything', async () => {
  for (const action of ALL) expect(await can({ kind: 'operator' }, action, 'c1')).toBe(true);
});
