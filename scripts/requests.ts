import { parseArgs } from 'node:util';
import type { ActionDeps } from '../src/actions/deps';
import type { RequestRefusal } from '../src/actions/people/request-decisions';
import { confirmRequest, refuseRequest } from '../src/actions/people/requests';
import { byNumber } from '../src/models/people';
import { openRequests, requestByNo } from '../src/models/requests';
import { topUnit, tree, unitByCode } from '../src/models/units';
import { localDay } from '../src/programme/periods';
import { type Ring, recount } from '../src/programme/recount';
import { compose } from '../workers/compose';
import { runCommand, UsageError, withConnections } from './run';

const ACTIONS = ['list', 'confirm', 'refuse'] as const;
const USAGE =
  'Usage: npm run requests -- list [--unit CODE] | confirm NO… [--member NUMBER] [--branch CODE] | refuse NO… [--by WHO] [--json]; ' +
  '--member names the record that a chat is to be tied to, --branch where a woman who moves to a commune belongs';
const REFUSED: Readonly<Record<RequestRefusal | 'unknown' | 'notAllowed', string>> = {
  unknown: 'there is no such request; see npm run requests -- list',
  notAllowed: 'not allowed',
  decided: 'it was decided before',
  needsPerson: 'no record fits what she told; name hers with --member NUMBER',
  needsUnit: 'she named no branch of her new commune; name an open one of it with --branch CODE',
  nobodyAbove: 'the commune is the last to be asked: confirm it with --member NUMBER, or refuse it',
  wrongPerson: 'there is no such member',
};

interface Arguments {
  action: (typeof ACTIONS)[number];
  nos: string[];
  json: boolean;
  unit?: string;
  member?: string;
  branch?: string;
  by?: string;
}

runCommand(async () => {
  const asked = readArguments();
  return withConnections(async ({ config, connections, log }) => {
    // Counted at once, up to the province: there may be no worker while an operator is at work.
    const ringCount: Ring = async (unit, period) => void (await recount(unit, period, ringCount));
    const deps = { ...compose(config, connections, log).actions, ringCount };
    return asked.action === 'list' ? list(asked, config.timeZone) : decide(asked, deps);
  });
});

function readArguments(): Arguments {
  try {
    const text = { type: 'string' } as const;
    const options = { unit: text, member: text, branch: text, by: text, json: { type: 'boolean', default: false } } as const;
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    const [first, ...nos] = positionals;
    const action = ACTIONS.find((each) => each === first);
    const { json, ...more } = values;
    const complete = action === 'list' ? nos.length === 0 : nos.length > 0 && more.unit === undefined;
    const named = (more.member ?? more.branch) === undefined || (action === 'confirm' && nos.length === 1);
    if (action && complete && named) return { action, nos, json, ...more };
  } catch (error) {
    throw new UsageError(`${(error as Error).message} ${USAGE}`);
  }
  throw new UsageError(USAGE);
}

/** Numbers, kinds, days and units: no names, for it may be read over a shoulder. */
async function list({ unit, json }: Arguments, timeZone: string): Promise<number> {
  const { subtree, units } = await tree();
  const top = unit === undefined ? await topUnit() : await unitByCode(unit);
  if (!top) throw new UsageError(`there is no unit ${unit}; ${USAGE}`);
  const open = await openRequests(subtree(top._id).map(({ _id }) => _id));
  const rows = open
    .sort((a, b) => a.at - b.at)
    .map(({ no, kind, at, unit: id }) => ({ no, kind, day: localDay(at, timeZone), unit: units.get(id)?.code ?? id }));
  if (json) process.stdout.write(`${JSON.stringify(rows)}\n`);
  else for (const row of rows) process.stdout.write(`${Object.values(row).join('\t')}\n`);
  return 0;
}

async function decide({ action, nos, json, member, branch, by }: Arguments, deps: ActionDeps): Promise<number> {
  const record = member === undefined ? undefined : await byNumber(member);
  const person = member === undefined ? {} : { person: record?._id ?? 'nobody' };
  const place = branch === undefined ? {} : { branch: (await unitByCode(branch))?._id ?? 'none' };
  const results: { no: string; state?: string; why?: string }[] = [];
  for (const no of nos) {
    const actor = { kind: 'operator' as const, ...(by === undefined ? {} : { name: by }) };
    // Each of these can happen to a request once: told again, it is the same one.
    const order = { id: `command/${action}/${no}`, actor };
    const result =
      action === 'confirm'
        ? await confirmRequest(no, { ...order, ...person, ...place }, deps)
        : await refuseRequest(no, order, deps);
    const state = (await requestByNo(no))?.state;
    results.push({ no, ...(state ? { state } : {}), ...(result.done ? {} : { why: result.why }) });
    if (!result.done) process.stderr.write(`${no}: ${REFUSED[result.why]}\n`);
    else if (!json) process.stdout.write(`${no}\t${state}\n`);
  }
  if (json) process.stdout.write(`${JSON.stringify(results)}\n`);
  return results.every(({ why }) => why === undefined) ? 0 : 1;
}
