import path from 'node:path';
import type { Actor } from '../../../src/actions/access';
import { type ExportOrder, exportEntered, exportMembers } from '../../../src/actions/lists/export-members';
import { importMembers } from '../../../src/actions/lists/import-members';
import { Audit } from '../../../src/models/audit';
import { Exports, enteredUpTo } from '../../../src/models/exports';
import { MEMBERS } from '../../../src/tables/columns';
import { readTable } from '../../../src/tables/read-table';
import type { Cell } from '../../../src/tables/rows';
import { writeSheet } from '../../../src/tables/xlsx';
import { openModels } from '../../open-models';
import { temporaryFolder } from '../../scripts/processes';
import { HEADINGS, idOf, type ListRow, makeUnits } from './member-list';

openModels();
const folder = temporaryFolder();
const DAY = 24 * 3600_000;
let now = Date.parse('2026-11-22T10:00:00+07:00');
const deps = { now: () => now, timeZone: 'Asia/Ho_Chi_Minh', tell: async () => {}, ringCount: async () => {} };
const operator: Actor = { kind: 'operator', name: 'thu' };
let orders = 0;
const take = (rows: readonly ListRow[]) =>
  importMembers(
    { headings: HEADINGS, rows: rows.map((cells, n) => ({ row: n + 2, cells })) },
    { id: `i${++orders}`, actor: operator, dryRun: false },
    deps,
  );
const LAN: ListRow = {
  ...{ name: 'Nguyễn Thị Lan', birth: 1985, phone: '0905123456', unitCode: '00004.1', joined: '1/6/2010', kind: 'đương nhiên' },
  ...{ core: 'x', groups: 'tiểu thương; nghỉ hưu', fee: 'x', cardNumber: '007', cardDay: '2/6/2010' },
};
const HOA: ListRow = { name: 'Trần Thị Hoa', birth: 1990, unitCode: '00004.1.1', away: 'x' };
const MAI: ListRow = { name: 'Lê Thị Mai', birth: 1970, unitCode: '00005.1' };

beforeAll(async () => {
  await makeUnits(['thôn Đông', 'thôn Đoài']);
  await take([LAN, HOA, MAI]);
});

/** Runs an export into memory; rows are told by heading. */
async function out(order: Partial<ExportOrder> & Pick<ExportOrder, 'what'>) {
  let titles: readonly string[] = [];
  const rows: Record<string, Cell>[] = [];
  const sink = {
    begin: async (headings: readonly string[]) => {
      titles = headings;
    },
    add: async (cells: readonly (Cell | undefined)[]) =>
      void rows.push(Object.fromEntries(cells.flatMap((cell, n) => (cell === undefined ? [] : [[titles[n] ?? '', cell]])))),
    end: async () => {},
  };
  const result = await exportMembers(
    { id: `e${++orders}`, actor: operator, unit: idOf('99'), phones: true, ...order },
    sink,
    deps,
  );
  return { result, rows, names: rows.map((row) => row['Họ và tên']) };
}

test('each member of a unit is a row with the columns of the national software, and a number that stays', async () => {
  const first = await out({ what: { kind: 'members' }, unit: idOf('00004') });
  expect(first.names).toEqual(['Nguyễn Thị Lan', 'Trần Thị Hoa']);
  expect(first.rows[0]).toEqual({
    ...{
      'Mã hội viên': expect.stringMatching(/^[1-9]\d{7}$/),
      'Họ và tên': 'Nguyễn Thị Lan',
      'Năm sinh': 1985,
      Tỉnh: 'tỉnh Sen',
    },
    ...{ Xã: 'xã An Bình', 'Chi hội': 'thôn Đông', 'Mã đơn vị': '00004.1', 'Số điện thoại': '0905123456' },
    ...{ 'Ngày vào Hội': '01/06/2010', 'Loại hội viên': 'đương nhiên', 'Nòng cốt': 'x', Nhóm: 'Nữ nghỉ hưu; Nữ tiểu thương' },
    ...{ 'Số thẻ': '007', 'Ngày phát thẻ': '02/06/2010', 'Hội phí 2026': 'x', 'Trạng thái': 'đang sinh hoạt' },
    'Ngày biến động': '22/11/2026',
  });
  expect(first.rows[1]).toMatchObject({ Tổ: 'tổ 1', 'Đi làm ăn xa': 'x', 'Trạng thái': 'đi làm ăn xa' });
  expect((await out({ what: { kind: 'members' }, unit: idOf('00004') })).rows).toEqual(first.rows);
});

test('an export is a list that can be imported again, and that changes nothing', async () => {
  const file = path.join(folder, 'all.xlsx');
  let sheet: ReturnType<typeof writeSheet> | undefined;
  const sink = {
    begin: async (headings: readonly string[]) => {
      sheet = writeSheet(file, 'Hội viên', headings);
    },
    add: async (cells: readonly (Cell | undefined)[]) => sheet?.add(cells),
    end: async () => sheet?.end(),
  };
  const order = { id: 'file', actor: operator, unit: idOf('99'), what: { kind: 'members' }, phones: true } as const;
  expect(await exportMembers(order, sink, deps)).toMatchObject({ done: true, export: { rows: 3 } });
  const read = await readTable(file, MEMBERS);
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  expect(read.table.unknown).toEqual([]);
  const again = await importMembers(read.table, { id: 'again', actor: operator, dryRun: false }, deps);
  expect(again).toEqual({ added: 0, changed: 0, unchanged: 3, problems: [] });
});

test('changes since the last export that was entered: none is left out, the rest stays away', async () => {
  const whole = await out({ what: { kind: 'changes', since: 'last' } });
  expect(whole.names).toHaveLength(3);
  const id = whole.result.done ? whole.result.export._id : '';
  now += DAY;
  await take([{ ...LAN, phone: '0905123457' }]);
  // Until it is ticked, everything is still to be entered.
  expect((await out({ what: { kind: 'changes', since: 'last' } })).names).toHaveLength(3);
  expect(await exportEntered(id, { actor: operator }, deps)).toEqual({ done: true });
  expect(await exportEntered(id, { actor: operator }, deps)).toEqual({ done: true });
  expect(await enteredUpTo(idOf('99'))).toBe(now - DAY - 60_000);
  now += DAY;
  await take([{ ...MAI, status: 'đã ra khỏi Hội', reason: 'qua đời', changed: '24/11/2026' }]);
  const changes = await out({ what: { kind: 'changes', since: now - 2 * 3600_000 } });
  expect(changes.rows).toMatchObject([
    { 'Họ và tên': 'Lê Thị Mai', 'Trạng thái': 'đã ra khỏi Hội', 'Lý do biến động': 'qua đời', 'Ngày biến động': '24/11/2026' },
  ]);
  expect((await out({ what: { kind: 'changes', since: now - DAY - 3600_000 } })).names).toEqual(['Nguyễn Thị Lan', 'Lê Thị Mai']);
  expect((await out({ what: { kind: 'members' } })).names).not.toContain('Lê Thị Mai');
});

test('what left the system is in the register before its first row; phones and foreign units only with the right', async () => {
  const leader = (post: 'branchLead' | 'provinceOfficer', unit: string): Actor => ({
    kind: 'leader',
    person: 'p',
    post,
    unit: idOf(unit),
  });
  const lead = await out({
    what: { kind: 'members' },
    actor: leader('branchLead', '00004.1'),
    unit: idOf('00004.1'),
    phones: false,
  });
  expect(lead.rows[0]).not.toHaveProperty('Số điện thoại');
  const kept = lead.result.done ? await Exports.findById(lead.result.export._id).lean() : null;
  expect(kept).toMatchObject({ by: 'branchLead:p', unit: idOf('00004.1'), phones: false, rows: 2 });
  const refused = { done: false, why: 'notAllowed' };
  expect((await out({ what: { kind: 'members' }, actor: leader('branchLead', '00004.1'), unit: idOf('00004') })).result).toEqual(
    refused,
  );
  expect((await out({ what: { kind: 'members' }, actor: leader('provinceOfficer', '99') })).result).toEqual(refused);
  expect((await out({ what: { kind: 'members' }, unit: 'nowhere' })).result).toEqual({ done: false, why: 'unknown' });
  const seen = (await Audit.find().lean()).map(({ action, unit, by, outcome }) => `${by} ${action} ${unit} ${outcome}`);
  expect(seen).toContain(`provinceOfficer:p members:export ${idOf('99')} refused`);
  expect(seen).toContain(`operator:thu phones:see ${idOf('99')} done`);
  expect(seen.filter((each) => each.startsWith('branchLead') && each.endsWith('done'))).toEqual([]);
  const broken = { begin: async () => {}, add: () => Promise.reject(new Error('disk full')), end: async () => {} };
  const order = { id: 'broken', actor: operator, unit: idOf('99'), what: { kind: 'members' }, phones: true } as const;
  await expect(exportMembers(order, broken, deps)).rejects.toThrow('disk full');
  expect(await exportEntered('broken', { actor: operator }, deps)).toEqual({ done: false, why: 'brokenOff' });
});
