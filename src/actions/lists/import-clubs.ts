import { belongNow, type Club, clubsIn } from '../../models/clubs';
import type { Person } from '../../models/person';
import { foldName } from '../../models/place-names';
import { keyed } from '../../models/secrets';
import { freshTree, type Tree } from '../../models/units';
import { localDay } from '../../programme/periods';
import type { ClubColumn } from '../../tables/columns';
import type { ImportReport, Problem } from '../../tables/report';
import type { Table } from '../../tables/rows';
import { can } from '../access';
import type { Order } from '../act';
import { belongsIn } from '../clubs/carry-club';
import { MOST_MEMBERS } from '../clubs/club-decisions';
import { foundClub, headClub, joinClub, renameClub } from '../clubs/clubs';
import type { ActionDeps } from '../deps';
import type { ImportOrder } from './import-checks';
import { womanFinder } from './import-club-members';
import { type ClubDraft, clubDrafts, type ReadRow } from './import-club-rows';
import { applyPlan } from './import-run';

/** A club of the list: one that is there, or one that is to be founded in `unit`. */
interface Meant {
  key: string;
  unit: string;
  name: string;
  was?: Club;
  kind?: string;
  founded: string;
}

interface Planned {
  draft: ClubDraft;
  meant: Meant;
  person?: string;
}

/**
 * Takes over clubs and who belongs to them: all rows or none. A club is known by its name within its commune; one that is not
 * there yet is founded in the lowest unit that holds all its rows. Nobody leaves a club by a list, and the same list again
 * changes nothing.
 */
export async function importClubs(table: Table<ClubColumn>, order: ImportOrder, deps: ActionDeps): Promise<ImportReport> {
  const today = localDay(deps.now(), deps.timeZone);
  const tree = await freshTree();
  const { actor } = order;
  const problems: Problem[] = [];
  const within = actor.kind === 'leader' ? { within: actor.unit } : {};
  const read = await clubDrafts(table, { tree, today, ...within }, problems);
  const planned: Planned[] = [];
  for (const rows of byKey(read).values()) {
    const meant = await clubOf(rows, tree, today);
    if (!meant) continue;
    if (await can(actor, 'clubs:keep', meant.unit)) planned.push(...(await planRows(rows, meant, tree)));
    else for (const { check } of rows) check.fault(undefined, 'notYours');
  }
  const isNew = ({ person, meant }: Planned) =>
    person === undefined ? !meant.was : !meant.was || !belongNow(meant.was).includes(person);
  const isSame = (each: Planned) => {
    const { draft, meant, person } = each;
    const kindStays = draft.kind === undefined || draft.kind === meant.was?.kind;
    return !isNew(each) && kindStays && (!draft.head || meant.was?.head === person);
  };
  const plan = {
    add: planned.filter(isNew),
    change: planned.filter((each) => !isNew(each) && !isSame(each)),
    unchanged: planned.filter(isSame).length,
    problems,
  };
  return applyPlan('clubs', plan, order, (rows, id) => write(rows, { id, actor }, deps), deps);
}

/** The club that some rows mean; undefined where it cannot be told. */
async function clubOf(rows: readonly ReadRow[], tree: Tree, today: string): Promise<Meant | undefined> {
  const [first] = rows as [ReadRow];
  const { key, name } = first.draft;
  const line = tree.lineage(first.draft.place);
  const top = line.find(({ level }) => level === 'commune') ?? line[0];
  const units = top ? tree.subtree(top._id).map(({ _id }) => _id) : [];
  const there = (await clubsIn(units)).filter((club) => club.endedOn === undefined && foldName(club.name) === foldName(name));
  // Of several of one name that is meant which stands where the rows say.
  const placed = there.length > 1 ? there.filter(({ unit }) => rows.every(({ draft }) => draft.place === unit)) : there;
  const [was] = placed;
  if (there.length > 1 && !was) {
    const hint = there.map(({ unit }) => tree.units.get(unit)?.code ?? unit).join(', ');
    for (const { check } of rows) check.fault('club', 'clubSeveral', hint);
    return undefined;
  }
  const told = <K extends 'kind' | 'founded'>(field: K) =>
    rows.map(({ draft }) => draft[field]).find((each) => each !== undefined);
  const kind = told('kind');
  const known = { key, name, ...(kind === undefined ? {} : { kind }) };
  if (was) return { ...known, unit: was.unit, was, founded: was.foundedOn };
  const unit = line.find(({ _id }) => rows.every(({ draft }) => tree.within(draft.place, _id)))?._id ?? first.draft.place;
  const earliest = rows.flatMap(({ draft }) => draft.since ?? []).sort()[0];
  return { ...known, unit, founded: told('founded') ?? earliest ?? today };
}

async function planRows(rows: readonly ReadRow[], meant: Meant, tree: Tree): Promise<Planned[]> {
  const find = womanFinder(tree);
  const isHere = belongsIn(meant, tree);
  const seen = new Map<string, number>();
  let head: number | undefined;
  const planned: Planned[] = [];
  for (const { draft, check } of rows) {
    const found = draft.woman ? await find(draft.woman, draft.place) : undefined;
    if (found && 'why' in found) check.fault(found.column, found.why);
    const her: Person | undefined = found && 'person' in found ? found.person : undefined;
    if (her && !isHere(her)) check.fault(undefined, 'clubElsewhere');
    if (her && seen.has(her._id)) check.fault(undefined, 'twiceInFile', String(seen.get(her._id)));
    if (her) seen.set(her._id, draft.row);
    if (draft.head && head !== undefined) check.fault('role', 'clubTwoHeads', String(head));
    if (draft.head) head = draft.row;
    if (draft.since !== undefined && draft.since < meant.founded) check.fault('since', 'sinceBefore');
    if (check.clean()) planned.push({ draft, meant, ...(her ? { person: her._id } : {}) });
  }
  const last = rows.at(-1);
  if ((meant.was?.members.length ?? 0) + seen.size > MOST_MEMBERS) last?.check.fault('club', 'clubFull', String(MOST_MEMBERS));
  return planned;
}

async function write(rows: readonly Planned[], { id, actor }: Order, deps: ActionDeps): Promise<void> {
  const today = localDay(deps.now(), deps.timeZone);
  const sure = (row: number, result: { done: true } | { done: false; why: string }) => {
    if (!result.done && result.why !== 'noChange')
      throw new Error(`row ${row} was refused (${result.why}): somebody else changed this club meanwhile, import the list again`);
  };
  for (const group of byKey(rows).values()) {
    const [{ meant, draft: first }] = group as [Planned];
    const { was, unit, name, kind, founded, key } = meant;
    const club = was?._id ?? keyed('club', id, key);
    const about = { unit, name, kind: kind ?? 'khac' };
    if (!was) sure(first.row, await foundClub(about, { id: club, actor, on: founded }, deps));
    else if (kind !== undefined && kind !== was.kind)
      sure(first.row, await renameClub(club, { kind }, { id: `${id}/${first.row}/kind`, actor }, deps));
    const days = new Map<string, Planned[]>();
    for (const each of group) {
      const on = each.draft.since ?? (was ? today : founded);
      if (each.person !== undefined) days.set(on, [...(days.get(on) ?? []), each]);
    }
    for (const [on, joining] of days) {
      const people = joining.flatMap(({ person }) => person ?? []);
      const row = joining[0]?.draft.row ?? first.row;
      sure(row, await joinClub(club, people, { id: `${id}/${row}/join`, actor, on }, deps));
    }
    const led = group.find(({ draft }) => draft.head);
    if (led) sure(led.draft.row, await headClub(club, led.person, { id: `${id}/${led.draft.row}/head`, actor }, deps));
  }
}

function byKey<T extends { draft: ClubDraft }>(rows: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(row.draft.key);
    if (group) group.push(row);
    else groups.set(row.draft.key, [row]);
  }
  return groups;
}
