import { randomUUID } from 'node:crypto';
import { readConfig } from '../src/config';
import { type Ring, recount } from '../src/programme/recount';
import { compose } from '../workers/compose';
import { readArguments } from './meetings/arguments';
import { COMMANDS, REFUSED } from './meetings/commands';
import { runCommand, withConnections } from './run';

/** Calls meetings and keeps what belongs to them. */
runCommand(async () => {
  const asked = readArguments(readConfig().timeZone);
  return withConnections(async ({ config, connections, log }) => {
    // Counted at once, up to the province: there may be no worker while an operator is at work.
    const ringCount: Ring = async (unit, period) => void (await recount(unit, period, ringCount));
    const { publicBaseUrl } = config;
    const deps = { ...compose(config, connections, log).actions, ringCount, publicBaseUrl };
    const { by } = asked.options;
    const order = {
      id: `command/${randomUUID()}`,
      actor: { kind: 'operator' as const, ...(by === undefined ? {} : { name: by }) },
    };
    const ways = [...connections.channels.values()].flatMap(({ chatLink }) => (chatLink ? [(ref: string) => chatLink(ref)] : []));
    const shown = await COMMANDS[asked.command]({ ...asked, order, deps, ways });
    if ('refused' in shown) {
      process.stderr.write(`${REFUSED[shown.refused]}\n`);
      return 1;
    }
    const text = asked.json ? [JSON.stringify(shown.value)] : shown.lines;
    process.stdout.write(text.map((line) => `${line}\n`).join(''));
    return 0;
  });
});
