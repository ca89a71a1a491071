import { type Level, putUnit } from '../../../src/models/units';
import type { MemberColumn } from '../../../src/tables/columns';
import type { Cell } from '../../../src/tables/rows';

/** The headings of a made-up list, in words that leaders use. */
export const HEADINGS: Partial<Record<MemberColumn, string>> = {
  name: 'HỌ VÀ TÊN',
  birth: 'Ngày, tháng, năm sinh',
  phone: 'SĐT',
  commune: 'Xã/phường',
  branch: 'Thôn, khu phố',
  unitCode: 'Mã chi hội',
  joined: 'Ngày vào Hội',
  kind: 'Loại hội viên',
  core: 'Nòng cốt',
  groups: 'Đối tượng',
  fee: 'Hội phí năm 2026',
  status: 'Tình trạng',
  reason: 'Lý do',
};
export const COLUMNS = Object.keys(HEADINGS) as MemberColumn[];
export type ListRow = Partial<Record<MemberColumn, Cell>>;

const FAMILIES = ['Nguyễn', 'Trần', 'Lê', 'Phạm', 'Hoàng', 'Vũ', 'Đặng', 'Bùi', 'Đỗ', 'Ngô'];
const MIDDLES = ['Thị', 'Thị Thu', 'Thị Ngọc', 'Thị Kim', 'Minh', 'Bích', 'Thanh', 'Thị Hồng'];
const GIVEN = ['Lan', 'Hoa', 'Mai', 'Hương', 'Thảo', 'Hạnh', 'Nga', 'Yến', 'Dung', 'Thủy', 'Loan', 'Phượng', 'Xuân'];

/** One made-up right row; `n` makes it the only one of its phone. */
export function goodRow(n: number, branch: string, random: () => number): ListRow {
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T;
  const name = `${pick(FAMILIES)} ${pick(MIDDLES)} ${pick(GIVEN)}`;
  const year = 1940 + Math.floor(random() * 60);
  const phone = 905_000_000 + n;
  return {
    name: pick([name, name.toUpperCase(), name.normalize('NFD'), name.toLowerCase()]),
    birth: pick<Cell>([year, String(year), `12/3/${year}`, `${year}-03-12`]),
    phone: pick<Cell>([phone, `0${phone}`, `+84 ${phone}`, `0${String(phone).slice(0, 3)}.${String(phone).slice(3)}`]),
    commune: 'xã An Bình',
    branch,
    joined: pick<Cell>([year + 20, `1/6/${year + 20}`, `06/${year + 20}`]),
    kind: pick(['chính thức', 'Hội viên', 'đương nhiên']),
    ...(random() < 0.2
      ? {
          core: pick(['x', 'không', '']),
          groups: pick(['tiểu thương', 'Nông dân; nhà trọ', '', 'đi làm ăn xa']),
          fee: pick(['x', 'chưa', '']),
        }
      : {}),
  };
}

/** A commune with branches, and one with a branch of the same name. */
export async function makeUnits(branches: readonly string[]): Promise<void> {
  const unit = (code: string, level: Level, place: string, above: string | null) =>
    putUnit({
      ...{ _id: idOf(code), code, validFrom: '2025-07-01', level, name: place, place, aliases: [] },
      parent: above && idOf(above),
    });
  await unit('99', 'province', 'tỉnh Sen', null);
  await unit('00004', 'commune', 'xã An Bình', '99');
  await unit('00005', 'commune', 'xã Hòa Mai', '99');
  for (const [n, place] of branches.entries()) await unit(`00004.${n + 1}`, 'branch', place, '00004');
  await unit('00005.1', 'branch', branches[0] ?? '', '00005');
  await unit('00004.1.1', 'group', 'tổ 1', '00004.1');
}

/** The id of the unit with a code. */
export const idOf = (code: string): string => `${code}@2025-07-01`;
