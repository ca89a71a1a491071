import { compile, type Entry, find } from './lexicon';
import { read } from './tokens';
import list from './words/changes.json';

/** What a member may want to change about herself; each is said in words of its own beside "thông tin của tôi". */
export type Change = 'move' | 'away' | 'leave' | 'correct';

/** Words of changes; heard as the command `me`, whose flow asks which change it is. */
export const CHANGES = list as readonly Entry[];
const LEXICON = compile<Change>(CHANGES, ['move', 'away', 'leave', 'correct']);

/** The change that a text names; undefined where it names none. */
export function changeOf(text: string): Change | undefined {
  return find(read(text).tokens, LEXICON)[0]?.is;
}
