import { COMMANDS, type Command, type Meaning } from '../language/meaning';
import type { Book, FlowEvent, Question } from './flow';
import { readPayload } from './payload';
import type { Button, Known } from './types';

/** A question that could be the one she answers. */
export interface Asking {
  flow: string;
  subject: string;
  question: Question<unknown>;
  buttons: Button[];
  /** Heard only when nothing that is open understands: the menu, another flow's question that has its answer already, an older one. */
  resting?: 'menu' | 'answered' | 'older';
}

type Unaddressed<E> = E extends FlowEvent ? Omit<E, 'known' | 'text'> : never;

/** What a text was taken for. */
export type Heard =
  | { kind: 'command'; command: Command }
  | { kind: 'tap'; payload: string }
  | { kind: 'event'; flow: string; subject: string; event: Unaddressed<FlowEvent> };

const IS_COMMAND: ReadonlySet<string> = new Set(COMMANDS);
const DIGITS_ARE_THE_ANSWER: ReadonlySet<string> = new Set(['birthYear', 'phone', 'number']);
// "1", "số 1", "dạ 1 ạ", but neither "ấp 1" nor a code like "LAN01".
/** Nothing was asked: only a command can be understood. */
const NOBODY: Asking = { flow: 'menu', subject: '', question: { expecting: 'anything' }, buttons: [] };
const ONE_NUMBER =
  /^(?:(?:dạ|da|số|so|câu|cau|ý|chọn|chon|bấm|bam|nút|nut)\s*){0,2}[^\p{L}\p{N}]{0,3}(\d{1,2})[^\p{L}\p{N}]{0,3}(?:ạ|a|nhé|nhe|nha|em|e)?[^\p{L}\p{N}]{0,2}$/iu;

/** Reads a text against the questions that are open, the likeliest first: distress, then what is sure, then what must be asked. */
export function hear(book: Book, asking: readonly Asking[], text: string, known: Known): Heard {
  const heard = (asking.length > 0 ? asking : [NOBODY]).map((each) => read(book, each, text, known));
  const distress = heard.find((each) => each.kind === 'command' && each.command === 'help');
  const open = heard.filter((_, index) => !asking[index]?.resting);
  return (
    distress ??
    likeliest(open) ??
    likeliest(heard) ??
    heard.findLast((_, index) => !isAside(asking[index])) ??
    read(book, NOBODY, text, known)
  );
}

/** Only clear words reach it: neither a number nor what nobody understands. */
const isAside = (asking: Asking | undefined): boolean => asking?.resting === 'answered' || asking?.resting === 'older';

function likeliest(heard: readonly Heard[]): Heard | undefined {
  const sure = heard.find((each) => each.kind !== 'event' || !['ask', 'invalid', 'notUnderstood'].includes(each.event.type));
  return sure ?? heard.find((each) => each.kind === 'event' && each.event.type !== 'notUnderstood');
}

function read(book: Book, asking: Asking, text: string, known: Known): Heard {
  const { question, buttons } = asking;
  const { expecting } = question;
  const address = { kind: 'event' as const, flow: asking.flow, subject: asking.subject };
  const notUnderstood: Heard = { ...address, event: { type: 'notUnderstood', shape: shapeOf(text) } };
  const isNumber = ONE_NUMBER.test(text.trim());
  // A number is the newest question's, and where that has its answer the menu's; clear words still reach the others.
  if (isNumber && isAside(asking)) return notUnderstood;
  const numbered = question.numbered !== false && !DIGITS_ARE_THE_ANSWER.has(expecting);
  const chosen = numbered ? buttonByNumber(buttons, text) : undefined;
  if (chosen) return { kind: 'tap', payload: chosen.payload };
  const titles = buttons.map((button) => title(book, button));
  const options = titles.filter((_, index) => readPayload(buttons[index]?.payload ?? '')?.verb === 'choice');
  const meaning = book.understand({ expecting, text, today: known.today, ...(expecting === 'choice' ? { options } : {}) });
  if (!isStory(book, question, meaning, text)) {
    if (isCommand(meaning)) return { kind: 'command', command: meaning.meaning };
    if (meaning.meaning !== 'notUnderstood') return { ...address, event: eventOf(meaning) };
  }
  if (question.free) {
    const exact = buttons[titles.findIndex((each) => bare(each) === bare(text))];
    return exact ? { kind: 'tap', payload: exact.payload } : { ...address, event: { type: 'value', value: text } };
  }
  if (expecting !== 'consent' && buttons.length > 0 && !isNumber) {
    const named = book.understand({ expecting: 'choice', text, today: known.today, options: titles });
    const button = named.meaning === 'choice' && named.value.length === 1 ? buttons[named.value[0] ?? -1] : undefined;
    if (button) return { kind: 'tap', payload: button.payload };
  }
  const declined = expecting === 'choice' && !isNumber ? buttonThatDeclines(buttons) : undefined;
  if (declined && book.understand({ expecting: 'yesNo', text, today: known.today }).meaning === 'no')
    return { kind: 'tap', payload: declined.payload };
  return notUnderstood;
}

/** "Thôi, không cần đâu" to a list from which she may take nothing. */
const buttonThatDeclines = (buttons: readonly Button[]): Button | undefined =>
  buttons.find(({ payload }) => readPayload(payload)?.verb === 'no');

/** Heard even within a story that she tells. */
const HEARD_IN_A_STORY: ReadonlySet<string> = new Set(['help', 'human', 'stop', 'deleteData']);

function isStory(book: Book, { free }: Question<unknown>, heard: Meaning, text: string): boolean {
  if (free === undefined || free === true) return false;
  const meanings = heard.meaning === 'ask' ? heard.readings : [heard.meaning];
  return !(free === 'own' && meanings.some((each) => HEARD_IN_A_STORY.has(each))) && !book.isOnlyCommand(text);
}

/** A text without accents, case and end punctuation, to compare it with a button. */
function bare(text: string): string {
  const letters = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('đ', 'd');
  return letters.trim().replace(/[.!]+$/, '');
}

function buttonByNumber(buttons: readonly Button[], text: string): Button | undefined {
  const digits = ONE_NUMBER.exec(text.trim())?.[1];
  if (digits === undefined) return undefined;
  return buttons.find((button, index) => (button.number ?? index + 1) === Number(digits));
}

function title(book: Book, button: Button): string {
  return 'text' in button ? button.text : book.label(button.label, button.vars);
}

function isCommand(meaning: Meaning): meaning is Meaning & { meaning: Command } {
  return IS_COMMAND.has(meaning.meaning);
}

function eventOf(meaning: Exclude<Meaning, { meaning: Command }> | Meaning): Unaddressed<FlowEvent> {
  switch (meaning.meaning) {
    case 'yes':
    case 'no':
    case 'maybe':
      return { type: meaning.meaning, by: 'words' };
    case 'choice':
      return { type: 'choice', value: meaning.value };
    case 'value': {
      const { value, confirm, also } = meaning;
      return { type: 'value', value, ...(confirm ? { confirm } : {}), ...(also ? { also } : {}) };
    }
    case 'ask':
      return { type: 'ask', readings: meaning.readings };
    case 'invalid':
      return { type: 'invalid', why: meaning.why };
    default:
      return { type: 'notUnderstood', shape: '' };
  }
}

/** The shape of a text without its words: how many words, digits and other signs. */
export function shapeOf(text: string): string {
  const words = text.trim().split(/\s+/).filter(Boolean).length;
  const digits = text.replace(/\D/g, '').length;
  const bucket = words > 10 ? '10+' : String(words);
  return `words ${bucket}, digits ${Math.min(digits, 20)}`;
}
