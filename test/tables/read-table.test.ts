import { copyFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Workbook, type Worksheet } from 'exceljs';
import members from '../../src/tables/columns/members.json';
import women from '../../src/tables/columns/women.json';
import { readTable } from '../../src/tables/read-table';
import { temporaryFolder } from '../scripts/processes';

const folder = temporaryFolder();
let files = 0;
const fileOf = (extension: string, content: string | Buffer) => {
  const file = path.join(folder, `${++files}.${extension}`);
  writeFileSync(file, content);
  return file;
};
async function excel(fill: (sheet: Worksheet, book: Workbook) => void): Promise<string> {
  const book = new Workbook();
  fill(book.addWorksheet('Danh sách'), book);
  const file = path.join(folder, `${++files}.xlsx`);
  await book.xlsx.writeFile(file);
  return file;
}
async function read(file: string, sheet?: string) {
  const found = await readTable<string>(file, members, sheet === undefined ? {} : { sheet });
  return 'table' in found ? found.table : found.problems;
}
const ROWS = [
  { row: 2, cells: { name: 'Nguyễn Thị Lan', birth: '1985', phone: '0905123456', branch: 'thôn Đông; đội 1, xóm 2' } },
  { row: 4, cells: { name: 'Trần Thị Hoa', birth: '12/3/1990', branch: 'thôn Đoài' } },
];
const LINES = [
  ['Họ và tên', 'Năm sinh', 'SĐT', 'Chi hội'],
  ['Nguyễn Thị Lan', '1985', '0905123456', '"thôn Đông; đội 1, xóm 2"'],
  ['', '', '', ''],
  ['Trần Thị Hoa', '12/3/1990', '', 'thôn Đoài'],
];
const csv = (delimiter: string, end = '\r\n') => LINES.map((line) => line.join(delimiter)).join(end);

test.each([
  ['UTF-8 with commas', Buffer.from(csv(','))],
  ['UTF-8 with a mark and semicolons', Buffer.from(`\uFEFF${csv(';')}`)],
  ['tabs in UTF-16, as Excel’s “Unicode text”', Buffer.from(`\uFEFF${csv('\t')}`, 'utf16le')],
  ['decomposed letters', Buffer.from(csv(',', '\n').normalize('NFD'))],
])('a CSV file in %s', async (_, bytes) => {
  const table = await read(fileOf('csv', bytes));
  expect(JSON.parse(JSON.stringify(table).normalize('NFC'))).toMatchObject({ rows: ROWS, unknown: [] });
});

test('a CSV file in Windows-1258, with Excel’s own first line and texts kept from becoming numbers', async () => {
  // "Họ và tên" as Windows writes it: the dot below is a letter of its own.
  const heading = Buffer.from([0x48, 0x6f, 0xf2, 0x20, 0x76, 0xe0, 0x20, 0x74, 0xea, 0x6e]);
  const rest = Buffer.from(';SDT\r\nLan Anh;="0905123456"\r\nThu Ha;\'0905123457\r\n', 'latin1');
  expect(await read(fileOf('csv', Buffer.concat([Buffer.from('sep=;\r\n'), heading, rest])))).toMatchObject({
    rows: [
      { row: 3, cells: { name: 'Lan Anh', phone: '0905123456' } },
      { row: 4, cells: { name: 'Thu Ha', phone: '0905123457' } },
    ],
  });
});

test('an Excel list below a letterhead, with merged titles, two lines of headings, numbering, sections, sums and signatures', async () => {
  const file = await excel((sheet) => {
    sheet.addRow(['HỘI LHPN XÃ AN BÌNH', '', '', '', 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM']);
    sheet.mergeCells('A1:D1');
    sheet.addRow([]);
    sheet.addRow(['DANH SÁCH HỘI VIÊN NĂM 2026']);
    sheet.mergeCells('A3:H3');
    sheet.addRow(['STT', '', 'Họ và tên', 'Ngày sinh', '', 'Số điện thoại', 'Ghi chú', 'Hội phí 2026']);
    sheet.mergeCells('D4:E4');
    sheet.addRow(['', '', '', 'Nam', 'Nữ']);
    sheet.addRow(['(1)', '', '(2)', '(3)', '(4)', '(5)', '(6)', '(7)']);
    sheet.addRow(['I', '', 'Chi hội thôn Đông']);
    sheet.addRow([1, '', { richText: [{ text: 'Nguyễn ' }, { text: 'Thị Lan' }] }, '', 1985, 905123456, 'tốt', 'x']);
    const linked = sheet.addRow([2, '', { formula: 'A1&B1', result: 'Trần Thị Hoa' }, '', new Date('1990-03-12'), '', '', '']);
    linked.getCell(6).value = { text: '0905123457', hyperlink: 'tel:0905123457' };
    linked.getCell(5).numFmt = 'dd/mm/yyyy';
    sheet.addRow([3, '', { formula: 'B99', result: { error: '#REF!' } }, '', 1991]);
    sheet.addRow(['II. Chi hội thôn Đoài']);
    sheet.addRow([4, '', 'Lê Thị Mai', '', 1970, 'không', '', true]);
    sheet.addRow([]);
    sheet.addRow(['', '', 'Tổng cộng: 4 hội viên']);
    sheet.addRow(['', '', '', '', '', 'An Bình, ngày 22 tháng 11 năm 2026']);
    sheet.addRow(['', '', 'NGƯỜI LẬP', '', '', 'CHỦ TỊCH']);
    sheet.addRow(['', '', 'Nguyễn Thị Thu', '', '', 'Trần Thị Bình']);
  });
  expect(await read(file)).toEqual({
    headings: { name: 'Họ và tên', birth: 'Ngày sinh', phone: 'Số điện thoại', fee: 'Hội phí 2026' },
    unknown: ['STT', 'Ngày sinh Nam', 'Ghi chú'],
    rows: [
      { row: 8, section: 'Chi hội thôn Đông', cells: { name: 'Nguyễn Thị Lan', birth: 1985, phone: 905123456, fee: 'x' } },
      { row: 9, section: 'Chi hội thôn Đông', cells: { name: 'Trần Thị Hoa', birth: '1990-03-12', phone: '0905123457' } },
      { row: 10, section: 'Chi hội thôn Đông', cells: { name: '#LỖI', birth: 1991 } },
      { row: 12, section: 'Chi hội thôn Đoài', cells: { name: 'Lê Thị Mai', birth: 1970, phone: 'không', fee: 'true' } },
    ],
  });
});

test('hidden sheets are passed over, several lists are told apart by the name of the sheet', async () => {
  const fill = (sheet: Worksheet, name: string) => {
    sheet.addRow(['Họ và tên', 'Năm sinh']);
    sheet.addRow([name, 1985]);
  };
  const one = await excel((sheet, book) => {
    sheet.addRow(['Hướng dẫn: điền vào trang sau']);
    fill(book.addWorksheet('HV'), 'Nguyễn Thị Lan');
    fill(book.addWorksheet('Cũ', { state: 'hidden' }), 'Nguyễn Thị Cũ');
  });
  expect(await read(one)).toMatchObject({ rows: [{ row: 2, cells: { name: 'Nguyễn Thị Lan' } }] });
  expect(await read(one, 'Cũ')).toMatchObject({ rows: [{ cells: { name: 'Nguyễn Thị Cũ' } }] });
  expect(await read(one, 'Mới')).toEqual([{ row: 0, reason: 'noSuchSheet', hint: 'Danh sách, HV, Cũ' }]);
  const two = await excel((sheet, book) => {
    fill(sheet, 'Nguyễn Thị Lan');
    fill(book.addWorksheet('Đoài'), 'Trần Thị Hoa');
  });
  expect(await read(two)).toEqual([{ row: 0, reason: 'severalSheets', hint: 'Danh sách, Đoài' }]);
  expect(await read(two, 'Đoài')).toMatchObject({ rows: [{ cells: { name: 'Trần Thị Hoa' } }] });
});

test('JSON, an array of objects', async () => {
  const file = fileOf(
    'json',
    JSON.stringify([
      { 'Họ và tên': 'Lê Thị Mai', birth: 1970 },
      { name: 'x', sđt: ['1', '2'] },
    ]),
  );
  expect(await read(file)).toMatchObject({
    rows: [
      { row: 2, cells: { name: 'Lê Thị Mai' } },
      { row: 3, cells: { phone: '1; 2' } },
    ],
  });
  expect(await read(fileOf('json', '{"a":1}'))).toEqual([{ row: 0, reason: 'brokenJson' }]);
});

test('a row that lacks what it needs is told, not taken for a title', async () => {
  const file = fileOf(
    'csv',
    'STT;Xã;Phụ nữ có mặt;Tổng số phụ nữ;Tính đến ngày\n1;xã An Bình;;;\n;xã Hòa Mai;1.250;1500;30/6/2026\n',
  );
  const found = await readTable<string>(file, women);
  expect(found).toMatchObject({ table: { rows: [{ row: 2, cells: { commune: 'xã An Bình' } }, { row: 3 }] } });
});

test.each<[string, () => Promise<string> | string, string]>([
  ['an old Excel file', () => fileOf('xlsx', Buffer.from('d0cf11e0a1b11ae10000', 'hex')), 'oldExcel'],
  ['a PDF', () => fileOf('xlsx', '%PDF-1.7 …'), 'pdf'],
  ['a photo', () => fileOf('csv', Buffer.from('ffd8ffe000104a464946', 'hex')), 'picture'],
  ['an empty file', () => fileOf('csv', ''), 'emptyFile'],
  ['a program', () => fileOf('csv', Buffer.from([1, 2, 0, 3])), 'otherFile'],
  ['half a workbook', () => fileOf('xlsx', Buffer.from('504b03041400060008000000', 'hex')), 'brokenFile'],
  ['headings without rows', () => fileOf('csv', 'Họ và tên;SĐT\n'), 'noRows'],
  ['a letter', () => fileOf('csv', 'Kính gửi Hội LHPN xã\nVề việc báo cáo\n'), 'noHeadings'],
  ['a list without names', () => fileOf('csv', 'Năm sinh;SĐT\n1985;0905123456\n'), 'columnsMissing'],
  ['an empty workbook', () => excel(() => {}), 'noHeadings'],
])('%s is refused as a whole', async (_, make, reason) => {
  expect(await read(await make())).toEqual([expect.objectContaining({ row: 0, reason })]);
});

test('what a file is is told by its bytes, not by its name', async () => {
  const file = await excel(
    (sheet) =>
      void sheet.addRows([
        ['Họ tên', 'SĐT'],
        ['Lê Thị Mai', 905123456],
      ]),
  );
  copyFileSync(file, path.join(folder, 'named.csv'));
  expect(await read(path.join(folder, 'named.csv'))).toMatchObject({ rows: [{ cells: { phone: 905123456 } }] });
  await expect(read(path.join(folder, 'missing.xlsx'))).rejects.toThrow('ENOENT');
});
