import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** A webhook address that keeps what `read` makes of each POST. */
export async function receiver<T>(read: (raw: Buffer, headers: IncomingHttpHeaders) => T) {
  const heard: T[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      heard.push(read(Buffer.concat(chunks), request.headers));
      response.end('EVENT_RECEIVED');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    heard,
    async until(count: number): Promise<T[]> {
      for (let tried = 0; heard.length < count && tried < 500; tried++) await wait(10);
      return heard;
    },
    async close(): Promise<void> {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
