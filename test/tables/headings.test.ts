import members from '../../src/tables/columns/members.json';
import officers from '../../src/tables/columns/officers.json';
import targets from '../../src/tables/columns/targets.json';
import women from '../../src/tables/columns/women.json';
import { finderOf, headingsIn } from '../../src/tables/headings';
import type { Column } from '../../src/tables/rows';

test.each([
  ['HỌ VÀ TÊN', 'name'],
  ['ho va ten', 'name'],
  ['Họ và tên (*)', 'name'],
  ['Họ và tên hội viên (viết in hoa)', 'name'],
  ['Họ,\ntên', 'name'],
  ['Họ và tên'.normalize('NFD'), 'name'],
  ['Ngày, tháng, năm sinh', 'birth'],
  ['Ngày sinh (dd/mm/yyyy)', 'birth'],
  ['NĂM SINH', 'birth'],
  ['SĐT', 'phone'],
  ['So dien thoai', 'phone'],
  ['Số ĐT liên hệ', 'phone'],
  ['Điện thoại (nếu có)', 'phone'],
  ['Chi hội/Thôn', 'branch'],
  ['Thôn, khu phố', 'branch'],
  ['Ngày vào Hội', 'joined'],
  ['Đã nộp hội phí năm 2026', 'fee'],
  ['Hội phí 2026', 'fee'],
  ['Thẻ hội viên', 'cardNumber'],
  ['Mã HV', 'number'],
  ['STT', undefined],
  ['Số điện thoại chồng', undefined],
  ['Họ tên chủ hộ', undefined],
  ['Ngày vào Đảng', undefined],
  ['Ghi chú', undefined],
])('the heading %j of a list of members is %s', (heading, wanted) => {
  expect(finderOf(members)(heading)?.id).toBe(wanted);
});

test.each<[string, readonly Column[]]>([
  ['members', members],
  ['officers', officers],
  ['women', women],
  ['targets', targets],
])('each wording of the headings of %s is for one column', (_, columns) => {
  const find = finderOf(columns);
  for (const { id, title } of columns) expect(find(title)).toEqual({ id, exact: true });
});

test('of two headings for one column the Union’s own wins, and the rest is named', () => {
  const { at, unknown } = headingsIn(['STT', 'Ngày sinh', 'Năm sinh', undefined, 'Chồng'], finderOf(members));
  expect([...at]).toEqual([[2, 'birth']]);
  expect(unknown).toEqual(['STT', 'Ngày sinh', 'Chồng']);
});
