import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import mongoose from 'mongoose';
import { putUnit } from '../../src/models/units';
import { useDatabase } from '../setup/database';
import { temporaryFolder } from './processes';

const database = useDatabase();
const folder = temporaryFolder();
const file = (name: string, text: string) => {
  writeFileSync(path.join(folder, name), text);
  return path.join(folder, name);
};

beforeAll(async () => {
  await mongoose.connect(database.mongoUri, { autoIndex: false });
  const unit = { validFrom: '2025-07-01', aliases: [] };
  await putUnit({
    ...unit,
    _id: '99@2025-07-01',
    code: '99',
    level: 'province',
    name: 'Tỉnh Sen',
    place: 'tỉnh Sen',
    parent: null,
  });
  const commune = { level: 'commune', name: 'Hội LHPN xã An Bình', place: 'xã An Bình', parent: '99@2025-07-01' } as const;
  await putUnit({ ...unit, ...commune, _id: '00004@2025-07-01', code: '00004' });
});
afterAll(() => mongoose.disconnect());

test('a list is tried, refused with each reason in Vietnamese, taken over, and taken over again without any change', async () => {
  const bad = file('bad.csv', 'Xã;Phụ nữ có mặt;Tính đến ngày;Ghi chú\nAn Bìn;nhiều;30/6/2026;x\n');
  expect(await run('women', bad)).toEqual({
    code: 1,
    err: '',
    out: [
      'Dòng 2, cột “Phụ nữ có mặt”: phải là số nguyên, không âm (đang ghi: nhiều)',
      'Dòng 2, cột “Xã”: không có đơn vị này. Có phải: xã An Bình? (đang ghi: An Bìn)',
      'Các cột không dùng tới: Ghi chú',
      'Thêm mới 0, thay đổi 0, giữ nguyên 0, dòng sai 1.',
      'Chưa nhập dòng nào. Chị sửa các dòng trên rồi nhập lại cả tệp.',
      '',
    ].join('\n'),
  });
  const good = file('good.csv', 'Xã;Phụ nữ có mặt;Tính đến ngày\nAn Bình;1.250;30/6/2026\n');
  expect((await run('women', good, '--dry-run')).out).toBe(
    'Thêm mới 1, thay đổi 0, giữ nguyên 0, dòng sai 0.\nMới chạy thử, chưa ghi gì vào hệ thống.\n',
  );
  expect((await run('women', good)).out).toBe('Thêm mới 1, thay đổi 0, giữ nguyên 0, dòng sai 0.\nĐã nhập xong.\n');
  const again = await run('women', good, '--json');
  expect(JSON.parse(again.out)).toEqual({ added: 0, changed: 0, unchanged: 1, problems: [], unknown: [] });
});

test.each([
  [[], 2, 'Usage: npm run import'],
  [['women'], 2, 'Usage: npm run import'],
  [['recipes', 'x.csv'], 2, 'Usage: npm run import'],
  [['women', 'x.csv', '--fast'], 2, 'Usage: npm run import'],
  [['women', 'nowhere.csv'], 2, 'nowhere.csv cannot be read (ENOENT)'],
])('import %j ends with %i and one line', async (args, code, line) => {
  const ran = await run(...args);
  expect(ran).toMatchObject({ code, out: '', err: expect.stringContaining(line) });
  expect(ran.err.trimEnd()).not.toContain('\n');
});

test('a survey is tried, refused with its lines, published, and published again without any change', async () => {
  const text = readFileSync(path.resolve(__dirname, '..', '..', 'docs', 'survey.txt'), 'utf8').replaceAll('/2027', '/2099');
  const bad = await run('survey', file('bad.txt', text.replace('- May\n', '-\n').replace('câu 4', 'câu 14')));
  expect(bad.out.split('\n')).toEqual([
    'Dòng 11: ý trả lời chưa có chữ',
    'Dòng 18: sau mũi tên ghi “câu 5” (có trong khảo sát) hoặc “hết” (đang ghi: câu 14)',
    'Thêm mới 0, thay đổi 0, giữ nguyên 0, dòng sai 2.',
    'Chưa nhập dòng nào. Chị sửa các dòng trên rồi nhập lại cả tệp.',
    '',
  ]);
  const good = file('good.txt', text);
  expect((await run('survey', good, '--dry-run')).out).toMatch(/^Thêm mới 1, .*\nMới chạy thử/);
  expect((await run('survey', good)).out).toBe('Thêm mới 1, thay đổi 0, giữ nguyên 0, dòng sai 0.\nĐã nhập xong.\n');
  expect(JSON.parse((await run('survey', good, '--json')).out)).toMatchObject({ added: 0, changed: 0, unchanged: 1 });
});

test('a file that is no list is told without asking the database', async () => {
  const ran = await run('women', file('letter.csv', 'Kính gửi Hội\nVề việc báo cáo\n'));
  expect(ran).toMatchObject({ code: 1, out: expect.stringMatching(/^Cả tệp: không tìm thấy dòng tiêu đề cột/) });
});

function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const script = path.resolve(__dirname, '..', '..', 'scripts', 'import.ts');
  const env = { PATH: process.env.PATH, DATA_DIR: folder, MONGODB_URI: database.mongoUri, REDIS_URL: database.redisUrl };
  return new Promise((done) => {
    execFile(process.execPath, ['--import', 'tsx', script, ...args], { env }, (error, out, err) => {
      done({ code: typeof error?.code === 'number' ? error.code : 0, out, err: err.replace(/^\d+ of \d+ rows\n/gm, '') });
    });
  });
}
