import {
  briefOf,
  findPlaces,
  type Level,
  putUnit,
  tree,
  type Unit,
  unitAt,
  unitByCode,
  unitsAbove,
} from '../../src/models/units';
import { openModels } from '../open-models';

openModels();

const id = (code: string) => `${code}@2025-07-01`;
function unit(level: Level, code: string, place: string, above: string | null, more: Partial<Unit> = {}): Unit {
  const names = { province: `Hội LHPN ${place}`, commune: `Hội LHPN ${place}`, branch: `Chi hội ${place}`, group: `Tổ ${place}` };
  const parent = above === null ? null : id(above);
  return { _id: id(code), code, validFrom: '2025-07-01', level, name: names[level], place, aliases: [], parent, ...more };
}

beforeAll(async () => {
  await putUnit(
    unit('province', '99', 'tỉnh Sen', null, { phone: '0', hotlines: '113', about: { why: 'w', fee: 'f' }, days: 5 }),
  );
  await putUnit(unit('commune', '01', 'xã Tân Thành', '99', { phone: '1', about: { fee: 'g' }, aliases: ['xã Mỹ Thủy'] }));
  await putUnit(unit('commune', '02', 'xã Tân Thạnh', '99', { aliases: ['thị trấn Đồng Hới Cũ'] }));
  await putUnit(unit('branch', '01-1', 'thôn 1', '01'));
  await putUnit(unit('branch', '01-2', 'thôn Đông Hạ', '01'));
  await putUnit(unit('branch', '02-1', 'thôn 1', '02', { days: 3 }));
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

test.each([
  ['Tân Thành', 'commune', undefined, ['xã Tân Thành']],
  ['xã tân thạnh', 'commune', undefined, ['xã Tân Thạnh']],
  ['tan thanh', 'commune', undefined, ['xã Tân Thành', 'xã Tân Thạnh']],
  ['TÂN THÀNH'.normalize('NFD'), 'commune', undefined, ['xã Tân Thành']],
  ['my thuy', 'commune', undefined, ['xã Tân Thành']],
  ['em ở xã Mỹ Thủy', 'commune', undefined, ['xã Tân Thành']],
  ['dong hoi cu', 'commune', undefined, ['xã Tân Thạnh']],
  ['thon 1', 'branch', '01', ['thôn 1']],
  ['1', 'branch', '01', ['thôn 1']],
  ['đông hạ', 'branch', '01', ['thôn Đông Hạ']],
  ['chi hội đông', 'branch', '01', ['thôn Đông Hạ']],
  ['Sài Gòn', 'commune', undefined, []],
  ['   ', 'commune', undefined, []],
  ['🙏', 'commune', undefined, []],
] as const)('%j as a %s within %s is %j', async (text, level, within, labels) => {
  const found = await findPlaces(text, level, within && id(within));
  expect(found.map(({ label }) => label)).toEqual(labels);
});

test('an old name says under which name it was found, the same name where it is', async () => {
  expect(await findPlaces('mỹ thủy', 'commune')).toEqual([{ id: id('01'), label: 'xã Tân Thành', note: 'xã Mỹ Thủy' }]);
  expect(await findPlaces('thôn 1', 'branch')).toEqual([
    { id: id('01-1'), label: 'thôn 1', note: 'xã Tân Thành' },
    { id: id('02-1'), label: 'thôn 1', note: 'xã Tân Thạnh' },
  ]);
});
