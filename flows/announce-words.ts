import type { FlowEvent } from '../src/engine/flow';
import type { Enclosure, SentFile } from '../src/engine/leader-types';
import { type Base, fresh } from './kit';

/** A message as far as it has been told. */
export type AnnounceContext = Base & {
  unit: string;
  /** The club to which it goes, by its id; empty for everybody of the unit. */
  club: string;
  text: string;
  kind: 'reminder' | 'information' | 'care';
  /** The occasion whose ready greeting it is. */
  occasion: string;
  broadcast: string;
  step: 'confirm' | 'cancel';
  /** A picture or file that goes with it, by its id; empty for none. */
  file: string;
  /** The same as it was planned. */
  enclosed: Enclosure | null;
  /** While one is fetched: what she sent, and where she was. */
  sent: SentFile[];
  from: 'text' | 'kind' | 'confirm';
  shown: Record<string, string | number>;
};

/** A message of which nothing has been told. */
export const NOTHING: AnnounceContext = {
  ...{ ...fresh, unit: '', club: '', text: '', kind: 'reminder', occasion: '', broadcast: '', step: 'confirm', shown: {} },
  ...{ file: '', enclosed: null, sent: [], from: 'text' },
};
/** It goes without a picture or file. */
export const NO_FILE = { file: '', enclosed: null } as const;

/** Longest text of hers; a message has at most 2.000 letters. */
const LONGEST = 1_500;
/** A number or a single word is a slip of the finger, not a message to a whole branch. */
export const SAYS_SOMETHING = /\p{L}\S*\s+\S/u;
const FILE = /^tep\.(.+)$/;
const CLUB = /^clb\.(.+)$/;

/** What she wrote. */
export const textIn = (event: FlowEvent): string => (event.type === 'value' ? String(event.value).trim().slice(0, LONGEST) : '');

/** What a button that opened this told. */
export const argOf = (event: FlowEvent): string => (event.type === 'open' ? (event.arg ?? '') : '');

/** The picture or file that a button names by its id; undefined where it names something else. */
export const fileIn = (arg: string): string | undefined => FILE.exec(arg)?.[1];

/** The club that a button names by its id; undefined where it names something else. */
export const clubIn = (arg: string): string | undefined => CLUB.exec(arg)?.[1];

/** She sent a picture or file: the first of several goes with the message, and what she wrote below it is its text. */
export const sentFrom = ({ context, event }: { context: AnnounceContext; event: FlowEvent }, from: AnnounceContext['from']) => ({
  from,
  misses: 0,
  sent: event.type === 'files' ? event.files.slice(0, 1) : [],
  ...(from === 'text' ? { text: (event.text ?? context.text).trim().slice(0, LONGEST), occasion: '', broadcast: '' } : {}),
});
