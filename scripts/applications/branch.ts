import { randomUUID } from 'node:crypto';
import {
  askBranch,
  type BranchOutcome,
  type BranchRefusal,
  decideOnBranch,
} from '../../src/actions/applications/branch-requests';
import type { ActionDeps } from '../../src/actions/deps';
import { openBranchRequests } from '../../src/models/branch-requests';
import { tree } from '../../src/models/units';
import { UsageError } from '../run';

/** How requests to found a branch are handled, as part of the command's usage line. */
export const BRANCH_USAGE =
  'branch list | branch ask PLACE --unit CODE --women N | branch verify NUMBER | branch found NUMBER --branch CODE | branch refuse NUMBER';

const REFUSED: Readonly<Record<BranchRefusal, string>> = {
  unknown: 'there is no such request; see npm run applications -- branch list',
  notAllowed: 'not allowed in this unit',
  wrongState: 'it is not in a state for that: asked, then verified, then founded',
  unknownUnit: 'no such unit in that commune; add the branch with npm run units first',
  noWomen: 'say where, and how many women want it: --women 20',
};

/** `npm run applications -- branch …`; throws a UsageError with the line that says what to do. */
export async function branchCommand(
  [action = '', subject = '', ...more]: readonly string[],
  values: { unit?: string | undefined; branch?: string | undefined; women?: string | undefined; by?: string | undefined },
  deps: ActionDeps,
): Promise<number> {
  const { unit, branch, women, by } = values;
  const actor = { kind: 'operator' as const, ...(by === undefined ? {} : { name: by }) };
  if (more.length > 0) throw new UsageError(`Usage: npm run applications -- ${BRANCH_USAGE}`);
  if (action === 'list' && subject === '') return list();
  if (action === 'ask' && subject && unit)
    return tell(await askBranch({ id: `command/${randomUUID()}`, actor, unit, place: subject, women: Number(women) }, deps));
  const order = { id: `command/branch/${action}/${subject}`, actor };
  if ((action === 'verify' || action === 'refuse') && subject)
    return tell(await decideOnBranch(subject, { ...order, decision: action }, deps));
  if (action === 'found' && subject && branch)
    return tell(await decideOnBranch(subject, { ...order, decision: 'found', code: branch }, deps));
  throw new UsageError(`Usage: npm run applications -- ${BRANCH_USAGE}`);
}

async function list(): Promise<number> {
  const { units } = await tree();
  for (const { no, state, unit, place, women } of await openBranchRequests([...units.keys()]))
    process.stdout.write(`${[no, state, units.get(unit)?.code ?? unit, place, women].join('\t')}\n`);
  return 0;
}

function tell(outcome: BranchOutcome): number {
  if (outcome.done) process.stdout.write(`${outcome.no}\t${outcome.state}\n`);
  else process.stderr.write(`${REFUSED[outcome.why]}\n`);
  return outcome.done ? 0 : 1;
}
