import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import net from 'node:net';
import { createInterface } from 'node:readline';
import type { Program } from './programs';

/** What a command says to the keeper: which servers it needs, or that it has done. */
export type Request = { want: { mongo?: Program; redis?: Program } } | { leave: true };

/** What the keeper says to a command. */
export type Reply =
  | { keeper: string; pid: number }
  | { progress: string }
  | { ready: { mongoUri?: string; redisUrl?: string } }
  | { failed: string };

/** A conversation in lines of JSON over one socket. */
export type Line<Out, In> = { socket: net.Socket; say(message: Out): void; hear(): Promise<In | undefined> };

const PLACES = 8;
const GREETS_WITHIN = 2_000;

/**
 * The ports at which commands and the keeper of a data folder meet. They follow from the folder, so there is no state file
 * that could go stale; who listens says for which folder, and a port that another program uses is passed over.
 */
export function places(dataDir: string): number[] {
  const number = createHash('sha256')
    .update(`services of ${realpathSync(dataDir)}`)
    .digest()
    .readUInt32BE();
  return Array.from({ length: PLACES }, (_, n) => 20_000 + ((number + n) % 10_000));
}

/** Connects to the keeper of the folder; undefined when there is none. */
export async function findKeeper(dataDir: string): Promise<(Line<Request, Reply> & { pid: number }) | undefined> {
  const name = realpathSync(dataDir);
  const found = await Promise.all(places(dataDir).map((port) => greetedAt(port, name)));
  const [keeper, ...others] = found.filter((line) => line !== undefined);
  for (const other of others) other.socket.destroy();
  return keeper;
}

/** Reads and writes one JSON message per line; `hear` answers undefined when the other side has gone. */
export function inLines<Out, In>(socket: net.Socket): Line<Out, In> {
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  // A broken connection reads as its end; there is nothing else to learn from it.
  socket.on('error', () => socket.destroy());
  return {
    socket,
    say: (message) => void socket.write(`${JSON.stringify(message)}\n`),
    hear: async () => {
      const { done, value } = await lines.next();
      return done ? undefined : (JSON.parse(value) as In);
    },
  };
}

async function greetedAt(port: number, name: string): Promise<(Line<Request, Reply> & { pid: number }) | undefined> {
  const socket = net.connect(port, '127.0.0.1');
  const line = inLines<Request, Reply>(socket);
  const patience = setTimeout(() => socket.destroy(), GREETS_WITHIN);
  // What is not JSON comes from a program that is none of ours.
  const greeting = await line.hear().catch(() => undefined);
  clearTimeout(patience);
  if (greeting && 'keeper' in greeting && greeting.keeper === name) return { ...line, pid: greeting.pid };
  socket.destroy();
  return undefined;
}
