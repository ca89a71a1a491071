import { Audit, type AuditEntry, writeAudit } from '../../models/audit';
import { chatFileById } from '../../models/chat-files';
import { type ClearFile, fileById } from '../../models/files';
import { fileLink, isPaper, readFileToken } from '../../models/meeting-files';
import { meetingStore } from '../../models/meetings';
import { keyed } from '../../models/secrets';
import { words } from '../../words';
import { can, nameOfActor } from '../access';
import type { Order } from '../act';
import { auditRefusal } from '../audited';
import type { ActionDeps } from '../deps';

/** A leader's address of a file is good for so many minutes. */
export const FILE_LINK_MINUTES = 15;

/** An address of a file for somebody who sees the whole meeting, noted in the audit; each opening of it is noted as well. */
export async function linkToFile(
  { id, actor, meeting, file }: Order & { meeting: string; file: string },
  deps: Pick<ActionDeps, 'now'> & { publicBaseUrl: string },
): Promise<{ done: true; link: string } | { done: false; why: 'unknown' | 'notAllowed' }> {
  const about = await meetingStore.load(meeting);
  if (!about || !(await can(actor, 'meetings:see', about.unit))) return { done: false, why: 'unknown' };
  const at = deps.now();
  if (!(await can(actor, 'meetings:files', about.unit))) {
    await auditRefusal({ id, actor }, 'meetings:files', about.unit, at);
    return { done: false, why: 'notAllowed' };
  }
  if (!about.files?.some((each) => each.id === file)) return { done: false, why: 'unknown' };
  const grant = keyed('fileGrant', id, file);
  await writeAudit(entryOf({ _id: grant, at, by: nameOfActor(actor), unit: about.unit, about: file }));
  return { done: true, link: fileLink(deps.publicBaseUrl, { file, until: at + FILE_LINK_MINUTES * 60_000, grant }) };
}

/** What is behind an address; `expired` where its time is over. */
export type OpenedFile =
  | { state: 'open'; file: Pick<ClearFile, 'name' | 'type' | 'bytes'>; restricted: boolean }
  | { state: 'expired' };

/** The file behind an address; undefined for one that is not ours, or of a file that was erased. */
export async function openFile(token: string, now: number): Promise<OpenedFile | undefined> {
  const ticket = readFileToken(token, now);
  if (ticket === undefined) return undefined;
  if (ticket === 'expired') return { state: 'expired' };
  const file = await fileById(ticket.file);
  if (!file) {
    // What goes with a message: whoever got it may look at it.
    const enclosed = await chatFileById(ticket.file);
    if (!enclosed) return undefined;
    return { state: 'open', file: { ...enclosed, name: enclosed.name || words('file.paper') }, restricted: false };
  }
  if (isPaper(file)) return { state: 'open', file, restricted: false };
  // Noted before it is shown; without a leader who asked for it nobody gets it.
  const granted = ticket.grant === undefined ? null : await Audit.findById(ticket.grant).lean<AuditEntry>();
  if (!granted || granted.about !== file._id) return undefined;
  await writeAudit(entryOf({ ...granted, _id: `${granted._id}/${now}`, at: now }));
  return { state: 'open', file, restricted: true };
}

const entryOf = (of: Pick<AuditEntry, '_id' | 'at' | 'by' | 'unit'> & { about?: string }): AuditEntry => ({
  ...of,
  action: 'meetings:files',
  outcome: 'done',
});
