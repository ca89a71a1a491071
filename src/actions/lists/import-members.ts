import type { Person } from '../../models/person';
import { freshTree, type Tree } from '../../models/units';
import { localDay } from '../../programme/periods';
import type { MemberColumn } from '../../tables/columns';
import type { ImportReport, Problem } from '../../tables/report';
import type { Table } from '../../tables/rows';
import { type Actor, can } from '../access';
import type { ActionDeps } from '../deps';
import type { MemberResult } from '../people/act-on-person';
import { enrolMany, type NewMember } from '../people/enrol';
import { bringBack, comeBack, correct, giveCard, goAway, leave, payFee, setCore, setGroups, transfer } from '../people/members';
import type { ImportOrder } from './import-checks';
import { type Step, stepsTo } from './import-member-changes';
import { type Matched, matchMembers } from './import-member-match';
import { type MemberDraft, memberDrafts } from './import-member-rows';
import { applyPlan } from './import-run';

/** What a row comes to: somebody new, or steps for somebody known. */
type Planned = { new: NewMember } | { id: string; row: number; steps: Step[] };

/**
 * Takes over a list of members: all rows or none. Who is not known yet is enrolled as a member from before the books began;
 * who is known gets what the list says otherwise, each change in her history. The same list again changes nothing, and
 * finishes what a killed process left.
 */
export async function importMembers(table: Table<MemberColumn>, order: ImportOrder, deps: ActionDeps): Promise<ImportReport> {
  const today = localDay(deps.now(), deps.timeZone);
  const tree = await freshTree();
  const { actor } = order;
  const problems: Problem[] = [];
  const notes: Problem[] = [];
  const within = actor.kind === 'leader' ? { within: actor.unit } : {};
  const drafts = memberDrafts(table, { tree, today, ...within }, problems, notes);
  await refuseForeign(drafts, actor, problems);
  const matched = await matchMembers(drafts, tree, problems);
  const planned = await plan(matched, { tree, today }, order, problems, notes);
  return applyPlan<Planned>(
    'members',
    { ...planned, problems, ...(notes.length > 0 ? { notes } : {}) },
    order,
    (rows, run) => write(rows, { id: run, actor }, deps),
    deps,
  );
}

async function refuseForeign(drafts: readonly MemberDraft[], actor: Actor, problems: Problem[]): Promise<void> {
  const allowed = new Map<string, boolean>();
  for (const { unit, row } of drafts) {
    const known = allowed.get(unit) ?? (await can(actor, 'members:import', unit));
    allowed.set(unit, known);
    if (!known) problems.push({ row, reason: 'notYours' });
  }
}

async function plan(
  matched: readonly Matched[],
  { tree, today }: { tree: Tree; today: string },
  { actor }: ImportOrder,
  problems: Problem[],
  notes: Problem[],
) {
  const add: Planned[] = [];
  const change: Planned[] = [];
  let unchanged = 0;
  for (const { draft, id, was } of matched) {
    if (!was && draft.left) {
      notes.push({ row: draft.row, reason: 'leftUnknown' });
      unchanged += 1;
    } else if (!was) add.push({ new: newMember(id, draft, today) });
    else {
      const steps = stepsTo(draft, was, tree);
      const moves = steps.some((step) => step.do === 'transfer');
      if (moves && !(await can(actor, 'members:transfer', was.unit))) problems.push({ row: draft.row, reason: 'movesNotYours' });
      if (keepsJoined(draft, was)) notes.push({ row: draft.row, reason: 'joinedKept' });
      if (steps.length === 0) unchanged += 1;
      else change.push({ id, row: draft.row, steps });
    }
  }
  return { add, change, unchanged };
}

/** Whether the list tells another day of joining than the record, as exactly as the list tells it. */
function keepsJoined({ joined }: MemberDraft, was: Person): boolean {
  if (!joined || was.joinedOn === undefined) return false;
  const length = { day: 10, month: 7, year: 4 }[joined.exact];
  return joined.day.slice(0, length) !== was.joinedOn.slice(0, length);
}

function newMember(id: string, draft: MemberDraft, today: string): NewMember {
  const { name, birthYear, birthday, phone, unit, kind, joined, away, core, card, fee, groups } = draft;
  return {
    ...{ id, name, birthYear, unit, kind: kind ?? 'application' },
    ...(birthday === undefined ? {} : { birthday }),
    ...(phone === undefined ? {} : { phone }),
    ...(joined ? { joinedOn: joined.day } : {}),
    ...(away ? { away: { since: joined?.day ?? today } } : {}),
    ...(core ? { core } : {}),
    ...(card ? { card } : {}),
    ...(fee?.paid ? { fees: [fee.year] } : {}),
    ...(groups && groups.length > 0 ? { groups } : {}),
  };
}

async function write(rows: readonly Planned[], run: { id: string; actor: Actor }, deps: ActionDeps): Promise<void> {
  const fresh = rows.flatMap((row) => ('new' in row ? [row.new] : []));
  const { refused } = await enrolMany(fresh, { ...run, opening: true }, deps);
  if (refused.length > 0)
    throw new Error(
      `${refused.length} rows were refused (${refused[0]?.why}), although they were right before: import the list again`,
    );
  for (const row of rows) {
    if ('new' in row) continue;
    for (const step of row.steps) {
      const order = { actor: run.actor, id: `${run.id}/${row.id}/${step.do}` };
      const result = await take(row.id, step, order, deps);
      if (!result.done && result.why !== 'noChange')
        throw new Error(
          `row ${row.row}: ${step.do} was refused (${result.why}): somebody else changed it meanwhile, import the list again`,
        );
    }
  }
}

function take(id: string, step: Step, order: { actor: Actor; id: string }, deps: ActionDeps): Promise<MemberResult> {
  switch (step.do) {
    case 'correct':
      return correct(id, step.to, order, deps);
    case 'transfer':
      return transfer(id, step.to, order, deps);
    case 'leave':
      return leave(id, step.reason, { ...order, on: step.on }, deps);
    case 'return':
      return bringBack(id, order, deps);
    case 'away':
      return step.away ? goAway(id, order, deps) : comeBack(id, order, deps);
    case 'core':
      return setCore(id, step.core, order, deps);
    case 'groups':
      return setGroups(id, step.groups, order, deps);
    case 'card':
      return giveCard(id, step.number, { ...order, on: step.on }, deps);
    case 'fee':
      return payFee(id, step.year, { ...order, paid: step.paid }, deps);
    default:
      return step satisfies never;
  }
}
