import type { Card } from '../engine/types';
import { isSigned, keyed, signed, unseal } from './secrets';

/** What may be kept, told by its content. */
export const FILE_TYPES = ['pdf', 'docx', 'xlsx', 'pptx', 'jpg', 'png'] as const;
export type FileType = (typeof FILE_TYPES)[number];

/** Đề cương and other papers, for everybody invited; biên bản and photos, for the leaders who see the meeting. */
export const FILE_ROLES = ['outline', 'paper', 'minutes', 'photo'] as const;
export type FileRole = (typeof FILE_ROLES)[number];

/** A file as its meeting lists it; the bytes are kept apart. */
export interface MeetingFile {
  id: string;
  content: string;
  role: FileRole;
  type: FileType;
  /** As it is shown, sealed text. */
  name: string;
  /** Bytes. */
  size: number;
  at: number;
}

/** What everybody invited may read; the rest is for leaders. */
export const isPaper = ({ role }: Pick<MeetingFile, 'role'>): boolean => role === 'outline' || role === 'paper';

/** What a file is by its content, in its meeting and for what it is: the same file twice is one. */
export const contentOf = (meeting: string, role: FileRole, bytes: Buffer): string =>
  keyed('fileContent', meeting, role, bytes.toString('latin1'));

/** The id of a file; another one (`round`) once something was taken away, so that what is taken away late is never what came after. */
export const fileIdOf = (content: string, round: number): string => keyed('file', content, String(round));

/** What an address of a file says: which one, until when (ms), and the entry of the audit by which a leader got it. */
export interface FileTicket {
  file: string;
  until: number;
  grant?: string;
}

const PURPOSE = 'tep';

/** A ticket as it stands in an address: nobody can make or change one. */
export function fileToken({ file, until, grant }: FileTicket): string {
  const text = [file, Math.ceil(until / 1000).toString(36), ...(grant === undefined ? [] : [grant])].join('.');
  return `${text}.${signed(PURPOSE, text)}`;
}

/** The ticket in an address, `expired` where its time is over; undefined where it is not ours. */
export function readFileToken(token: string, now: number): FileTicket | 'expired' | undefined {
  const end = token.lastIndexOf('.');
  const text = token.slice(0, end);
  const [file = '', seconds = '', grant, ...more] = text.split('.');
  if (end < 0 || more.length > 0 || !isSigned(PURPOSE, text, token.slice(end + 1))) return undefined;
  const until = Number.parseInt(seconds, 36) * 1000;
  return until < now ? 'expired' : { file, until, ...(grant === undefined ? {} : { grant }) };
}

/** Address of the file of a ticket. */
export const fileLink = (publicBaseUrl: string, ticket: FileTicket): string => `${publicBaseUrl}/tep/${fileToken(ticket)}`;

/** Links that go with a message: more would bury what it says. */
const MOST_LINKS = 3;
/** So long after its beginning a meeting's papers can be read, ms. */
const READ_UNTIL = 7 * 24 * 3_600_000;

/** The papers of a meeting as links that go with a message, the outline first; none without an address. */
export function papersOf(
  { files = [], startsAt }: { files?: readonly MeetingFile[]; startsAt: number },
  publicBaseUrl: string | undefined,
): Card[] {
  if (publicBaseUrl === undefined) return [];
  const papers = files.filter(isPaper).sort((a, b) => Number(b.role === 'outline') - Number(a.role === 'outline'));
  return papers.slice(0, MOST_LINKS).map(({ id, name }) => ({
    title: unseal<string>(name),
    url: fileLink(publicBaseUrl, { file: id, until: startsAt + READ_UNTIL }),
  }));
}
