import { parseBody } from '../src/channels/body';
import { parseMessenger } from '../src/channels/messenger-parse';
import { parseZalo } from '../src/channels/zalo-parse';
import type { InboundEvent } from '../src/engine/types';

const USAGE = `Usage: npm run parse -- zalo|messenger < body.json
Reads one whole webhook body and prints its events as one JSON array.
MESSENGER_APP_ID, when set, tells the bot's own echoes from those of other apps.`;

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : 'parse failed'}\n`);
  process.exitCode = 1;
});

async function main(): Promise<void> {
  const [channel, ...rest] = process.argv.slice(2);
  if (channel === '--help' || channel === '-h') return print(USAGE);
  if ((channel !== 'zalo' && channel !== 'messenger') || rest.length > 0) {
    return refuse('parse: name one platform, zalo or messenger, for example: npm run parse -- zalo < body.json');
  }
  if (process.stdin.isTTY)
    return refuse(`parse: give a webhook body on stdin, for example: npm run parse -- ${channel} < body.json`);
  const body = parseBody(await stdin());
  if (body === undefined) return refuse('parse: stdin is not JSON; give one whole webhook body');
  const now = Date.now();
  // Works without any configured channel, so only this one variable is looked at.
  const events = channel === 'zalo' ? parseZalo(body, now) : parseMessenger(body, now, process.env.MESSENGER_APP_ID || undefined);
  print(JSON.stringify(events.map(published), null, 2));
}

/** The event as the contract has it: by which send of ours an echo is known is for the engine only. */
function published(event: InboundEvent): InboundEvent {
  if (event.type !== 'echo') return event;
  const { send: _, said: __, ...rest } = event;
  return rest;
}

async function stdin(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function refuse(line: string): void {
  process.stderr.write(`${line}\n`);
  process.exitCode = 2;
}
