import type { CallAbout, CallOutcome } from '../../engine/leader-types';
import { callNotesOf } from '../../models/call-notes';
import { answersOf, holding } from '../../models/meeting-answers';
import { meetingStore } from '../../models/meetings';
import { readOutcome } from '../../tables/call-outcomes';
import { readText } from '../../tables/cells';
import type { CallColumn } from '../../tables/columns';
import type { ImportReport, Problem } from '../../tables/report';
import type { Table } from '../../tables/rows';
import { noteCall, noteRefused } from '../broadcasts/broadcast-calls';
import type { ActionDeps } from '../deps';
import { answerFor, markRefused } from '../meetings/meeting-people';
import { aboutOfCell } from './call-list';
import { checkRow, type ImportOrder } from './import-checks';
import { applyPlan } from './import-run';

interface Called {
  row: number;
  about: CallAbout;
  person: string;
  outcome: CallOutcome;
}

/**
 * Takes over what came of calls from the list that `callList` handed out: all rows or none; those without an outcome are passed
 * over. Who answered herself meanwhile keeps her answer. The same list again changes nothing.
 */
export async function importCalls(
  { rows, headings }: Table<CallColumn>,
  order: ImportOrder,
  deps: Pick<ActionDeps, 'now' | 'timeZone'>,
): Promise<ImportReport> {
  const [problems, notes]: [Problem[], Problem[]] = [[], []];
  const plan: Record<'add' | 'change', Called[]> & { unchanged: number } = { add: [], change: [], unchanged: 0 };
  const rowOf = new Map<string, number>();
  for (const row of rows) {
    const check = checkRow(row, headings, problems);
    const outcome = check.may('outcome', readOutcome);
    if (outcome === undefined) continue;
    const [named, person] = [check.need('about', readText), check.need('person', readText)];
    const about = named === undefined ? undefined : aboutOfCell(named);
    if (named !== undefined && !about) check.fault('about', 'callAbout');
    if (!about || person === undefined) continue;
    const called = { row: row.row, about, person, outcome };
    const twice = rowOf.get(`${named}/${person}`);
    const why = twice !== undefined ? 'twiceInFile' : await faultOf(called, order, deps);
    rowOf.set(`${named}/${person}`, row.row);
    if (why) check.fault('outcome', why, twice === undefined ? undefined : String(twice));
    const was = check.clean() ? await before(called) : undefined;
    if (was === 'herself') notes.push({ row: row.row, reason: 'callAnswered' });
    if (was === 'same' || was === 'herself') plan.unchanged += 1;
    else if (was) plan[was === 'none' ? 'add' : 'change'].push(called);
  }
  const whole = { ...plan, problems, ...(notes.length > 0 ? { notes } : {}) };
  return applyPlan('calls', whole, order, (chunk, run) => write(chunk, run, order, deps), deps);
}

/** What stands against noting it: a key below `tables.reasons`. */
async function faultOf(
  { row, about, person, outcome }: Called,
  { id, actor }: ImportOrder,
  deps: Pick<ActionDeps, 'now'>,
): Promise<string | undefined> {
  const message = about.kind === 'message';
  if (outcome !== 'missed' && message !== (outcome === 'told')) return 'callUnfit';
  const who = { id: `${id}/${row}`, actor, person };
  const refused = message
    ? await noteRefused({ ...who, broadcast: about.id }, deps.now())
    : (await markRefused({ ...who, meeting: about.id }, deps.now())).why;
  return refused ? 'callRefused' : undefined;
}

/** What is noted for her so far, beside what the list says. */
async function before({ about, person, outcome }: Called): Promise<'none' | 'same' | 'other' | 'herself'> {
  if (about.kind === 'message') {
    const noted = (await callNotesOf(about.id, [person])).get(person)?.result;
    return noted === undefined ? 'none' : noted === outcome ? 'same' : 'other';
  }
  const [meeting, answers] = [await meetingStore.load(about.id), await answersOf(about.id, [person])];
  const given = answers.get(person);
  const said = meeting ? holding(given, meeting) : undefined;
  if (said !== undefined && given?.by === undefined) return 'herself';
  if (outcome === 'missed') return given?.missedAt === undefined ? 'none' : 'same';
  return said === undefined ? 'none' : said === outcome ? 'same' : 'other';
}

async function write(
  rows: readonly Called[],
  run: string,
  { actor }: ImportOrder,
  deps: Pick<ActionDeps, 'now' | 'timeZone'>,
): Promise<void> {
  for (const { row, about, person, outcome } of rows) {
    const who = { id: `${run}/${row}`, actor, person };
    const noted =
      about.kind === 'message'
        ? await noteCall({ ...who, broadcast: about.id, result: outcome === 'told' ? 'told' : 'missed' }, deps)
        : await answerFor({ ...who, meeting: about.id, answer: outcome === 'told' ? 'going' : outcome }, deps);
    if (!noted.done) throw new Error(`row ${row} cannot be noted any more (${noted.why}): export the list again`);
  }
}
