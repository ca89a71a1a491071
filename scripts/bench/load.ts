// The load of the benchmark, in a process of its own: posts prepared requests over kept connections and tells how long each took.
// Started by scripts/bench: node --import tsx load.ts FILE PORT CONNECTIONS RATE   (RATE 0: as fast as the answers come)
import { readFileSync } from 'node:fs';
import net from 'node:net';

/** What a run of load found; times in ms. */
export interface LoadResult {
  count: number;
  seconds: number;
  perSecond: number;
  p50: number;
  p95: number;
  p99: number;
  max: number;
  /** Answers other than 200, and broken connections. */
  failed: number;
}

interface Line {
  path: string;
  raw: string;
  headers: Record<string, string>;
}

/** A kept connection that carries one request at a time, opened anew when the server has closed it in its idleness. */
function connection(port: number): (request: Buffer) => Promise<number> {
  let answered: ((status: number) => void) | undefined;
  let socket: net.Socket | undefined;
  const open = (): net.Socket => {
    let received = '';
    const fresh = net.connect(port, '127.0.0.1').setNoDelay(true);
    const over = () => {
      // An error is followed by the end of the same connection: by then another one may be open.
      if (socket !== fresh) return;
      socket = undefined;
      answer(0);
    };
    fresh.on('error', over);
    fresh.on('close', over);
    fresh.on('data', (part) => {
      received += part.toString('latin1');
      const end = received.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = Number(/content-length: (\d+)/i.exec(received.slice(0, end))?.[1] ?? 0);
      if (received.length < end + 4 + length) return;
      const status = Number(received.slice(9, 12));
      received = received.slice(end + 4 + length);
      answer(status);
    });
    return fresh;
  };
  const answer = (status: number) => {
    const done = answered;
    answered = undefined;
    done?.(status);
  };
  return (request) =>
    new Promise((done) => {
      answered = done;
      socket ??= open();
      socket.write(request);
    });
}

async function main(): Promise<void> {
  const [file = '', port = '', connections = '', rate = ''] = process.argv.slice(2);
  const requests = readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => asRequest(JSON.parse(line) as Line));
  const lines = Array.from({ length: Number(connections) }, () => connection(Number(port)));
  const result = await (Number(rate) > 0 ? offered(requests, lines, Number(rate)) : closed(requests, lines));
  process.stdout.write(`${JSON.stringify(result)}\n`);
  process.exit(0);
}

/** Every connection sends its next request when the last one is answered. */
async function closed(requests: Buffer[], lines: ((request: Buffer) => Promise<number>)[]): Promise<LoadResult> {
  const times: number[] = [];
  let [next, failed] = [0, 0];
  const start = performance.now();
  await Promise.all(
    lines.map(async (line) => {
      for (let request = requests[next++]; request; request = requests[next++]) {
        const began = performance.now();
        if ((await line(request)) !== 200) failed += 1;
        times.push(performance.now() - began);
      }
    }),
  );
  return summary(times, failed, (performance.now() - start) / 1000);
}

/** Requests start when they are due, whether or not earlier ones are answered; waiting for a free connection counts. */
async function offered(requests: Buffer[], lines: ((request: Buffer) => Promise<number>)[], rate: number): Promise<LoadResult> {
  const times: number[] = [];
  const free = [...lines];
  const waiting: { request: Buffer; due: number }[] = [];
  let failed = 0;
  const start = performance.now();
  const send = async (line: (request: Buffer) => Promise<number>): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      if ((await line(next.request)) !== 200) failed += 1;
      times.push(performance.now() - next.due);
    }
    free.push(line);
  };
  for (const [index, request] of requests.entries()) {
    const due = start + (index * 1000) / rate;
    while (performance.now() < due) await new Promise((done) => setTimeout(done, 1));
    waiting.push({ request, due });
    const line = free.pop();
    if (line) void send(line);
  }
  while (times.length < requests.length) await new Promise((done) => setTimeout(done, 5));
  return summary(times, failed, (performance.now() - start) / 1000);
}

function asRequest({ path, raw, headers }: Line): Buffer {
  const lines = Object.entries({
    host: '127.0.0.1',
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(raw)),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n${raw}`);
}

function summary(times: number[], failed: number, seconds: number): LoadResult {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) =>
    Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 10) / 10;
  const perSecond = Math.round(times.length / seconds);
  return { count: times.length, seconds, perSecond, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1), failed };
}

if (require.main === module) {
  main().catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  });
}
