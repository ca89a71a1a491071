import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Channel, OutboundMessage } from '../../src/channels/channel';
import { type Config, readConfig } from '../../src/config';
import { type Connections, connect } from '../../src/connect';
import type { InboundEvent } from '../../src/engine/types';
import { createLog, type Log } from '../../src/log';
import { conversationId, load } from '../../src/models/conversations';
import { Events, insertEvents, newEvent } from '../../src/models/events';
import { keyed, unseal } from '../../src/models/secrets';
import { type Send, type SendBody, Sends } from '../../src/models/sends';
import { type Composition, compose } from '../../workers/compose';
import { seedProvince } from '../faults/province';
import { useDatabase } from '../setup/database';

const ACCOUNT = 'oa';

/** The engine in this process with a platform that only writes down what it was given; each step is taken by the test. */
export interface Workshop {
  config: Config;
  connections: Connections;
  log: Log;
  /** Messages that left, in their order. */
  left: OutboundMessage[];
  /** A worker's parts, new each time: what a process has after its start. `now` is its clock. */
  worker(now?: () => number): Composition;
  /** Stores an event as the web side does, without ringing; answers its id. */
  hears(user: string, what: { text: string } | { payload: string }, at: number): Promise<string>;
  conversation(user: string): ReturnType<typeof load>;
  id(user: string): string;
  /** Keys of her replies, in their order. */
  keys(user: string): Promise<string[]>;
  pending(user: string): Promise<number>;
}

/** Opens a workshop for the test file that calls it, at its top; everything is empty save units, a survey and a meeting. */
export function useWorkshop(): () => Workshop {
  const { mongoUri, redisUrl } = useDatabase();
  const dataDir = mkdtempSync(path.join(tmpdir(), 'workshop-'));
  let open: Workshop | undefined;
  beforeAll(async () => {
    const left: OutboundMessage[] = [];
    const channels = new Map([['zalo', recorder(left)]]);
    const config = readConfig({ MONGODB_URI: mongoUri, REDIS_URL: redisUrl, DATA_DIR: dataDir });
    const log = createLog('silent', 'test');
    const connections = await connect(config, { log, channels });
    await seedProvince();
    const id = (user: string) => conversationId('zalo', ACCOUNT, user);
    let count = 0;
    open = {
      config,
      connections,
      log,
      left,
      id,
      worker: (now) => compose(config, connections, log, now),
      async hears(user, what, at) {
        count += 1;
        const happening = 'text' in what ? { type: 'text' as const, ...what } : { type: 'tap' as const, ...what };
        const event: InboundEvent = { ...happening, user, account: ACCOUNT, id: `m${count}`, at };
        const _id = keyed('event', 'zalo', event.id);
        await insertEvents([
          newEvent({ _id, conversation: id(user), at, receivedAt: Date.now(), place: 0 }, { channel: 'zalo', event }),
        ]);
        return _id;
      },
      conversation: (user) => load(id(user)),
      async keys(user) {
        const sends = await Sends.find({ conversation: id(user), reply: true }).lean<Send[]>();
        return sends.sort((a, b) => a.seq - b.seq).map((send) => unseal<SendBody>(send.body).key);
      },
      pending: (user) => Events.countDocuments({ conversation: id(user), pending: true }),
    };
  });
  afterAll(async () => {
    await open?.connections.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
  return () => {
    if (!open) throw new Error('the workshop opens before the first test: ask inside one');
    return open;
  };
}

function recorder(left: OutboundMessage[]): Channel {
  return {
    name: 'zalo',
    can: { abroad: false, buttons: 5, text: 2_000, perSecond: 60, images: false, cards: 0, contact: false },
    hook: { acknowledge: 'OK', keepsUnsigned: false },
    verify: () => 'signed',
    parse: () => [],
    window: (_, now) => ({ state: 'free', until: now + 1 }),
    async send(message) {
      left.push(message);
      return { platformId: `p${left.length}` };
    },
  };
}
