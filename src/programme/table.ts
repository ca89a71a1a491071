import { type Level, tree, type Unit } from '../models/units';
import type { MetricName } from './metrics';
import { goalsOf, resultsOf } from './targets';

/** One unit of the 1+1 table; `target…` is absent where none was set. */
export interface TableRow {
  unit: string;
  code: string;
  name: string;
  level: Level;
  /** 0 for the unit asked for, 1 for those right below. */
  depth: number;
  submitted: number;
  verified: number;
  recognised: number;
  joined: number;
  targetJoined?: number;
  /** 1+1 (b): women brought by a member, recognised. */
  pairs: number;
  targetPairs?: number;
  recruiters: number;
  /** Active members at the end of the period. */
  members: number;
}

/** The 1+1 table of a unit (id) and the levels below it, in a month, quarter or year; parents stand before their children. */
export async function pairTable(unit: string, period: string, levels = 2): Promise<TableRow[]> {
  const all = await tree();
  const depth = (each: Unit) => all.lineage(each._id).findIndex((above) => above._id === unit);
  const units = all.subtree(unit).filter((each) => depth(each) <= levels);
  const ids = units.map((each) => each._id);
  const results = await resultsOf(ids, period);
  const [goalsJoined, goalsPairs] = [await goalsOf(ids, 'joined', period), await goalsOf(ids, 'pairs:recruit', period)];
  return units.map((each): TableRow => {
    const n = (metric: MetricName) => results.get(each._id)?.[metric] ?? 0;
    const [targetJoined, targetPairs] = [goalsJoined.get(each._id), goalsPairs.get(each._id)];
    return {
      unit: each._id,
      code: each.code,
      name: each.name,
      level: each.level,
      depth: depth(each),
      submitted: n('applications:submitted'),
      verified: n('applications:verified'),
      recognised: n('applications:recognised'),
      joined: n('joined'),
      ...(targetJoined === undefined ? {} : { targetJoined }),
      pairs: n('pairs:recruit'),
      ...(targetPairs === undefined ? {} : { targetPairs }),
      recruiters: n('recruiters'),
      members: n('members'),
    };
  });
}

/** The table as lines of text: a heading, a rule, one line a unit; results stand before their targets, `12/40`. */
export function tableLines(rows: readonly TableRow[]): string[] {
  const against = (result: number, target: number | undefined) => (target === undefined ? `${result}` : `${result}/${target}`);
  const cells = rows.map((row) => [
    `${'  '.repeat(row.depth)}${row.name}`,
    ...[row.submitted, row.verified, row.recognised].map(String),
    against(row.joined, row.targetJoined),
    against(row.pairs, row.targetPairs),
    ...[row.recruiters, row.members].map(String),
  ]);
  const heading = ['Unit', 'Submitted', 'Verified', 'Recognised', 'Joined', '1+1 pairs', 'Recruiters', 'Members'];
  const widths = heading.map((title, place) => Math.max(title.length, ...cells.map((row) => width(row[place] ?? ''))));
  const line = (row: readonly string[]) =>
    row
      .map((cell, place) => (place === 0 ? fill(cell, widths[0] ?? 0) : cell.padStart(widths[place] ?? 0)))
      .join('  ')
      .trimEnd();
  return [line(heading), widths.map((each) => '-'.repeat(each)).join('  '), ...cells.map(line)];
}

/** Columns that a text takes in a terminal; accents in NFD take none. */
function width(text: string): number {
  return [...text.normalize('NFC')].length;
}

function fill(text: string, to: number): string {
  return text + ' '.repeat(Math.max(0, to - width(text)));
}
