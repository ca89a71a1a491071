import { randomUUID } from 'node:crypto';
import { readConfig } from '../src/config';
import { type Ring, recount } from '../src/programme/recount';
import { compose } from '../workers/compose';
import { readArguments } from './clubs/arguments';
import { COMMANDS, REFUSED } from './clubs/commands';
import { runCommand, withConnections } from './run';

/** Keeps clubs: which there are, who belongs to them, who leads them. */
runCommand(async () => {
  readConfig();
  const asked = readArguments();
  return withConnections(async ({ config, connections, log }) => {
    // Counted at once, up to the province: there may be no worker while an operator is at work.
    const ringCount: Ring = async (unit, period) => void (await recount(unit, period, ringCount));
    const deps = { ...compose(config, connections, log).actions, ringCount };
    const { by, on } = asked.options;
    const actor = { kind: 'operator' as const, ...(by === undefined ? {} : { name: by }) };
    const order = { id: `command/${randomUUID()}`, actor, ...(on === undefined ? {} : { on }) };
    const shown = await COMMANDS[asked.command]({ ...asked, order, deps });
    if ('refused' in shown) {
      process.stderr.write(`${REFUSED[shown.refused]}\n`);
      return 1;
    }
    const lines = asked.json ? [JSON.stringify(shown.rows)] : shown.rows.map((row) => Object.values(row).join('\t'));
    process.stdout.write(lines.map((line) => `${line}\n`).join(''));
    return 0;
  });
});
