import type { Enclosure, FileFault, LeaderAnswers, LeaderParams, SentFile, TakenFile } from '../../engine/leader-types';
import { aboutChatFile, type ClearChatFile, chatFileById, insertChatFile, keepChatFile } from '../../models/chat-files';
import { fileLink } from '../../models/meeting-files';
import { keyed } from '../../models/secrets';
import { words } from '../../words';
import { can } from '../access';
import type { Leader } from '../actor';
import type { ActionDeps } from '../deps';
import { fileTypeOf } from '../meetings/file-type';
import { LARGEST_FILE } from '../meetings/meeting-files';
import type { FromChat } from '../officers/bind-leader';
import { leaderIn } from './leader-meetings';

/** Files in one message. */
const MOST = 5;
/** Letters of what a file is called. */
const LONGEST_NAME = 60;

/**
 * Fetches the pictures and files that a leader sent and keeps them for a day; whatever dies here fetches none of them twice.
 * Nobody else's are fetched: the address comes from outside.
 */
export async function takeFiles(
  { files }: LeaderParams['takeFiles'],
  from: FromChat,
  deps: ActionDeps,
): Promise<LeaderAnswers['filesTaken']> {
  const actor = await leaderIn(from, deps);
  if (!actor || !(await maySend(actor))) return { files: [], fault: 'notAllowed' };
  const taken: TakenFile[] = [];
  const faults: FileFault[] = [];
  for (const [n, file] of files.slice(0, MOST).entries()) {
    const one = await takeOne(keyed('chatFile', from.id, String(n)), file, from, deps);
    if ('fault' in one) faults.push(one.fault);
    else taken.push(one);
  }
  const [fault] = faults;
  return { files: taken, ...(fault === undefined ? {} : { fault }) };
}

const maySend = async (actor: Leader) =>
  (await can(actor, 'meetings:call', actor.unit)) || (await can(actor, 'broadcasts:send', actor.unit));

async function takeOne(
  id: string,
  { url, title = '' }: SentFile,
  { conversation }: FromChat,
  deps: ActionDeps,
): Promise<TakenFile | { fault: FileFault }> {
  const known = await aboutChatFile(id);
  if (known) return takenOf(known);
  const fetched = await deps.download?.(conversation, url, LARGEST_FILE);
  if (!fetched || 'fault' in fetched) return { fault: fetched?.fault ?? 'gone' };
  const { bytes } = fetched;
  if (bytes.length > LARGEST_FILE) return { fault: 'tooLarge' };
  const type = fileTypeOf(bytes);
  if (!type) return { fault: 'wrongType' };
  const file = { _id: id, by: conversation, type, name: nameOf(title), bytes, at: deps.now() };
  await insertChatFile(file);
  return takenOf(file);
}

/** One of a leader's own files; undefined for anybody else's, or where its day is over. */
export async function ownChatFile(id: string, { conversation }: FromChat): Promise<ClearChatFile | undefined> {
  const found = await chatFileById(id);
  return found?.by === conversation ? found : undefined;
}

/** A file in the words in which it is shown. */
export function takenOf({ _id, type, name }: Pick<ClearChatFile, '_id' | 'type' | 'name'>): TakenFile {
  const picture = type === 'jpg' || type === 'png';
  if (name === '') return { id: _id, kind: picture ? 'picture' : 'file', title: words(picture ? 'file.photo' : 'file.paper') };
  return { id: _id, kind: picture ? 'picture' : 'file', title: picture ? name : `${name}.${type}` };
}

/** A name without folders, control signs and its ending. */
function nameOf(title: string): string {
  const [last = ''] = title.normalize('NFC').split(/[\\/]/).slice(-1);
  return last
    .replace(/\.[A-Za-z]{1,5}$/, '')
    .replace(/[\p{C}"<>|:*?\s]+/gu, ' ')
    .trim()
    .slice(0, LONGEST_NAME);
}

/** So long a file that goes with a message can be read, ms. */
const READ_FOR = 30 * 24 * 3_600_000;

/** One of a leader's own files as it goes with a message, kept for as long as that can be read; undefined where it is gone. */
export async function encloseFile(id: string, { conversation }: FromChat, deps: ActionDeps): Promise<Enclosure | undefined> {
  const found = await aboutChatFile(id);
  const until = deps.now() + READ_FOR;
  if (found?.by !== conversation || !(await keepChatFile(id, until))) return undefined;
  const { kind, title } = takenOf(found);
  const { publicBaseUrl } = deps;
  return {
    file: id,
    kind,
    title,
    ...(publicBaseUrl === undefined ? {} : { link: fileLink(publicBaseUrl, { file: id, until }) }),
  };
}
