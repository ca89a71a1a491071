import { type ChildProcess, spawn } from 'node:child_process';
import { readConfig } from '../src/config';
import { environmentOf } from '../test/fake/environment';
import { startFakeGraph } from '../test/fake/graph';
import { startFakeZalo } from '../test/fake/zalo';
import { seedDemoProvince } from './demo-province';
import { runCommand, withConnections } from './run';
import { openServices } from './services';

/** Web and workers that start again when a file changes, on embedded services; with fake platforms when no channel is configured. */
runCommand(async () => {
  const config = readConfig();
  const services = await openServices({ dataDir: config.dataDir, onProgress: say });
  const fakes = config.zalo || config.messenger ? undefined : await startFakes(config.port);
  if (fakes) {
    say(`No channel is configured: fake Zalo on ${fakes.zalo.url}, fake Graph on ${fakes.graph.url}. Talk with npm run chat.`);
    await withConnections((context) => seedDemoProvince(context.config, []));
  }
  const env = { ...process.env, ...fakes?.env, MONGODB_URI: services.mongoUri, REDIS_URL: services.redisUrl };
  const children = ['src/main.ts', 'workers/main.ts'].map((file) => watch(file, env));
  say(`Listening on http://localhost:${config.port} when the web side says so. Ctrl-C ends everything.`);
  await ended(children);
  await Promise.all([fakes?.zalo.close(), fakes?.graph.close()]);
  await services.close();
  return 0;
});

async function startFakes(port: number) {
  const bot = `http://127.0.0.1:${port}/webhooks`;
  const zalo = await startFakeZalo({ webhook: `${bot}/zalo`, receipts: true });
  const graph = await startFakeGraph({ webhook: `${bot}/messenger`, receipts: true });
  return { zalo, graph, env: environmentOf(zalo, graph) };
}

function watch(file: string, env: NodeJS.ProcessEnv): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', '--watch', file], { env, stdio: 'inherit' });
}

/** Resolves when the person at the keyboard has had enough and all children are gone. */
async function ended(children: readonly ChildProcess[]): Promise<void> {
  const gone = children.map((child) => new Promise<void>((done) => void child.once('exit', () => done())));
  const stop = () => {
    for (const child of children) child.kill('SIGTERM');
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  await Promise.all(gone);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
