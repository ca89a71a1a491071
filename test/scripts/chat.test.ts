import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { root, temporaryFolder } from './processes';

const folder = temporaryFolder();
const broken = path.join(folder, 'broken.json');
writeFileSync(broken, '{');
const empty = path.join(folder, 'empty.json');
writeFileSync(empty, '{"title":"x","intro":"y","questions":[]}');

test.each([
  [['--as', 'queen'], '--as queen: use stranger, member or leader'],
  [['--flow', 'dance'], '--flow dance: use one of about, announce'],
  [['--survey', path.join(folder, 'none.json')], 'none.json cannot be read as JSON: ENOENT'],
  [['--survey', broken], 'broken.json cannot be read as JSON'],
  [['--survey', empty], 'empty.json is no survey'],
])('%j is told in one line, before any server is started', async (args, line) => {
  const script = path.join(root, 'scripts/chat.ts');
  const ended = await new Promise<{ code: unknown; err: string }>((done) => {
    const env = { PATH: process.env.PATH, DATA_DIR: path.join(folder, 'data'), MONGODB_URI: 'mongodb://127.0.0.1:1' };
    execFile(process.execPath, ['--import', 'tsx', script, ...args], { env }, (error, _out, err) =>
      done({ code: error?.code, err }),
    );
  });
  expect(ended).toEqual({ code: 2, err: expect.stringContaining(line) });
  expect(ended.err.trim().split('\n')).toHaveLength(1);
});
