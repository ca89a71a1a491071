// A worker for tests: takes the turns of one conversation; a text that holds ENDS ends its process while it is played.
// Started by poison.test.ts: node --import tsx ending-worker.ts CONVERSATION
import { readConfig } from '../../src/config';
import { connect } from '../../src/connect';
import { takeTurns } from '../../src/engine/turn';
import { createLog } from '../../src/log';
import { compose } from '../../workers/compose';

async function main(): Promise<void> {
  const config = readConfig();
  const log = createLog('silent', 'test');
  const connections = await connect(config, { log, channels: new Map() });
  const { turns } = compose(config, connections, log);
  const understand: typeof turns.book.understand = (input) => {
    if (input.text.includes('ENDS')) process.exit(70);
    return turns.book.understand(input);
  };
  await takeTurns(process.argv[2] ?? '', { ...turns, book: { ...turns.book, understand } }, true);
  await connections.close();
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
