import { type Config, readConfig } from '../../src/config';
import { type Connections, connect } from '../../src/connect';
import { createLog } from '../../src/log';
import { startWeb, type Web } from '../../src/web';
import { startWork } from '../../workers/work';
import { environmentOf } from '../fake/environment';
import { type FakeGraph, startFakeGraph } from '../fake/graph';
import { messengerPerson, zaloPerson } from '../fake/people';
import { type FakeZalo, startFakeZalo } from '../fake/zalo';

/** Web, workers and both fake platforms in one process, on servers that the caller has. */
export interface Town {
  zalo: FakeZalo;
  graph: FakeGraph;
  config: Config;
  connections: Connections;
  web: Web;
  /** A woman on Zalo, by a name that becomes her id. */
  onZalo(user: string): ReturnType<typeof zaloPerson>;
  onMessenger(user: string): ReturnType<typeof messengerPerson>;
  close(): Promise<void>;
}

/** How a town differs from the usual one. */
export interface TownOptions {
  /** `false` leaves the workers out. */
  work?: boolean;
  level?: string;
  /** A clock of their own for platforms and people: the platforms are then strict about their windows, and send no receipts. */
  clock?: () => number;
}

/** Starts a town. */
export async function startTown(
  servers: { mongoUri: string; redisUrl: string; dataDir: string },
  { work = true, level = 'silent', clock }: TownOptions = {},
): Promise<Town> {
  const fakes = clock ? { clock, strict: true, echoes: false } : { receipts: true };
  const zalo = await startFakeZalo(fakes);
  const graph = await startFakeGraph(fakes);
  const { mongoUri, redisUrl, dataDir } = servers;
  const env = { MONGODB_URI: mongoUri, REDIS_URL: redisUrl, DATA_DIR: dataDir, PORT: '0', ...environmentOf(zalo, graph) };
  const config = readConfig(env);
  const log = createLog(level, 'test');
  const connections = await connect(config, { log });
  const web = await startWeb(config, connections, log);
  const working = work ? startWork(config, connections, log, clock) : undefined;
  const hook = (name: string) => `http://127.0.0.1:${web.port}/webhooks/${name}`;
  zalo.pointTo(hook('zalo'));
  graph.pointTo(hook('messenger'));
  return {
    zalo,
    graph,
    config,
    connections,
    web,
    onZalo: (user) => zaloPerson(hook('zalo'), zalo.secrets, user, { platform: zalo, ...(clock ? { clock } : {}) }),
    onMessenger: (user) =>
      messengerPerson(hook('messenger'), graph.secrets, user, { platform: graph, ...(clock ? { clock } : {}) }),
    async close() {
      await working?.stop();
      await web.close();
      await connections.close();
      await zalo.close();
      await graph.close();
    },
  };
}
