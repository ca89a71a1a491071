import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** One call that reached a fake platform. */
export interface Call {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  /** JSON or form fields; undefined when it is neither. */
  body: unknown;
  /** What a form of several parts holds. */
  form?: FormData;
}

/** What a fake platform answers to a call. */
export interface Reply {
  status?: number;
  /** JSON, a page, or the bytes of a file. */
  body: unknown;
  headers?: Record<string, string>;
}

/**
 * How a fake platform behaves: `dead` breaks each connection at once, `refused` does not listen, `lost` does the work and
 * breaks the connection, `hang` does the work and never answers, `busy` answers HTTP 429, `gateway` a 502 page, `blank` an empty object; or it is
 * slow by some ms, or answers an error code (`-230`, `10/2018278`) for so many calls, else always.
 */
export type Mode =
  | 'ok'
  | 'dead'
  | 'refused'
  | 'lost'
  | 'hang'
  | 'busy'
  | 'gateway'
  | 'blank'
  | { slow: number }
  | { error: string; times?: number };

/** A server on 127.0.0.1 that can be made to misbehave. */
export interface FakeServer {
  url: string;
  /** Sets how calls to paths that match are treated from now on; without `paths`, all of them. */
  set(mode: Mode, paths?: RegExp): Promise<void>;
  close(): Promise<void>;
}

/** Starts a server: `answer` does the work of a call, `refuse` writes an error code in the platform's way. */
export async function startServer(
  port: number,
  answer: (call: Call) => Reply | Promise<Reply>,
  refuse: (code: string) => Reply,
): Promise<FakeServer> {
  let mode: Mode = 'ok';
  let paths: RegExp | undefined;
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  const bound = await listen(server, port);

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://fake');
    const now: Mode = paths?.test(url.pathname) === false ? 'ok' : mode;
    if (now === 'dead') return void request.socket.destroy();
    const raw = await read(request);
    const call = {
      method: request.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body: fields(request, raw),
      ...(await parts(request, raw)),
    };
    if (now === 'busy') return write(response, { status: 429, body: {} });
    if (now === 'gateway') return write(response, { status: 502, body: '<html>Bad gateway</html>' });
    if (now === 'blank') return write(response, { body: {} });
    if (typeof now === 'object' && 'error' in now) {
      if (now.times === undefined || now.times-- > 0) return write(response, refuse(now.error));
    }
    if (typeof now === 'object' && 'slow' in now) await wait(now.slow);
    const reply = await answer(call);
    if (now === 'lost') return void request.socket.destroy();
    if (now !== 'hang') write(response, reply);
  }

  return {
    url: `http://127.0.0.1:${bound}`,
    async set(next, only) {
      const was = mode;
      // A copy: `times` is counted down here.
      mode = typeof next === 'object' ? { ...next } : next;
      paths = only;
      if (next === 'refused' && was !== 'refused') await stop(server);
      if (next !== 'refused' && was === 'refused') await listen(server, bound);
    },
    close: () => stop(server),
  };
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function stop(server: Server): Promise<void> {
  if (!server.listening) return;
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
  // Callers in this process must see the end of their kept connections, else they write into a dead one.
  await wait(20);
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function parts(request: IncomingMessage, raw: Buffer): Promise<Pick<Call, 'form'>> {
  const type = request.headers['content-type'];
  if (!type?.startsWith('multipart/form-data')) return {};
  return { form: await new Response(new Uint8Array(raw), { headers: { 'content-type': type } }).formData() };
}

function fields(request: IncomingMessage, raw: Buffer): unknown {
  const text = raw.toString('utf8');
  if (request.headers['content-type']?.includes('form-urlencoded')) return Object.fromEntries(new URLSearchParams(text));
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function write(response: ServerResponse, { status = 200, body, headers = {} }: Reply): void {
  const whole = typeof body === 'string' || Buffer.isBuffer(body);
  const type = Buffer.isBuffer(body) ? 'application/octet-stream' : whole ? 'text/html' : 'application/json';
  response.writeHead(status, { 'content-type': type, ...headers });
  response.end(whole ? body : JSON.stringify(body));
}
