// The bare baseline of the accept rate: Express, the same signature check, one BullMQ `add` for each webhook, no durability of
// its own. Started by scripts/bench: node --import tsx baseline.ts, with REDIS_URL and the variables of Zalo.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Queue } from 'bullmq';
import express from 'express';
import Redis from 'ioredis';
import { createZalo } from '../../src/channels/zalo';
import { memoryTokens } from '../../src/channels/zalo-token';
import { readConfig } from '../../src/config';

async function main(): Promise<void> {
  const { zalo, redisUrl = '' } = readConfig();
  if (!zalo) throw new Error('set the variables of Zalo');
  const channel = createZalo(zalo, memoryTokens());
  const queue = new Queue('events', { connection: new Redis(redisUrl, { maxRetriesPerRequest: 1 }) });
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.post('/webhooks/zalo', express.raw({ type: () => true, limit: '1mb' }), async (request, response) => {
    if (channel.verify(request.body as Buffer, request.headers) !== 'signed') return void response.sendStatus(401);
    await queue.add('event', JSON.parse((request.body as Buffer).toString('utf8')), { removeOnComplete: true });
    response.send('OK');
  });
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  process.stdout.write(`"msg":"listening" ${(server.address() as AddressInfo).port}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
