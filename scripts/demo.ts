import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import mongoose from 'mongoose';
import { whoComes } from '../src/actions/meetings/meeting-people';
import { readConfig } from '../src/config';
import { connect } from '../src/connect';
import { quietUntil } from '../src/engine/policy';
import { createLog } from '../src/log';
import { Events } from '../src/models/events';
import { Surveys } from '../src/models/surveys';
import { yearOf } from '../src/programme/periods';
import { pairTable, tableLines } from '../src/programme/table';
import { resultsOf } from '../src/programme/targets';
import { verifyCounts } from '../src/programme/verify';
import { environmentOf } from '../test/fake/environment';
import { startFakeGraph } from '../test/fake/graph';
import { noonZone } from '../test/fake/noon';
import { startFakeZalo } from '../test/fake/zalo';
import { compose } from '../workers/compose';
import { actor, linkChat, type Stage, until } from './demo/people';
import { type Running, startProcess } from './demo/processes';
import { answerSurvey, type Cast, decide, joinUp, meet } from './demo/story';
import { seedDemoProvince } from './demo-province';
import { runCommand, UsageError } from './run';
import { openServices } from './services';

const MEMBERS = 120;
const WOMEN = 8;
const SURVEYED = 6;
const say = (line: string) => void process.stderr.write(`${line}\n`);
const print = (line = '') => void process.stdout.write(`${line}\n`);

runCommand(async () => {
  const once = readArguments();
  const base = readConfig();
  const services = await openServices({ dataDir: `${base.dataDir}/demo`, onProgress: say });
  const zalo = await startFakeZalo({ receipts: true });
  const graph = await startFakeGraph({ receipts: true });
  const database = new URL(services.mongoUri);
  database.pathname = `/demo_${randomUUID().slice(0, 8)}`;
  const night = quietUntil(Date.now(), base.timeZone) !== undefined;
  if (night) say('it is night, when nobody is written to: the demo plays in a time zone where it is noon');
  const env = {
    ...process.env,
    ...environmentOf(zalo, graph),
    ...(night ? { TZ_NAME: noonZone() } : {}),
    MONGODB_URI: database.href,
    REDIS_URL: services.redisUrl,
    DATA_DIR: `${base.dataDir}/demo`,
    PORT: process.env.PORT ?? (once ? '0' : '3000'),
    LOG_LEVEL: 'info',
  };
  const config = readConfig(env);
  const log = createLog('warn', 'demo');
  const connections = await connect(config, { log });
  await connections.redis.flushdb();
  const running: Running[] = [];
  try {
    say('starting the web side and a worker …');
    const web = await startProcess('src/main.ts', env, 'listening');
    let worker = await startProcess('workers/main.ts', env, 'working');
    running.push(web, worker);
    const stage: Stage = { zalo, graph, url: `http://127.0.0.1:${web.line.port}` };
    zalo.pointTo(`${stage.url}/webhooks/zalo`);
    graph.pointTo(`${stage.url}/webhooks/messenger`);
    say('making a province: 1 tỉnh, 2 xã, 6 chi hội with tổ, 120 members with their chats …');
    const members = Array.from({ length: MEMBERS }, (_, n) => actor(stage, n));
    const province = await seedDemoProvince(
      config,
      members.map((member) => member.id),
    );
    for (const member of members) await linkChat(stage, member, Date.now());
    const women = Array.from({ length: WOMEN }, (_, n) => actor(stage, MEMBERS + n));
    const cast: Cast = {
      province,
      members,
      women,
      actions: compose(config, connections, log).actions,
      say,
    };
    say('members answer a survey …');
    await answerSurvey(cast);
    say('women join through the codes of members; webhooks come twice, and the worker is killed meanwhile …');
    const files = await joinUp(cast, async () => {
      await worker.kill();
      say('  the worker was killed and starts again');
      worker = await startProcess('workers/main.ts', env, 'working');
      running.push(worker);
    });
    say('branches verify, communes recognise …');
    await decide(cast, files);
    say('a leader calls a meeting …');
    const meeting = await meet(cast);
    await until('everything is played', async () => !(await Events.exists({ pending: true, conversation: { $ne: 'receipts' } })));
    const right = await report(cast, meeting, config.timeZone, files.length - 1);
    print();
    print(`Web side: ${stage.url} (health: /readyz, figures: /metrics); the console is not built yet`);
    if (!once) {
      print(`Look at these counts: MONGODB_URI='${database.href}' REDIS_URL='${services.redisUrl}' npm run counts -- show`);
      print('It stays up until Ctrl-C.');
      await new Promise<void>((done) => {
        process.once('SIGINT', () => done());
        process.once('SIGTERM', () => done());
      });
    }
    return right ? 0 : 1;
  } finally {
    await Promise.all(running.map((each) => each.stop()));
    await mongoose.connection.dropDatabase();
    await connections.close();
    await Promise.all([zalo.close(), graph.close()]);
    await services.close();
  }
});

/** Prints what came out; false when a count differs from its recount, or from what was played. */
async function report({ province }: Cast, meeting: string, timeZone: string, recognised: number): Promise<boolean> {
  const verdict = await verifyCounts();
  const year = String(yearOf(Date.now(), timeZone));
  print(`The 1+1 programme, ${year} (result/target)`);
  const rows = await pairTable(province.province, year, 2);
  for (const line of tableLines(rows)) print(line);
  print();
  const survey = await Surveys.findById(province.survey).lean();
  const results = (await resultsOf([province.province], `survey:${province.survey}`)).get(province.province) ?? {};
  print(`Survey “${survey?.title}”: ${results.responses ?? 0} answered`);
  for (const { id, kind, text, options } of survey?.questions ?? []) {
    const n = (metric: string) => results[`${id}:${metric}`] ?? 0;
    const counted =
      kind === 'yesNo' ? [`có ${n('yes')}`, `không ${n('no')}`] : options.map((option, o) => `${option} ${n(`o${o + 1}`)}`);
    if (counted.length > 0) print(`  ${text}  ${counted.join(' · ')}`);
  }
  print();
  const comes = await whoComes(meeting, { kind: 'operator' }, { now: Date.now, timeZone });
  const { going = 0, busy = 0, unsure = 0, silent = 0 } = comes?.counts ?? {};
  print(`Meeting: ${going} coming, ${busy} busy, ${unsure} not sure, ${silent} silent of ${comes?.total}`);
  for (const { person, said } of comes?.people ?? []) {
    const n = province.members.findIndex((member) => member.id === person);
    print(`  ${n < 0 ? 'new member' : `member ${String(n + 1).padStart(3)}`}  ${said}`);
  }
  print();
  print(`Counts verified: ${verdict.rows} rows, ${verdict.differences.length} differences`);
  for (const { unit, period, metric, stored, recounted } of verdict.differences)
    print(`  ${unit} ${period} ${metric}: ${stored}, not ${recounted}`);
  for (const { unit, period } of verdict.dirty) print(`  ${unit} ${period}: still owes a recount`);
  const played = rows[0]?.joined === recognised && recognised === WOMEN - 1 && results.responses === SURVEYED;
  if (!played) print(`Not what was played: ${WOMEN - 1} women recognised, ${SURVEYED} surveys answered`);
  return played && verdict.differences.length === 0 && verdict.dirty.length === 0;
}

function readArguments(): boolean {
  try {
    return parseArgs({ options: { once: { type: 'boolean', default: false } } }).values.once;
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\nUsage: npm run demo [-- --once]`);
  }
}
