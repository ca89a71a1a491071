// A process that refreshes the tokens of the OA when it is told to, for token-processes.test.ts: a line of JSON in, one out.
// Started with: node --import tsx token-process.ts, and the variables of the product in the environment.
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import Redis from 'ioredis';
import mongoose from 'mongoose';
import { SendError } from '../../src/channels/channel';
import { zaloTokens } from '../../src/channels/zalo-token';
import { readConfig } from '../../src/config';
import { encryptionKeys } from '../../src/keys';
import { hashKey } from '../../src/models/keys';
import { useKeys } from '../../src/models/secrets';
import * as tokens from '../../src/models/tokens';
import { createTokenStore } from '../../src/token-store';

/** What the process is told: the token that was refused, and when it is to die: with the answer in its hands, or with it noted. */
export interface Order {
  stale: string;
  dies?: 'answered' | 'noted';
}

/** What it found: a token, or the code of its failure. */
export type Found = { access: string } | { code: string };

/** A killed one's lock ends soon, so that it does not hold a round up; longer than the fake's slowest answer. */
const LOCK = 1_500;
const POLL = 20;
const NOTED_WITHIN = 30;

async function main(): Promise<void> {
  const config = readConfig();
  const { zalo, mongoUri = '', redisUrl = '' } = config;
  if (!zalo) throw new Error('set the variables of Zalo');
  await mongoose.connect(mongoUri, { writeConcern: { w: 'majority', journal: true }, autoIndex: false });
  const keys = encryptionKeys(config);
  useKeys(keys, await hashKey(keys));
  const redis = new Redis(redisUrl);
  let order: Order = { stale: '' };
  const end = () => process.kill(process.pid, 'SIGKILL');
  const store = createTokenStore(zalo.oaId, redis, 'test', {
    ...tokens,
    async savePair(...args) {
      if (order.dies === 'noted') {
        await wait(NOTED_WITHIN);
        end();
      }
      return tokens.savePair(...args);
    },
  });
  const pair = zaloTokens(
    zalo,
    {
      ...store,
      lock: () => store.lock(LOCK),
      save(next, rev) {
        if (order.dies === 'answered') end();
        return store.save(next, rev);
      },
    },
    { poll: POLL },
  );
  const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
  for await (const line of createInterface({ input: process.stdin })) {
    order = JSON.parse(line) as Order;
    say(
      await pair.renewed(order.stale).then(
        (access) => ({ access }),
        (error: unknown) => ({ code: error instanceof SendError ? error.code : String(error) }),
      ),
    );
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
