import { writeAudit } from '../../models/audit';
import { beginExport, type Export, endExport, enteredUpTo, exportOf, tickExport } from '../../models/exports';
import { inUnits, type Person, person } from '../../models/people';
import { freshTree, type Tree, type Unit } from '../../models/units';
import { yearOf } from '../../programme/periods';
import type { Cell } from '../../tables/rows';
import { can, nameOfActor } from '../access';
import type { Order } from '../act';
import { auditRefusal } from '../audited';
import type { ActionDeps } from '../deps';
import { exportHeadings, exportRow, type RowContext } from './member-cells';

/** Where the rows of an export go. */
export interface ExportSink {
  begin(headings: readonly string[]): Promise<void>;
  add(cells: readonly (Cell | undefined)[]): Promise<void>;
  end(): Promise<void>;
}

/** What to export: everybody who is a member, or who changed since a moment (ms), or since the last export that was entered. */
export type ExportWhat = { kind: 'members' } | { kind: 'changes'; since: number | 'last' };

export interface ExportOrder extends Order {
  unit: string;
  what: ExportWhat;
  /** Phone numbers too, where the right is there. */
  phones: boolean;
}

export type ExportResult = { done: true; export: Export } | { done: false; why: 'unknown' | 'notAllowed' };

/** What was decided just before an export began may be written a moment after it: the next one looks back this far, ms. */
const OVERLAP = 60_000;
/** Units whose members are read together: few enough to stay small, enough to be quick. */
const UNITS_AT_ONCE = 8;

/**
 * Hands out the members of a unit and those below it, unit by unit, in bounded memory. It is in the register before its first
 * row; phone numbers are in it only with the right to see them. `progress` tells how many rows are written.
 */
export async function exportMembers(
  { id, actor, unit, what, phones }: ExportOrder,
  sink: ExportSink,
  deps: Pick<ActionDeps, 'now' | 'timeZone'>,
  progress: (rows: number) => void = () => undefined,
): Promise<ExportResult> {
  const tree = await freshTree();
  if (!tree.units.has(unit)) return { done: false, why: 'unknown' };
  const at = deps.now();
  for (const right of phones ? (['members:export', 'phones:see'] as const) : (['members:export'] as const)) {
    if (await can(actor, right, unit)) continue;
    await auditRefusal({ id, actor }, right, unit, at);
    return { done: false, why: 'notAllowed' };
  }
  const since = what.kind === 'members' ? undefined : what.since === 'last' ? await enteredUpTo(unit) : what.since;
  const begun: Export = {
    ...{ _id: id, kind: what.kind, unit, upTo: at - OVERLAP, at, by: nameOfActor(actor), phones },
    ...(since === undefined ? {} : { since }),
  };
  await beginExport(begun);
  // A column of phone numbers is a look at each of them: one entry, before the first row, about the export.
  if (phones) {
    const by = nameOfActor(actor);
    await writeAudit({ _id: `${id}/phones`, at, by, action: 'phones:see', unit, about: id, outcome: 'done' });
  }
  const year = yearOf(at, deps.timeZone);
  await sink.begin(exportHeadings(year));
  const wanted = (who: Person) =>
    what.kind === 'members' ? who.status === 'member' : who.status !== 'applicant' && who.updatedAt >= (since ?? 0);
  let rows = 0;
  for await (const people of walk(tree, unit)) {
    const chosen = people.filter(wanted);
    const context: RowContext = { tree, phones, year, timeZone: deps.timeZone, referrers: await referrersOf(chosen, people) };
    for (const who of chosen) await sink.add(exportRow(who, context));
    rows += chosen.length;
    progress(rows);
  }
  await sink.end();
  await endExport(id, rows);
  return { done: true, export: { ...begun, rows } };
}

/** Ticks an export as entered elsewhere: the next one of changes begins where it ended. */
export async function exportEntered(
  id: string,
  { actor }: Pick<Order, 'actor'>,
  deps: Pick<ActionDeps, 'now'>,
): Promise<{ done: boolean; why?: 'unknown' | 'notAllowed' | 'brokenOff' }> {
  const found = await exportOf(id);
  // Other lists are no part of what the national software holds.
  if (!found || (found.kind !== 'members' && found.kind !== 'changes')) return { done: false, why: 'unknown' };
  if (!(await can(actor, 'members:export', found.unit))) return { done: false, why: 'notAllowed' };
  return (await tickExport(id, { at: deps.now(), by: nameOfActor(actor) })) ? { done: true } : { done: false, why: 'brokenOff' };
}

/** Everybody of a unit and those below it, closed ones too, in the order of the tree and within a unit always in the same one. */
async function* walk(tree: Tree, top: string): AsyncGenerator<Person[]> {
  const units = tree.subtree(top);
  const place = new Map(units.map((unit: Unit, index) => [unit._id, index]));
  for (let from = 0; from < units.length; from += UNITS_AT_ONCE) {
    const people = await inUnits(units.slice(from, from + UNITS_AT_ONCE).map(({ _id }) => _id));
    const rank = (who: Person) => place.get(who.unit) ?? 0;
    yield people.sort((a, b) => rank(a) - rank(b) || (a._id < b._id ? -1 : 1));
  }
}

/** The members who brought these women; most are of the same units and read already. */
async function referrersOf(chosen: readonly Person[], near: readonly Person[]): Promise<Map<string, Person>> {
  const known = new Map(near.map((who) => [who._id, who]));
  const found = new Map<string, Person>();
  for (const { pair } of chosen) {
    if (!pair || found.has(pair.referrer)) continue;
    const who = known.get(pair.referrer) ?? (await person(pair.referrer));
    if (who) found.set(pair.referrer, who);
  }
  return found;
}
