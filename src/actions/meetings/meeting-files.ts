import { insertFile } from '../../models/files';
import { contentOf, type FileRole, fileIdOf, isPaper, type MeetingFile } from '../../models/meeting-files';
import { type Meeting, meetingStore } from '../../models/meetings';
import { seal } from '../../models/secrets';
import { words } from '../../words';
import { can } from '../access';
import type { Acted, DecisionOf, Order } from '../act';
import type { ActionDeps } from '../deps';
import { fileTypeOf } from './file-type';
import { type MeetingDecision, type MeetingRefusal, moved } from './meeting-decisions';
import { onMeeting } from './meetings';

/** Bytes of the largest file. */
export const LARGEST_FILE = 5 * 1024 * 1024;
/** Files of a meeting. */
const MOST_FILES = 40;
/** Letters of what a file is called: its link stands in a message. */
const LONGEST_NAME = 60;

/** Why a file is not kept, or is not taken away. */
export type FileRefusal = MeetingRefusal | 'empty' | 'tooLarge' | 'wrongType' | 'tooMany' | 'noFile';
export type FileResult = Acted<Meeting, FileRefusal>;

/** A file as it is handed in. */
export interface HandedFile {
  role: FileRole;
  /** As it is shown; its end says nothing. */
  name: string;
  bytes: Buffer;
}

/**
 * Keeps a file with a meeting: papers until it is held, minutes and photos from its beginning on. The same file again, or the
 * same order, is one file. Its bytes are kept first, so that no list ever names a file that is not there.
 */
export async function attachFile(meeting: string, order: Order & HandedFile, deps: ActionDeps): Promise<FileResult> {
  const { id, actor, role, bytes } = order;
  const type = fileTypeOf(bytes);
  if (bytes.length === 0) return { done: false, why: 'empty' };
  if (bytes.length > LARGEST_FILE) return { done: false, why: 'tooLarge' };
  if (!type) return { done: false, why: 'wrongType' };
  const name = titleOf(role, order.name);
  const content = contentOf(meeting, role, bytes);
  const was = await meetingStore.load(meeting);
  const about = { content, role, type, name: seal(name), size: bytes.length, at: deps.now() };
  const file: MeetingFile = { id: fileIdOf(content, roundOf(was)), ...about };
  // Not for an order that was carried out: the file may have been taken away since.
  const fresh = was && !was.history.some((each) => each.id === id && each.action === 'attach');
  const keeps = fresh && !('refuse' in decideAttach(was, file, deps.now())) && (await can(actor, 'meetings:call', was.unit));
  if (keeps) await insertFile({ _id: file.id, meeting, unit: was.unit, role, type, name, bytes, at: file.at });
  return onMeeting<FileRefusal>(meeting, 'attach', { id, actor }, deps, (now, at) => decideAttach(now, file, at));
}

/** Takes a file of a meeting away, for good. */
export const detachFile = (meeting: string, order: Order & { file: string }, deps: ActionDeps): Promise<FileResult> =>
  onMeeting<FileRefusal>(meeting, 'detach', order, deps, (was) => decideDetach(was, order.file));

/** Erases what is kept of a meeting that is over: files, summary, its host's name, who checked in. The figures stay. */
export const eraseMeeting = (meeting: string, order: Order, deps: ActionDeps) =>
  onMeeting(meeting, 'erase', order, deps, decideErase);

type FileDecision = DecisionOf<Meeting, FileRefusal>;

/** How often something was taken away. */
const roundOf = (was: Meeting | null): number =>
  was?.history.filter(({ action }) => action === 'detach' || action === 'erase').length ?? 0;

/** A file joins the list; the same one again changes nothing. */
export function decideAttach(was: Meeting, file: MeetingFile, at: number): FileDecision {
  const files = was.files ?? [];
  if (files.some(({ content }) => content === file.content)) return { refuse: 'noChange' };
  // Something was taken away while it was handed in: its bytes may go with it.
  if (file.id !== fileIdOf(file.content, roundOf(was))) return { refuse: 'wrongState' };
  if (was.state === 'cancelled') return { refuse: 'wrongState' };
  if (isPaper(file) && was.state === 'held') return { refuse: 'tooLate' };
  if (!isPaper(file) && was.state !== 'held' && (was.state === 'draft' || at < was.startsAt)) return { refuse: 'tooEarly' };
  if (files.length >= MOST_FILES) return { refuse: 'tooMany' };
  return noted(moved(was, { files: [...files, file] }, was.dueAt, []), file.id);
}

/** A file leaves the list, and its bytes go. */
export function decideDetach(was: Meeting, file: string): FileDecision {
  const files = was.files ?? [];
  if (!files.some(({ id }) => id === file)) return { refuse: 'noFile' };
  const rest = files.filter(({ id }) => id !== file);
  return noted(moved(was, { files: rest }, was.dueAt, [{ name: 'erase', files: [file] }]), file);
}

/** What is kept beside the figures goes. */
export function decideErase(was: Meeting, at: number): MeetingDecision {
  if (was.state !== 'held' && was.state !== 'cancelled') return { refuse: 'wrongState' };
  const decision = moved(was, { files: [] }, was.dueAt, [{ name: 'eraseAll', until: at }]);
  if ('refuse' in decision) return decision;
  return { ...decision, unset: [...(decision.unset ?? []), 'summary', 'host'] };
}

function noted(decision: MeetingDecision, file: string): MeetingDecision {
  return 'refuse' in decision ? decision : { ...decision, told: { ...decision.told, file } };
}

/** What it is, and its name without folders, control signs and its ending. */
function titleOf(role: FileRole, name: string): string {
  const [last = ''] = name.normalize('NFC').split(/[\\/]/).slice(-1);
  const plain = last
    .replace(/\.[A-Za-z]{1,5}$/, '')
    .replace(/[\p{C}"<>|:*?\s]+/gu, ' ')
    .trim();
  const is = words(`file.${role}`);
  const said = plain.toLowerCase().startsWith(is.toLowerCase()) || plain === '' ? plain || is : `${is}: ${plain}`;
  return said.slice(0, LONGEST_NAME);
}
