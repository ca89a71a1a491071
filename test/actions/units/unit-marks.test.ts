import { marksOf } from '../../../src/actions/lists/export-marks';
import { planRatings, planTraits } from '../../../src/actions/units/plan-marks';
import { plant } from '../../../src/models/tree';
import type { Level, Unit } from '../../../src/models/unit';
import type { RatingColumn, TraitColumn } from '../../../src/tables/columns';
import type { Row, Table } from '../../../src/tables/rows';

const unit = (code: string, level: Level, place: string, parent: string | null, more: Partial<Unit> = {}): Unit => ({
  ...{ _id: code, code, validFrom: '2025-07-01', level, name: place, place, aliases: [], parent, ...more },
});
const tree = plant([
  unit('99', 'province', 'tỉnh Sen', null),
  unit('00004', 'commune', 'xã An', '99', { traits: [{ trait: 'border', from: '2020-01-01' }] }),
  unit('00005', 'commune', 'xã Bình', '99'),
  unit('00004-1', 'branch', 'thôn Đông', '00004', { ratings: [{ year: 2025, strength: 'weak', completion: 'done' }] }),
  unit('00004-2', 'branch', 'thôn Tây', '00004', { closed: { on: '2026-01-01', successors: [] } }),
]);
const today = '2026-11-22';
const table = <C extends RatingColumn | TraitColumn>(...cells: Row<C>['cells'][]): Table<C> => ({
  rows: cells.map((each, n) => ({ row: n + 2, cells: each })),
  headings: {} as Table<C>['headings'],
});
const short = (plan: { problems: { row: number; column?: string; reason: string; hint?: string }[] }) =>
  plan.problems.map(({ row, column, reason, hint }) =>
    [row, column, reason, hint].filter((each) => each !== undefined).join(' '),
  );

test('ratings: told anew, corrected, the same; a blank cell leaves what was told', () => {
  const rated = table<RatingColumn>(
    { unitCode: '00004-1', year: 2026, strength: 'Khá', completion: 'Hoàn thành tốt nhiệm vụ' },
    { commune: 'xã An', branch: 'Thôn Đông', year: '2025', strength: 'TB' },
    { commune: 'xa an', year: 2026, strength: 'mạnh' },
    { unitCode: '5', year: 2026 },
  );
  const plan = planRatings(tree, rated, { today });
  expect(plan).toMatchObject({ added: 2, changed: 1, unchanged: 1, problems: [] });
  expect(plan.changes).toEqual([
    {
      unit: '00004-1',
      set: {
        ratings: [
          { year: 2026, strength: 'fair', completion: 'good' },
          { year: 2025, strength: 'average', completion: 'done' },
        ],
      },
      was: { ratings: [{ year: 2025, strength: 'weak', completion: 'done' }] },
    },
    { unit: '00004', set: { ratings: [{ year: 2026, strength: 'strong' }] }, was: {} },
  ]);
});

test('ratings: each wrong row is told', () => {
  const rated = table<RatingColumn>(
    { unitCode: '00004-1', year: 2026, strength: 'tạm' },
    { unitCode: '00004-1', year: '12/3/2026', completion: 'x' },
    { unitCode: '00004-1', year: 2027, strength: 'khá' },
    { unitCode: '00004-2', year: 2026, strength: 'khá' },
    { commune: 'xã Lạ', year: 2026, strength: 'khá' },
    { unitCode: '00005', year: 2026, strength: 'khá' },
    { unitCode: '00005', year: 2026, strength: 'yếu' },
    { unitCode: '00005', strength: 'yếu' },
  );
  expect(short(planRatings(tree, rated, { today }))).toEqual([
    '2 strength unknownStrength',
    '3 completion unknownCompletion',
    '3 year notAYear',
    '4 year yearFuture',
    '5 unitCode noSuchUnit',
    '6 commune noSuchUnit',
    '8 twiceInFile 7',
    '9 year missing',
  ]);
  const own = table<RatingColumn>({ unitCode: '00004', year: 2026, strength: 'mạnh' }, { unitCode: '00005', year: 2026 });
  expect(short(planRatings(tree, own, { today, within: '00004' }))).toEqual(['2 notYours', '3 unitCode noSuchUnit']);
});

test('traits: from which day to which; one that ends gets its end', () => {
  const told = table<TraitColumn>(
    { unitCode: '00004', trait: 'Biên giới', from: '1/1/2020', until: '01/07/2026' },
    { unitCode: '00005', trait: 'vùng giáo', from: '2026-01-01' },
    { unitCode: '00004', trait: 'đbkk', from: 2024 },
  );
  const plan = planTraits(tree, told, { today });
  expect(plan).toMatchObject({ added: 2, changed: 1, unchanged: 0, problems: [] });
  expect(plan.changes).toMatchObject([
    {
      unit: '00004',
      set: {
        traits: [
          { trait: 'border', from: '2020-01-01', until: '2026-07-01' },
          { trait: 'specialDifficulty', from: '2024-01-01' },
        ],
      },
    },
    { unit: '00005', set: { traits: [{ trait: 'religiousArea', from: '2026-01-01' }] } },
  ]);
  const wrong = table<TraitColumn>(
    { unitCode: '00004', trait: 'ven sông', from: '1/1/2026' },
    { unitCode: '00004', trait: 'biên giới', from: '1/1/2026', until: '1/1/2026' },
  );
  expect(short(planTraits(tree, wrong, { today }))).toEqual(['2 trait unknownTrait ven sông', '3 until untilBefore']);
});

test('what is written: a row for each open unit, to be filled in; the traits of a day', () => {
  expect(marksOf(tree, '99', { kind: 'ratings', year: 2025 })).toEqual([
    ['00004', 'xã An', undefined, undefined, 2025, undefined, undefined],
    ['00004-1', 'xã An', 'thôn Đông', undefined, 2025, 'yếu', 'hoàn thành nhiệm vụ'],
    ['00005', 'xã Bình', undefined, undefined, 2025, undefined, undefined],
  ]);
  expect(marksOf(tree, '00004', { kind: 'traits', on: today })).toEqual([
    ['00004', 'xã An', undefined, undefined, 'biên giới', '2020-01-01', undefined],
  ]);
  expect(marksOf(tree, '00004', { kind: 'traits', on: '2019-12-31' })).toEqual([]);
});
