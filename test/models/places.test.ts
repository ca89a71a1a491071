import { placesIn, type Sought } from '../../src/models/places';
import { plant } from '../../src/models/tree';
import type { Level, Unit } from '../../src/models/unit';

const id = (code: string) => `${code}@2025-07-01`;
function unit(level: Level, code: string, place: string, above: string | null, more: Partial<Unit> = {}): Unit {
  const parent = above === null ? null : id(above);
  return { _id: id(code), code, validFrom: '2025-07-01', level, name: place, place, aliases: [], parent, ...more };
}
const old = (name: string, around?: string) => ({ name, ...(around === undefined ? {} : { in: around }) });

const PROVINCES = ['tỉnh Sen', 'tỉnh Cau', 'tỉnh Mận', 'tỉnh Bưởi', 'tỉnh Quế', 'tỉnh Hồi', 'tỉnh Chè', 'tỉnh Mía', 'tỉnh Dâu'];
const tree = plant([
  ...PROVINCES.map((place, n) => unit('province', `9${n}`, place, null)),
  // Nine communes of one name, one in each province.
  ...PROVINCES.map((_, n) => unit('commune', `9${n}9`, 'xã Phú Lộc', `9${n}`)),
  unit('commune', '901', 'xã Tân Thành', '90', {
    aliases: [old('xã Mỹ Thủy', 'huyện Lệ Giang'), old('xã Trường Xuân', 'huyện Lệ Giang')],
  }),
  unit('commune', '902', 'xã Tân Thạnh', '90', {
    aliases: [old('thị trấn Đồng Hới Cũ'), old('xã Mỹ Thủy', 'huyện Quảng Giang')],
  }),
  unit('commune', '903', 'phường Đông Hòa', '90', { aliases: [old('xã Trường Xuân', 'huyện Lệ Giang')] }),
  unit('commune', '904', 'xã Tô Hiệu', '90', { landmarks: [{ name: 'chợ Cầu Mây', kind: 'market' }] }),
  unit('commune', '905', 'xã Bản Lầu', '90'),
  unit('commune', '906', 'phường Đông', '90'),
  unit('commune', '911', 'xã Tân Thành', '91'),
  unit('branch', '901-1', 'thôn 1', '901', { aliases: [old('thôn 1', 'xã Mỹ Thủy')] }),
  unit('branch', '901-2', 'thôn 1', '901', { code: '901-2', aliases: [old('thôn 1', 'xã Trường Xuân')] }),
  unit('branch', '901-3', 'thôn Đông Hạ', '901', { landmarks: [{ name: 'Công ty may Sông Hồng', kind: 'workplace' }] }),
  unit('branch', '901-4', 'chợ Ga', '901', { shape: 'market' }),
  unit('branch', '901-5', 'thôn Bốn', '901'),
  unit('branch', '901-6', 'thôn Cũ Kỹ', '901-3', { closed: { on: '2026-01-01', successors: [id('901-3')] } }),
  unit('branch', '904-1', 'xóm Lệ Kỳ', '904'),
  unit('branch', '904-2', 'khu phố 2', '904'),
  unit('group', '904-1-1', 'tổ Bến Đò', '904-1'),
]);

const found = (text: string, level: Sought, within?: string) => placesIn(tree, text, level, within && id(within));
const codes = (text: string, level: Sought, within?: string) =>
  found(text, level, within).places.map((place) => place.id.slice(0, -'@2025-07-01'.length));

describe('a commune, from what she types', () => {
  test.each([
    ['with its accents', 'xã tân thạnh', ['902']],
    ['in capitals, decomposed', 'TÂN THÀNH, SEN'.normalize('NFD'), ['901']],
    ['without accents: all that look so', 'tan thanh, tinh sen', ['901', '902']],
    ['in a sentence', 'dạ em ở xã Tân Thạnh ạ', ['902']],
    ['with a space missing', 'tanthanh sen', ['901', '902']],
    ['with a letter wrong', 'to hieuu', ['904']],
    ['with letters exchanged', 'tô hệiu', ['904']],
    ['a name that looks like a kind of place', 'to hieu', ['904']],
    ['a name with a kind of place in it', 'xã bản lầu', ['905']],
    ['the same without its first word', 'ban lau', ['905']],
    ['by an old name that lies in two today', 'trường xuân', ['901', '903']],
    ['by an old name of two places', 'my thuy', ['901', '902']],
    ['by an old name and the old district', 'xã Mỹ Thủy, huyện Quảng Giang', ['902']],
    ['the same without accents and commas', 'my thuy quang giang', ['902']],
    ['by an old name and its province', 'mỹ thủy lệ giang tỉnh sen', ['901']],
    ['by a market', 'em bán ở chợ cầu mây', ['904']],
    ['by a workplace of one of its branches', 'cong ty may song hong', ['901']],
    ['by a hamlet alone', 'xóm lệ kỳ', ['904']],
    ['by a group’s landing', 'tổ bến đò', ['904']],
    ['by hamlet and commune', 'thôn 1 xã Tân Thạnh', ['902']],
    ['the short name before those that contain it', 'phường Đông', ['906']],
    ['in part', 'đông hòa', ['903']],
    ['the same name in two provinces', 'Tân Thành', ['901', '911']],
    ['a number that is everywhere', 'thôn 1', []],
    ['nothing of the kind', 'Sài Gòn', []],
    ['spaces', '   ', []],
    ['a sign', '🙏', []],
  ])('%s: %j', (_, text, expected) => {
    expect(codes(text, 'commune').sort()).toEqual(expected);
  });

  test('an old name is told, and the province of namesakes', () => {
    expect(found('thị trấn đồng hới cũ', 'commune').places).toEqual([
      { id: id('902'), label: 'xã Tân Thạnh', note: 'thị trấn Đồng Hới Cũ' },
    ]);
    expect(found('tân thành', 'commune').places).toEqual([
      { id: id('901'), label: 'xã Tân Thành', note: 'tỉnh Sen' },
      { id: id('911'), label: 'xã Tân Thành', note: 'tỉnh Cau' },
    ]);
  });

  test('more namesakes than can be shown: the province is asked for, and tells which', () => {
    expect(found('Phú Lộc', 'commune')).toMatchObject({ ask: 'province' });
    expect(found('Phú Lộc, tỉnh Quế', 'commune')).toEqual({ places: [{ id: id('949'), label: 'xã Phú Lộc' }] });
    expect(codes('phu loc que', 'commune')).toEqual(['949']);
  });
});

describe('a branch within its commune', () => {
  test.each([
    ['1', '901', ['901-1', '901-2']],
    ['thôn 1 Mỹ Thủy', '901', ['901-1']],
    ['thon 1 truong xuan', '901', ['901-2']],
    ['thôn 4', '901', ['901-5']],
    ['chi hội đông', '901', ['901-3']],
    ['ở chợ ga', '901', ['901-4']],
    ['công ty sông hồng', '901', []],
    ['may sông hồng', '901', ['901-3']],
    ['kp2', '904', ['904-2']],
    ['khu phố II', '904', ['904-2']],
    ['bến đò', '904', ['904-1']],
    ['thôn cũ kỹ', '901', []],
    ['lệ kỳ', '901', []],
  ])('%j within %s is %j', (text, within, expected) => {
    expect(codes(text, 'branch', within).sort()).toEqual(expected);
  });

  test('hamlets of one number tell the commune that they were in', () => {
    expect(found('thôn 1', 'branch', '901').places).toEqual([
      { id: id('901-1'), label: 'thôn 1', note: 'xã Mỹ Thủy' },
      { id: id('901-2'), label: 'thôn 1', note: 'xã Trường Xuân' },
    ]);
  });
});
