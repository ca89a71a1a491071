import type { AttachableMeeting, AttachedAs, LeaderAnswers, LeaderParams } from '../../engine/leader-types';
import { type Meeting, meetingStore, meetingsBetween } from '../../models/meetings';
import { unseal } from '../../models/secrets';
import { can } from '../access';
import type { Leader } from '../actor';
import type { ActionDeps } from '../deps';
import { attachFile, detachFile, type FileRefusal } from '../meetings/meeting-files';
import type { FromChat } from '../officers/bind-leader';
import { ownChatFile } from './chat-files';
import { briefOf, leaderIn, unitsAround } from './leader-meetings';

const DAY = 24 * 3_600_000;
/** Minutes and photos of a meeting come within this time, papers for one that is this far ahead. */
const BACK = 30 * DAY;
const AHEAD = 60 * DAY;
/** Meetings of each kind to choose from. */
const MOST = 4;

/** The meetings of a leader's own to which something can be attached: the last ones that began, and the next ones. */
export async function listAttachable(
  _: LeaderParams['listAttachable'],
  from: FromChat,
  deps: ActionDeps,
): Promise<LeaderAnswers['attachableListed']> {
  const actor = await leaderIn(from, deps);
  if (!actor) return { meetings: [] };
  const now = deps.now();
  const around = await meetingsBetween(await unitsAround(actor), now - BACK, now + AHEAD);
  const own = await mine(around, actor);
  const begun = own.filter(({ startsAt }) => startsAt <= now).sort((a, b) => b.startsAt - a.startsAt);
  const ahead = own.filter(({ startsAt }) => startsAt > now).sort((a, b) => a.startsAt - b.startsAt);
  const shown = (meetings: Meeting[], is: boolean): AttachableMeeting[] =>
    meetings.slice(0, MOST).map((each) => ({ ...briefOf(each, deps.timeZone), begun: is }));
  return { meetings: [...shown(ahead, false), ...shown(begun, true)] };
}

async function mine(meetings: readonly Meeting[], actor: Leader): Promise<Meeting[]> {
  const own: Meeting[] = [];
  for (const each of meetings) if (await can(actor, 'meetings:call', each.unit)) own.push(each);
  return own;
}

/** Keeps a leader's own files with a meeting. */
export async function attachFiles(
  { meeting, role, files }: LeaderParams['attachFiles'],
  from: FromChat,
  deps: ActionDeps,
): Promise<LeaderAnswers['filesAttached']> {
  const actor = await leaderIn(from, deps);
  if (!actor) return { files: [], fault: 'notAllowed' };
  const kept: LeaderAnswers['filesAttached']['files'] = [];
  let fault: LeaderAnswers['filesAttached']['fault'];
  for (const [n, id] of files.entries()) {
    const done = await attachOne(meeting, { id: `${from.id}.${n}`, role, file: id }, { from, actor }, deps);
    if ('fault' in done) fault ??= done.fault;
    else kept.push(done);
  }
  return { files: kept, ...(fault === undefined ? {} : { fault }) };
}

type Kept = LeaderAnswers['filesAttached']['files'][number];
type Fault = NonNullable<LeaderAnswers['filesAttached']['fault']>;

/** Keeps one file with a meeting for the leader of a chat; the same order again is one file. */
export async function attachOne(
  meeting: string,
  { id, role, file }: { id: string; role: AttachedAs; file: string },
  { from, actor }: { from: FromChat; actor: Leader },
  deps: ActionDeps,
): Promise<Kept | { fault: Fault }> {
  const own = await ownChatFile(file, from);
  if (!own) return { fault: 'gone' };
  const done = await attachFile(meeting, { id, actor, role, name: own.name, bytes: own.bytes }, deps);
  if (!done.done) return { fault: FAULTS[done.why] ?? 'notAllowed' };
  const kept = (await meetingStore.load(meeting))?.files?.find((each) => each.id === done.entry.file);
  // Taken away since this order was first carried out.
  return kept ? { id: kept.id, title: unseal<string>(kept.name) } : { fault: 'gone' };
}

const FAULTS: Partial<Record<FileRefusal | 'unknown' | 'notAllowed', Fault>> = {
  empty: 'gone',
  tooLarge: 'tooLarge',
  wrongType: 'wrongType',
  tooMany: 'tooMany',
  noChange: 'same',
  tooEarly: 'wrongTime',
  tooLate: 'wrongTime',
  wrongState: 'wrongTime',
};

/** Takes away files that were just attached; one that is gone already is as good. */
export async function detachFiles(
  { meeting, files }: LeaderParams['detachFiles'],
  from: FromChat,
  deps: ActionDeps,
): Promise<LeaderAnswers['filesDetached']> {
  const actor = await leaderIn(from, deps);
  if (!actor) return { result: 'refused' };
  for (const [n, file] of files.entries()) {
    const done = await detachFile(meeting, { id: `${from.id}.${n}`, actor, file }, deps);
    if (!done.done && done.why !== 'noFile') return { result: 'refused' };
  }
  return { result: 'done' };
}
