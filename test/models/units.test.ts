import { bumpTree } from '../../src/models/tree-document';
import { ratingOf, traitsOn } from '../../src/models/unit';
import {
  briefOf,
  freshTree,
  homeOf,
  type Level,
  putUnit,
  settingOf,
  tree,
  type Unit,
  Units,
  unitAt,
  unitByCode,
  unitsAbove,
} from '../../src/models/units';
import { openModels } from '../open-models';
import { until } from '../until';

openModels();

const id = (code: string) => `${code}@2025-07-01`;
const days = (value: number) => [{ key: 'applicationDays', from: '2025-07-01', value }];
function unit(level: Level, code: string, place: string, above: string | null, more: Partial<Unit> = {}): Unit {
  const names = { province: `Hội LHPN ${place}`, commune: `Hội LHPN ${place}`, branch: `Chi hội ${place}`, group: `Tổ ${place}` };
  const parent = above === null ? null : id(above);
  return { _id: id(code), code, validFrom: '2025-07-01', level, name: names[level], place, aliases: [], parent, ...more };
}

beforeAll(async () => {
  await putUnit(
    unit('province', '99', 'tỉnh Sen', null, { phone: '0', hotlines: '113', about: { why: 'w', fee: 'f' }, settings: days(5) }),
  );
  await putUnit(
    unit('commune', '01', 'xã Tân Thành', '99', { phone: '1', about: { fee: 'g' }, aliases: [{ name: 'xã Mỹ Thủy' }] }),
  );
  await putUnit(unit('commune', '02', 'xã Tân Thạnh', '99', { aliases: [{ name: 'thị trấn Đồng Hới Cũ' }] }));
  await putUnit(unit('branch', '01-1', 'thôn 1', '01'));
  await putUnit(unit('branch', '01-2', 'thôn Đông Hạ', '01'));
  await putUnit(unit('branch', '02-1', 'thôn 1', '02', { settings: days(3) }));
  await putUnit(unit('group', '01-1-1', 'tổ 1', '01-1'));
});

test('what a unit does not say itself is taken from above', async () => {
  expect(await briefOf(id('01-1-1'))).toEqual({
    ...{ id: id('01-1-1'), name: 'Tổ tổ 1', commune: 'xã Tân Thành', phone: '1', hotlines: '113' },
    ...{ why: 'w', fee: 'g', how: '', days: 5 },
  });
  expect((await briefOf(id('02-1'))).days).toBe(3);
  expect((await briefOf(undefined)).id).toBe(id('99'));
});

test('the way up, the way down, and the newest meaning of a code', async () => {
  expect(await unitsAbove(id('01-1-1'))).toEqual(['01-1-1', '01-1', '01', '99'].map(id));
  expect(await unitsAbove(undefined)).toEqual([id('99')]);
  expect((await tree()).subtree(id('01')).map(({ code }) => code)).toEqual(['01', '01-1', '01-1-1', '01-2']);
  expect((await unitAt(id('01-1-1'), 'branch'))?.code).toBe('01-1');
  await putUnit({ ...unit('branch', '02-1', 'thôn Một', '02'), _id: '02-1@2026-01-01', validFrom: '2026-01-01' });
  expect((await unitByCode('02-1'))?.place).toBe('thôn Một');
  expect(await unitByCode('77')).toBeUndefined();
});

test('settings are dated, and inherited from the nearest unit that set one', async () => {
  expect(await settingOf(id('01-1-1'), 'gatheringRed', '2026-11-22')).toBe(60);
  const red = (value: unknown, from: string) => ({ key: 'gatheringRed', value, from });
  await putUnit({
    ...(await stored(id('99'))),
    settings: [...days(5), red(62, '2026-01-01'), red(64, '2027-01-01'), red('many', '2026-02-01')],
  });
  expect(await settingOf(id('01-1-1'), 'gatheringRed', '2025-12-31')).toBe(60);
  expect(await settingOf(id('01-1-1'), 'gatheringRed', '2026-11-22')).toBe(62);
  expect(await settingOf(id('01-1-1'), 'gatheringRed', '2027-01-01')).toBe(64);
  expect(await settingOf(id('02-1'), 'applicationDays', '2026-11-22')).toBe(3);
});

test('a merged unit stands for nothing any more: its successor does, above and below', async () => {
  const closed = { on: '2026-07-01', successors: [id('02')] };
  await putUnit({ ...unit('commune', '03', 'xã Cũ', '02'), closed });
  await putUnit(unit('branch', '03-1', 'thôn Cũ', '03'));
  expect((await homeOf(id('03')))?.code).toBe('02');
  expect((await homeOf(id('03-1')))?.code).toBe('03-1');
  expect((await unitAt(id('03-1'), 'commune'))?.code).toBe('02');
  expect(await briefOf(id('03'))).toMatchObject({ id: id('02'), commune: 'xã Tân Thạnh' });
});

test('another process’s change of the tree is seen within a second, without reading all units meanwhile', async () => {
  const before = await tree();
  expect(await tree()).toBe(before);
  await Units.updateOne({ _id: id('01-2') }, { place: 'thôn Đông Thượng' });
  await bumpTree();
  await until('the tree is read anew', async () => (await tree()).units.get(id('01-2'))?.place === 'thôn Đông Thượng', 5_000);
});

test('traits hold on their days, ratings for their year', () => {
  const traits = [
    { trait: 'border' as const, from: '2025-07-01' },
    { trait: 'specialDifficulty' as const, from: '2021-01-01', until: '2026-01-01' },
  ];
  expect(traitsOn({ traits }, '2025-12-31')).toEqual(['border', 'specialDifficulty']);
  expect(traitsOn({ traits }, '2026-01-01')).toEqual(['border']);
  expect(ratingOf({ ratings: [{ year: 2025, strength: 'fair' }] }, 2025)).toEqual({ year: 2025, strength: 'fair' });
  expect(ratingOf({}, 2025)).toBeUndefined();
});

async function stored(of: string): Promise<Unit> {
  return (await freshTree()).units.get(of) as Unit;
}
