import { chunksOf } from '../../models/broadcast-chunks';
import { broadcastStore } from '../../models/broadcasts';
import { beginExport, endExport } from '../../models/exports';
import { nameOf, type Person } from '../../models/people';
import { sendsOfChunk } from '../../models/send-chunks';
import type { Send } from '../../models/sends';
import { freshTree, type Tree } from '../../models/units';
import type { Cell } from '../../tables/rows';
import { shortMoment, words } from '../../words';
import { can, nameOfActor } from '../access';
import type { Order } from '../act';
import { auditRefusal } from '../audited';
import { receivers } from '../broadcasts/broadcast-people';
import { outcomeInWords } from '../broadcasts/outcome-words';
import type { ActionDeps } from '../deps';
import type { ExportSink } from './export-members';

const COLUMNS = ['number', 'name', 'unit', 'channel', 'how', 'state', 'why', 'do', 'left', 'seen'] as const;

export type TableResult = { done: true; rows: number } | { done: false; why: 'unknown' | 'notAllowed' };

/**
 * Hands out what became of a broadcast, one row for each of its people with the reason in words, part by part in bounded memory.
 * Names only of units whose members the actor may see; no phone number. It is in the register of exports before its first row.
 */
export async function outcomeTable(
  { id, actor, broadcast }: Order & { broadcast: string },
  sink: ExportSink,
  deps: Pick<ActionDeps, 'now' | 'timeZone'>,
): Promise<TableResult> {
  const found = await broadcastStore.load(broadcast);
  if (!found || !(await can(actor, 'broadcasts:see', found.unit))) return { done: false, why: 'unknown' };
  const { unit } = found;
  const at = deps.now();
  if (!(await can(actor, 'members:see', unit))) {
    await auditRefusal({ id, actor }, 'members:see', unit, at);
    return { done: false, why: 'notAllowed' };
  }
  await beginExport({ _id: id, kind: 'outcome', unit, about: broadcast, upTo: at, at, by: nameOfActor(actor), phones: false });
  await sink.begin(COLUMNS.map((column) => words(`outcome.columns.${column}`)));
  const tree = await freshTree();
  const seen = new Map<string, boolean>();
  const mayName = async (of: string) => {
    if (!seen.has(of)) seen.set(of, await can(actor, 'members:see', of));
    return seen.get(of) === true;
  };
  let rows = 0;
  for (const part of await chunksOf(broadcast)) {
    const sends = await sendsOfChunk(part._id);
    const people = await receivers(sends.flatMap(({ person }) => person ?? []));
    for (const send of sends) {
      const her = people.get(send.person ?? '');
      const cells = cellsOf(send, her && (await mayName(her.unit)) ? her : undefined, tree, deps.timeZone);
      await sink.add(COLUMNS.map((column) => cells[column]));
    }
    rows += sends.length;
  }
  await sink.end();
  await endExport(id, rows);
  return { done: true, rows };
}

function cellsOf(
  send: Send,
  her: Person | undefined,
  { units }: Tree,
  timeZone: string,
): Record<(typeof COLUMNS)[number], Cell | undefined> {
  const { state, why, todo } = outcomeInWords(send);
  const moment = (at: number | undefined) => (at === undefined ? undefined : shortMoment(at, timeZone));
  return {
    number: her?.number,
    name: her ? nameOf(her) : words('outcome.hidden'),
    unit: her && units.get(her.unit)?.name,
    channel: send.channel || undefined,
    how: send.planned && words(`outcome.how.${send.planned}`),
    ...{ state, why, do: todo },
    left: moment(send.leftAt),
    seen: moment(send.seenAt),
  };
}
