import { randomBytes } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import QRCode from 'qrcode';
import type { Order } from '../../src/actions/act';
import type { ActionDeps } from '../../src/actions/deps';
import { calendarLink } from '../../src/actions/meetings/calendar';
import { whoCheckedIn } from '../../src/actions/meetings/check-in';
import { doorLink } from '../../src/actions/meetings/door';
import { linkToFile } from '../../src/actions/meetings/kept-files';
import { listMeetings } from '../../src/actions/meetings/list-meetings';
import { attachFile, detachFile, eraseMeeting, type FileRefusal, LARGEST_FILE } from '../../src/actions/meetings/meeting-files';
import { whoComes } from '../../src/actions/meetings/meeting-people';
import { callRoll } from '../../src/actions/meetings/meeting-roll';
import { callMeeting, cancelMeeting, changeMeeting, sendOut, summarise } from '../../src/actions/meetings/meetings';
import type { FileRole } from '../../src/models/meeting-files';
import { type Meeting, meetingStore } from '../../src/models/meetings';
import { byNumber } from '../../src/models/people';
import { topUnit, tree, unitByCode } from '../../src/models/units';
import { UsageError } from '../run';
import type { Asked, CommandName } from './arguments';
import { detailsOf, linesOf, rowOf } from './lines';

/** What is said where nothing was done. */
export const REFUSED: Readonly<Record<FileRefusal | 'unknown' | 'notAllowed', string>> = {
  unknown: 'there is no such meeting; see npm run meetings -- list',
  notAllowed: 'not allowed in this unit',
  wrongState: 'not possible in its present state; see npm run meetings -- show ID',
  tooLate: 'too late: it has begun, or was held',
  tooEarly: 'too early: the roll, minutes and photos wait for the meeting',
  noChange: 'it is so already',
  past: 'the time lies in the past',
  noClub: 'no such club that has not ended; see npm run clubs -- list',
  empty: 'the file is empty',
  tooLarge: `the file is larger than ${LARGEST_FILE / 1024 / 1024} MB`,
  wrongType: 'not a pdf, docx, xlsx, pptx, jpg or png by its content, or one with macros',
  tooMany: 'this meeting has too many files; take one away with npm run meetings -- detach ID FILE_ID',
  noFile: 'it has no such file; see npm run meetings -- show ID',
};

/** What a command shows: a value for --json, and lines for people. */
export type Shown = { value: object; lines: string[] } | { refused: keyof typeof REFUSED };
/** A command with all that it needs. */
export interface At extends Asked {
  order: Order;
  deps: ActionDeps & { publicBaseUrl: string };
  /** Ways into the chat with a ref. */
  ways: ((ref: string) => string)[];
}

/** What each command does. */
export const COMMANDS: Readonly<Record<CommandName, (at: At) => Promise<Shown>>> = {
  async list({ options, order, deps }) {
    const { units } = await tree();
    const found = await listMeetings(await unitIdOf(options.unit), order.actor, options, deps);
    const rows = found.map((each) => rowOf(each, (unit) => units.get(unit)?.code ?? unit, deps.timeZone));
    return { value: rows, lines: rows.map((row) => Object.values(row).join('\t')) };
  },
  show: async (at) => {
    const { words, order, deps } = at;
    const seen = await whoComes(words[0], order.actor, deps);
    if (!seen) return { refused: 'unknown' };
    const { units } = await tree();
    const row = rowOf(seen.meeting, (unit) => units.get(unit)?.code ?? unit, deps.timeZone);
    const details = detailsOf(seen.meeting, seen, await whoCheckedIn(words[0]));
    return { value: { ...row, ...details }, lines: [Object.values(row).join('\t'), ...linesOf(details)] };
  },
  async call({ options, order, deps }) {
    const { unit, topic = '', at: startsAt = 0, place = '', kind, link, minutes, draft, clubs } = options;
    const id = options.id ?? `hop-${randomBytes(5).toString('hex')}`;
    const more = given({ kind, link, minutes, draft, audience: clubs && { clubs } });
    const call = { unit: await unitIdOf(unit), topic, place, startsAt, ...more };
    return told(await callMeeting({ ...order, id }, call, deps));
  },
  send: async ({ words, order, deps }) => told(await sendOut(words[0], order, deps)),
  async change({ words, options, order, deps }) {
    const { topic, at: startsAt, place, link, minutes } = options;
    return told(await changeMeeting(words[0], { ...order, ...given({ topic, startsAt, place, link, minutes }) }, deps));
  },
  cancel: async ({ words, order, deps }) => told(await cancelMeeting(words[0], order, deps)),
  attach: (at) => keep(at, at.options.as ?? 'paper'),
  minutes: (at) => keep(at, 'minutes'),
  async open({ words: [meeting, file], order, deps }) {
    const made = await linkToFile({ ...order, meeting, file }, deps);
    return made.done
      ? { value: { link: made.link }, lines: [made.link] }
      : { refused: made.why === 'unknown' ? 'noFile' : made.why };
  },
  detach: async ({ words: [meeting, file], order, deps }) => told(await detachFile(meeting, { ...order, file }, deps)),
  erase: async ({ words, order, deps }) => told(await eraseMeeting(words[0], order, deps)),
  async door({ words, options, deps, ways }) {
    const about = await meetingStore.load(words[0]);
    if (!about) return { refused: 'unknown' };
    const { code, state } = about;
    const link = doorLink(deps.publicBaseUrl, code);
    if (options.qr !== undefined)
      writeFileSync(options.qr, await QRCode.toString(link, { type: 'svg', errorCorrectionLevel: 'M' }));
    const chats = ways.map((way) => way(`hop_${code}`));
    return { value: { link, code, state, chats }, lines: [link, `code\t${code}`, ...chats.map((chat) => `chat\t${chat}`)] };
  },
  async calendar({ words, deps }) {
    const about = await meetingStore.load(words[0]);
    if (!about) return { refused: 'unknown' };
    const link = calendarLink(deps.publicBaseUrl, about.calendar);
    return { value: { link }, lines: [link] };
  },
  async roll({ words, options, order, deps }) {
    const [present, absent] = await Promise.all([idsOf(options.present), idsOf(options.absent)]);
    return told(await callRoll(words[0], { ...order, present, absent, guests: options.guests ?? 0 }, deps));
  },
  summary: async ({ words, options, order, deps }) =>
    told(await summarise(words[0], { ...order, text: options.text ?? '' }, deps)),
};

function told(
  result: { done: true; id: string; entry: Meeting['history'][number] } | { done: false; why: keyof typeof REFUSED },
): Shown {
  if (!result.done) return { refused: result.why };
  const { outcome, file } = result.entry;
  const value = { id: result.id, state: outcome, ...(file === undefined ? {} : { file }) };
  return { value, lines: [Object.values(value).join('\t')] };
}

async function keep({ words: [meeting, path], order, deps }: At, role: FileRole): Promise<Shown> {
  const file = statSync(path, { throwIfNoEntry: false });
  if (!file?.isFile()) throw new UsageError(`${path}: there is no such file`);
  // Looked at before it is read: it may be a film.
  if (file.size > LARGEST_FILE) return { refused: 'tooLarge' };
  return told(await attachFile(meeting, { ...order, role, name: basename(path), bytes: readFileSync(path) }, deps));
}

async function unitIdOf(code: string | undefined): Promise<string> {
  const unit = code === undefined ? await topUnit() : await unitByCode(code);
  if (!unit) throw new UsageError(`--unit ${code}: there is no unit with this code`);
  return unit._id;
}

/** Ids of members by their numbers. */
async function idsOf(numbers: readonly string[] = []): Promise<string[]> {
  return Promise.all(
    numbers.map(async (number) => {
      const who = await byNumber(number);
      if (!who) throw new UsageError(`${number}: there is no member with this number`);
      return who._id;
    }),
  );
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };
const given = <T extends object>(values: T): Given<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Given<T>;
