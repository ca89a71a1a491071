import { parseArgs } from 'node:util';
import type { ActionResult } from '../src/actions/act-on-application';
import type { ActionDeps } from '../src/actions/deps';
import { recognise } from '../src/actions/recognise';
import { verify } from '../src/actions/verify';
import { WITHDRAW_REASONS, withdraw } from '../src/actions/withdraw';
import { type ApplicationState, inState, type WithdrawReason } from '../src/models/applications';
import { tree } from '../src/models/units';
import { dayOf } from '../src/programme/periods';
import { type Ring, recount } from '../src/programme/recount';
import { compose } from '../workers/compose';
import { runCommand, UsageError, withConnections } from './run';

const USAGE =
  'Usage: npm run applications -- list | verify FILE… [--branch CODE] | recognise FILE… | withdraw FILE… --reason ' +
  `${WITHDRAW_REASONS.join('|')} [--by WHO] [--json]`;
const ACTIONS = ['list', 'verify', 'recognise', 'withdraw'] as const;
/** Those that somebody still has to act on. */
const OPEN: readonly ApplicationState[] = ['submitted', 'duplicate', 'verified'];

interface Arguments {
  action: (typeof ACTIONS)[number];
  files: string[];
  by?: string;
  branch?: string;
  reason: WithdrawReason;
  json: boolean;
}

runCommand(async () => {
  const asked = readArguments();
  return withConnections(async ({ config, connections, log }) => {
    if (asked.action === 'list') return list(asked.json, config.timeZone);
    // Counted at once, up to the province: there may be no worker while an operator is at work.
    const ringCount: Ring = async (unit, period) => void (await recount(unit, period, ringCount));
    return act(asked, { ...compose(config, connections, log).actions, ringCount });
  });
});

function readArguments(): Arguments {
  try {
    const text = { type: 'string' } as const;
    const options = { by: text, branch: text, reason: text, json: { type: 'boolean', default: false } } as const;
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    const [first, ...files] = positionals;
    const action = ACTIONS.find((each) => each === first);
    const reason = WITHDRAW_REASONS.find((each) => each === values.reason);
    const { by, branch, json } = values;
    const complete = action === 'list' ? files.length === 0 : files.length > 0;
    if (
      action &&
      complete &&
      (action === 'withdraw') === (reason !== undefined) &&
      (action === 'verify' || branch === undefined)
    ) {
      const more = { ...(by === undefined ? {} : { by }), ...(branch === undefined ? {} : { branch }) };
      return { action, files: [...new Set(files)], json, reason: reason ?? 'asked', ...more };
    }
  } catch (error) {
    throw new UsageError(`${(error as Error).message} ${USAGE}`);
  }
  throw new UsageError(USAGE);
}

async function list(json: boolean, timeZone: string): Promise<number> {
  const { units } = await tree();
  const found = (await Promise.all(OPEN.map((state) => inState(state)))).flat().sort((a, b) => a.at - b.at);
  const rows = found.map(({ file, state, at, unit }) => {
    const place = units.get(unit);
    return { file, state, day: dayOf(at, timeZone), unit: place?.code ?? unit, name: place?.name ?? '' };
  });
  if (json) process.stdout.write(`${JSON.stringify(rows)}\n`);
  else for (const row of rows) process.stdout.write(`${Object.values(row).join('\t')}\n`);
  return 0;
}

async function act({ action, files, by, branch, reason, json }: Arguments, deps: ActionDeps): Promise<number> {
  const results: (ActionResult & { file: string })[] = [];
  for (const file of files) {
    const actor = { kind: 'operator' as const, ...(by === undefined ? {} : { name: by }) };
    // Each of these can happen to an application once: told again, it is the same one.
    const order = { id: `command/${action}/${file}`, actor };
    const result =
      action === 'verify'
        ? await verify(file, { ...order, ...(branch === undefined ? {} : { branch }) }, deps)
        : action === 'recognise'
          ? await recognise(file, order, deps)
          : await withdraw(file, { ...order, reason }, deps);
    results.push({ ...result, file });
    if (!result.done) process.stderr.write(`${refusal(file, action, result)}\n`);
    else if (!json) process.stdout.write(`${file}\t${result.state}\n`);
  }
  if (json) process.stdout.write(`${JSON.stringify(results)}\n`);
  return results.every((result) => result.done) ? 0 : 1;
}

function refusal(file: string, action: string, result: Extract<ActionResult, { done: false }>): string {
  switch (result.why) {
    case 'unknown':
      return `${file}: there is no such application; see npm run applications -- list`;
    case 'notAllowed':
      return `${file}: not allowed to ${action} it`;
    case 'wrongState':
      return `${file}: it is ${result.state}, so it cannot be ${{ verify: 'verified', recognise: 'recognised' }[action] ?? 'withdrawn'}`;
    case 'needsBranch':
      return `${file}: it names only its commune; add --branch CODE`;
    default:
      return result.why satisfies never;
  }
}
