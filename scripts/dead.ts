import { parseArgs } from 'node:util';
import { carrierFor } from '../src/actions/carriers';
import { parseBody } from '../src/channels/body';
import { createAccept } from '../src/engine/accept';
import { reopenOutbox, type StoredEffect } from '../src/models/conversations';
import { bodyOf, type DeadLetter, listLetters, markReplayed } from '../src/models/dead-letters';
import { type EventBody, insertEvents, newEvent } from '../src/models/events';
import { keyed, seal } from '../src/models/secrets';
import { type Context, runCommand, UsageError, withConnections } from './run';

const USAGE = 'Usage: npm run dead -- list | replay [ID] [--unsigned]   (badly signed bodies are replayed only with --unsigned)';

runCommand(async () => {
  const { command, id, unsigned } = readArguments();
  return withConnections(async (context) => (command === 'list' ? list() : replay(id, unsigned, context)));
});

function readArguments(): { command: 'list' | 'replay'; id?: string; unsigned: boolean } {
  try {
    const { values, positionals } = parseArgs({
      options: { unsigned: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
    const [command, id, ...more] = positionals;
    if ((command === 'list' && id === undefined) || (command === 'replay' && more.length === 0)) {
      return { command, unsigned: values.unsigned, ...(id === undefined ? {} : { id }) };
    }
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n${USAGE}`);
  }
  throw new UsageError(USAGE);
}

async function list(): Promise<number> {
  for (const letter of await listLetters()) {
    const { _id, kind, reason, at, replayedAt } = letter;
    const state = replayedAt ? `replayed ${new Date(replayedAt).toISOString()}` : 'waiting';
    process.stdout.write(`${[_id, kind, new Date(at).toISOString(), state, reason].join('\t')}\n`);
  }
  return 0;
}

async function replay(id: string | undefined, unsigned: boolean, context: Context): Promise<number> {
  const letters = (await listLetters()).filter((letter) => (id === undefined ? !letter.replayedAt : letter._id === id));
  if (id !== undefined && letters.length === 0) {
    process.stderr.write(`No dead letter ${id}: see npm run dead -- list\n`);
    return 1;
  }
  let played = 0;
  for (const letter of letters) {
    if (letter.kind === 'unsigned' && !unsigned) {
      process.stderr.write(`${letter._id} is badly signed: left alone; add --unsigned to play it\n`);
      continue;
    }
    await replayOne(letter, context);
    await markReplayed(letter._id, Date.now());
    played += 1;
  }
  process.stdout.write(`${played} replayed\n`);
  return 0;
}

async function replayOne(letter: DeadLetter, { connections, log }: Context): Promise<void> {
  const now = Date.now();
  // A new id: the old one is among what was played already.
  const again = keyed('replay', letter._id, String(now));
  if (letter.kind === 'unsigned') {
    const { channel, raw } = bodyOf<{ channel: string; raw: string }>(letter);
    const events = connections.channels.get(channel)?.parse(parseBody(Buffer.from(raw, 'base64')), now);
    if (!events) throw new Error(`${channel} is off: set its variables, then replay`);
    await createAccept({ ...connections, log })(channel, events, now);
  } else if (letter.kind === 'event' && letter.conversation) {
    const place = { _id: again, conversation: letter.conversation, at: letter.at, receivedAt: now, place: 0 };
    await insertEvents([newEvent(place, bodyOf<EventBody>(letter))]);
    await connections.bells.turnsAgain([letter.conversation]);
  } else if (letter.aggregate) {
    const { kind, id } = letter.aggregate;
    await carrierFor(kind).reopen(id, bodyOf(letter), now);
  } else if (letter.conversation) {
    const { name, ...body } = bodyOf<{ name: StoredEffect['name'] }>(letter);
    await reopenOutbox(letter.conversation, { id: `${again}.0`, seq: 0, at: letter.at, name, body: seal(body) }, now);
    await connections.bells.turnsAgain([letter.conversation]);
  }
}
