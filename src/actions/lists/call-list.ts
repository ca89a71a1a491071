import type { CallAbout } from '../../engine/leader-types';
import { writeAudit } from '../../models/audit';
import { broadcastStore } from '../../models/broadcasts';
import { beginExport, endExport } from '../../models/exports';
import { meetingStore } from '../../models/meetings';
import { type Person, phoneNumberOf } from '../../models/people';
import { freshTree } from '../../models/units';
import { CALLS } from '../../tables/columns';
import { words } from '../../words';
import { can, nameOfActor } from '../access';
import type { Order } from '../act';
import { auditRefusal } from '../audited';
import { whomItLeftOut } from '../broadcasts/broadcast-calls';
import { receivers } from '../broadcasts/broadcast-people';
import { hasWords, reasonInWords } from '../broadcasts/outcome-words';
import type { ActionDeps } from '../deps';
import { whomToPhone } from '../meetings/meeting-calls';
import type { ExportSink } from './export-members';

/** What a list of calls is about, as its cells name it: `hop:ID` a meeting, `tin:ID` a message. */
export const cellOfAbout = ({ kind, id }: CallAbout): string => `${kind === 'meeting' ? 'hop' : 'tin'}:${id}`;

/** The same read back; undefined for anything else. */
export function aboutOfCell(cell: string): CallAbout | undefined {
  const [, kind, id] = /^(hop|tin):(\S+)$/.exec(cell.trim()) ?? [];
  return id === undefined ? undefined : { kind: kind === 'hop' ? 'meeting' : 'message', id };
}

export type CallListResult = { done: true; rows: number } | { done: false; why: 'unknown' | 'notAllowed' };

/** One to be phoned: her id, and why, in words. */
interface ToCall {
  person: string;
  unit: string;
  why: string;
}

/**
 * Hands out who must be phoned about a meeting or a message in a unit and below it, with their numbers and room for what they
 * said. Who may not see the numbers there gets no list; each look is in the audit and in the register before the first row.
 */
export async function callList(
  { id, actor, about, unit }: Order & { about: CallAbout; unit: string },
  sink: ExportSink,
  deps: Pick<ActionDeps, 'now' | 'timeZone'>,
): Promise<CallListResult> {
  const at = deps.now();
  for (const right of ['members:see', 'meetings:phone'] as const) {
    if (await can(actor, right, unit)) continue;
    await auditRefusal({ id, actor }, right, unit, at);
    return { done: false, why: 'notAllowed' };
  }
  const [tree, list] = [await freshTree(), await toCall(about, { id, actor }, deps)];
  if (!list) return { done: false, why: 'unknown' };
  const below = new Set(tree.subtree(unit).map(({ _id }) => _id));
  const wanted = list.filter((each) => below.has(each.unit));
  const by = nameOfActor(actor);
  await beginExport({ _id: id, kind: 'calls', unit, about: cellOfAbout(about), upTo: at, at, by, phones: true });
  // A column of phone numbers is a look at each of them: one entry, before the first row, about the export.
  await writeAudit({ _id: `${id}/phones`, at, by, action: 'meetings:phone', unit, about: id, outcome: 'done' });
  const people = await receivers(wanted.map(({ person }) => person));
  await sink.begin(CALLS.map(({ title }) => title));
  for (const each of wanted) {
    const her = people.get(each.person);
    const cells: Partial<Record<string, string | undefined>> = {
      ...{ number: her?.number, name: each.name, unit: tree.units.get(each.unit)?.name, phone: numberOf(her), why: each.why },
      ...{ outcome: each.noted, about: cellOfAbout(about), person: each.person },
    };
    await sink.add(CALLS.map((column) => cells[column.id]));
  }
  await sink.end();
  await endExport(id, wanted.length);
  return { done: true, rows: wanted.length };
}

const numberOf = (her: Person | undefined) => her && phoneNumberOf(her);

/** Undefined where there is no such meeting or message, or none of hers. */
async function toCall(
  { kind, id }: CallAbout,
  { actor }: Order,
  deps: Pick<ActionDeps, 'now' | 'timeZone'>,
): Promise<(ToCall & { name: string; noted?: string })[] | undefined> {
  if (kind === 'message') {
    const broadcast = await broadcastStore.load(id);
    if (!broadcast || !(await can(actor, 'broadcasts:see', broadcast.unit))) return undefined;
    const left = await whomItLeftOut(broadcast, actor);
    return left.map(({ why, noted, ...each }) => ({
      ...{ ...each, why: reasonInWords(why).why },
      ...(noted === undefined ? {} : { noted: words(`outcome.called.${noted}`) }),
    }));
  }
  if (!(await meetingStore.load(id))) return undefined;
  return (await whomToPhone(id, actor, deps))?.map(({ person, name, unit, why, said }) => ({
    ...{ person, name, unit, why: hasWords(why) ? reasonInWords(why).why : words('outcome.called.silent') },
    ...(said === 'missed' ? { noted: words('outcome.called.missed') } : {}),
  }));
}
