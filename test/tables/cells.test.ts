import { type CellRead, readCount, readName, readPhone, readYesNo } from '../../src/tables/cells';
import { readBirthYear, readDay } from '../../src/tables/days';
import { groupTitle, readGroups } from '../../src/tables/groups';
import type { Cell } from '../../src/tables/rows';

const TODAY = '2026-11-22';
const of = <T>(read: CellRead<T>) => ('value' in read ? read.value : read.why);

test.each<[Cell, string]>([
  [905123456, '0905123456'],
  ['905123456', '0905123456'],
  ['0905.123.456', '0905123456'],
  ['0905 123 456', '0905123456'],
  ['+84 905 123 456', '0905123456'],
  ['84905123456', '0905123456'],
  ['O9O5123456', '0905123456'],
  ['01689999888', '0389999888'],
  [1689999888, '0389999888'],
  ['0123 456 7890', '0834567890'],
  ['0234.3822.222', '02343822222'],
  ['090512345', 'phoneShort'],
  [90512345, 'phoneShort'],
  ['09051234567', 'phoneLong'],
  ['0405123456', 'phoneWrong'],
  ['+1 202 555 0100', 'phoneForeign'],
  ['0905123456 / 0912345678', 'phoneTwo'],
  ['0905123456 (chồng)', 'phoneRelative'],
  ['không có', 'phoneWrong'],
  ['9.05E+08', 'phoneRounded'],
])('phone %j is %s', (cell, wanted) => expect(of(readPhone(cell))).toBe(wanted));

test.each<[Cell, string]>([
  ['12/3/1985', '1985-03-12'],
  ['12-3-85', '1985-03-12'],
  ['12.03.1985', '1985-03-12'],
  ['12 / 03 / 1985', '1985-03-12'],
  ['12 tháng 3 năm 1985', '1985-03-12'],
  ['1/1/05', '2005-01-01'],
  ['03/1985', '1985-03-01'],
  ['năm 1985', '1985-01-01'],
  [1985, '1985-01-01'],
  ['1985-03-12', '1985-03-12'],
  ['1985-03-12T00:00:00.000Z', '1985-03-12'],
  [31118, '1985-03-12'],
  ['31118', '1985-03-12'],
  [31118.75, '1985-03-12'],
  ['3/25/1985', 'noSuchDay'],
  ['31/02/1985', 'noSuchDay'],
  ['hồi xưa', 'notADay'],
  [12, 'notADay'],
])('day %j is %s', (cell, wanted) => {
  const read = readDay(cell, TODAY);
  expect('value' in read ? read.value.day : read.why).toBe(wanted);
});

test.each<[Cell, number | string]>([
  [1985, 1985],
  ['1985', 1985],
  ['85', 1985],
  [85, 1985],
  ['sn 85', 1985],
  ['12/3/85', 1985],
  [31118, 1985],
  ['12031985', 1985],
  ['2008', 2008],
  ['2010', 'underAge'],
  ['2030', 'birthFuture'],
  ['1850', 'birthWrong'],
  ['08', 2008],
  ['14', 'birthUnclear'],
  ['41 tuổi', 'birthUnclear'],
  ['tuổi Sửu', 'birthUnclear'],
  ['30/02/1985', 'noSuchDay'],
  ['không rõ', 'birthWrong'],
])('birth year %j is %s', (cell, wanted) => expect(of(readBirthYear(cell, TODAY))).toBe(wanted));

test.each<[string, string]>([
  ['NGUYỄN THỊ LAN', 'Nguyễn Thị Lan'],
  ['nguyễn thị  lan ', 'Nguyễn Thị Lan'],
  ['Nguyễn Thị Lan'.normalize('NFD'), 'Nguyễn Thị Lan'],
  ['Bà Nguyễn Thị Lan', 'Nguyễn Thị Lan'],
  ["H'HEN NIÊ", "H'Hen Niê"],
  ['Y-lan Mlô', 'Y-lan Mlô'],
  ['NGUYEN THI LAN', 'Nguyen Thi Lan'],
  ['Lan', 'nameShort'],
  ['Nguyễn Thị Lan 85', 'nameDigits'],
  ['Lan & Hoa', 'nameSigns'],
  ['#LỖI', 'brokenFormula'],
  ['a b c d e f g h i', 'nameLong'],
])('name %j is %s', (cell, wanted) => expect(of(readName(cell))).toBe(wanted));

test.each<[Cell, boolean | string]>([
  ['x', true],
  ['X', true],
  ['Có', true],
  ['co', true],
  ['✓', true],
  [1, true],
  ['true', true],
  ['Đã đóng', true],
  ['không', false],
  ['KHÔNG', false],
  ['chưa', false],
  ['-', false],
  [0, false],
  ['có lẽ', 'notYesNo'],
])('yes or no %j is %s', (cell, wanted) => expect(of(readYesNo(cell))).toBe(wanted));

test.each<[Cell, number | string]>([
  [1250, 1250],
  ['1.250', 1250],
  ['161.360', 161360],
  ['1 250', 1250],
  ['1,250', 1250],
  ['35 người', 35],
  [12.5, 'notWhole'],
  ['12,5', 'notWhole'],
  [-1, 'notWhole'],
  ['nhiều', 'notWhole'],
])('count %j is %s', (cell, wanted) => expect(of(readCount(cell))).toBe(wanted));

test.each<[string, string[] | string]>([
  ['Tiểu thương', ['TIEU_THUONG']],
  ['ho ngheo; tieu thuong', ['TIEU_THUONG', 'HO_NGHEO']],
  ['phụ nữ cao tuổi, khuyết tật và công giáo', ['CAO_TUOI', 'KHUYET_TAT', 'TON_GIAO']],
  ['Nữ cán bộ, công chức, viên chức', ['CBCCVC']],
  ['LLVT', ['LLVT']],
  ['tiểu thương, phi công', 'unknownGroup'],
])('groups %j are %j', (cell, wanted) => {
  expect(of(readGroups(cell))).toEqual(wanted);
  if (Array.isArray(wanted)) expect(of(readGroups(wanted.map(groupTitle).join('; ')))).toEqual(wanted);
});
