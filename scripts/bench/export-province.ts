// Fills a database with made-up members, then measures one export of all of them. Started by scripts/bench/export.
import { randomBytes } from 'node:crypto';
import mongoose from 'mongoose';
import { exportMembers } from '../../src/actions/lists/export-members';
import { insertPeople, newPerson, type Person } from '../../src/models/people';
import { useKeys } from '../../src/models/secrets';
import { forgetTree, type Unit, Units } from '../../src/models/units';
import { type SheetWriter, writeSheet } from '../../src/tables/xlsx';
import { type Engine, openServices } from '../services';

const VALID_FROM = '2025-07-01';
const BATCH = 2_000;
const id = (code: string) => `${code}@${VALID_FROM}`;

async function main([engine, rows, perBranch, folder = '', file = '']: string[]): Promise<void> {
  const services = await openServices({ dataDir: folder, engine: engine as Engine });
  try {
    useKeys(new Map([['k1', randomBytes(32)]]), randomBytes(32));
    await mongoose.connect(services.mongoUri, { maxPoolSize: 4, autoIndex: false });
    for (const each of Object.values(mongoose.models)) await each.createIndexes();
    await fill(Number(rows), Number(perBranch));
    process.stdout.write(JSON.stringify(await measure(file)));
  } finally {
    await mongoose.disconnect();
    await services.close();
  }
}

async function fill(rows: number, perBranch: number): Promise<void> {
  const branches = Math.ceil(rows / perBranch);
  const unit = (code: string, level: Unit['level'], parent: string | null): Unit => ({
    ...{ _id: id(code), code, validFrom: VALID_FROM, level, name: `Đơn vị ${code}`, place: `thôn ${code}`, aliases: [], parent },
  });
  const communes = Math.ceil(branches / 9);
  const units = [
    unit('99', 'province', null),
    ...Array.from({ length: communes }, (_, n) => unit(`c${n}`, 'commune', id('99'))),
    ...Array.from({ length: branches }, (_, n) => unit(`b${n}`, 'branch', id(`c${n % communes}`))),
  ];
  await Units.collection.insertMany(units as never);
  forgetTree();
  for (let from = 0; from < rows; from += BATCH) {
    const people = Array.from({ length: Math.min(BATCH, rows - from) }, (_, n) =>
      made(from + n, id(`b${(from + n) % branches}`)),
    );
    await insertPeople(people);
    process.stderr.write(`\r${from + people.length} of ${rows} made-up members`);
  }
  process.stderr.write('\n');
}

function made(n: number, unit: string): Person {
  const told = { name: `Nguyễn Thị Số ${n}`, birthYear: 1940 + (n % 66), phone: `09${String(n).padStart(8, '0')}` };
  const person = newPerson(`p${n}`, { ...told, unit, status: 'member', memberSince: 0 });
  return { ...person, number: String(10_000_000 + n), kind: 'application', joinedOn: '2010-06-01', groups: ['TIEU_THUONG'] };
}

async function measure(file: string): Promise<{ rows: number; seconds: number; peakMb: number }> {
  let sheet: SheetWriter | undefined;
  let peak = 0;
  const look = () => {
    peak = Math.max(peak, process.memoryUsage().rss);
  };
  const timer = setInterval(look, 50);
  const start = Date.now();
  const result = await exportMembers(
    { id: 'bench', actor: { kind: 'operator' }, unit: id('99'), what: { kind: 'members' }, phones: true },
    {
      async begin(headings) {
        sheet = writeSheet(file, 'Hội viên', headings);
      },
      add: async (cells) => sheet?.add(cells),
      end: async () => sheet?.end(),
    },
    { now: Date.now, timeZone: 'Asia/Ho_Chi_Minh' },
    look,
  );
  clearInterval(timer);
  const rows = result.done ? (result.export.rows ?? 0) : 0;
  return { rows, seconds: Math.round((Date.now() - start) / 100) / 10, peakMb: Math.round(peak / 2 ** 20) };
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
