import { CHANGES } from './changes';
import { compile, type Entry, type Found, find, type Token } from './lexicon';
import { ask, COMMANDS, type Command, type Expecting, type Meaning } from './meaning';
import { isMarked, spellingOf } from './normalise';
import { type Reading, read } from './tokens';
import list from './words/commands.json';

type Kind = Command | 'twist' | 'mask' | 'around' | 'others';
// What a member may change about herself is part of "thông tin của tôi": the contract has no meaning of its own for it.
const OWN = CHANGES.map((entry) => ({ ...entry, is: 'me' }));
const LEXICON = compile<Kind>([...(list as readonly Entry[]), ...OWN], [...COMMANDS, 'twist', 'mask', 'around', 'others']);
const NEGATIONS = new Set(
  ['không', 'chưa', 'đừng', 'đâu', 'khỏi', 'nỏ', 'chẳng', 'chả', 'khong', 'chua', 'dung', 'khoi', 'chang'].map(spellingOf),
);
const QUESTIONS = new Set(['khong', 'sao', 'gi', 'chua', 'ha', 'nao', 'dau', 'ai']);

/** What asks only with its accents: a bare a is ạ. */
const ASKING = new Set(['à', 'hở', 'hử', 'ư', 'chăng', 'nhỉ', 'há', 'hỉ'].map(spellingOf));

/** A command that the text gives, and how plainly: `plain` is nothing else, `within` is a sentence around it. */
export type Order = { meaning: Meaning; plain: boolean };

/** The command in a text, in any state; undefined where there is none. What cannot be undone is asked about unless it is plain. */
export function commandOf(reading: Reading, expecting: Expecting): Order | undefined {
  const { tokens } = reading;
  const whole = find(tokens, LEXICON, ({ entry }) => !entry.states || entry.states.includes(expecting));
  const covered = whole.reduce((sum, { start, end }) => sum + end - start, 0);
  const plain = covered === tokens.length && whole.every(({ is }) => is !== 'mask' && is !== 'others');
  // In a sentence, what works only alone must not hide what works anywhere: "muốn tham gia" · "tham gia hội".
  const found = plain
    ? whole
    : find(tokens, LEXICON, ({ entry }) => entry.as !== 'alone' && (!entry.states || entry.states.includes(expecting)));
  const orders = found.filter(
    (one, i) =>
      isOrder(one) &&
      !isNegated(tokens, one) &&
      !isForOthers(one, found[i + 1]) &&
      !isDone(tokens, one) &&
      !isOfAnother(one, found[i + 1], tokens) &&
      (one.entry.as !== 'alone' || plain),
  );
  const first = orders[0];
  if (!first) return stopsInPart(tokens, whole) ? { meaning: ask('stop', 'no'), plain: false } : undefined;
  if (orders.some((one, i) => isCry(one, orders, i))) return { meaning: { meaning: 'help' }, plain: true };
  const readings = [
    ...new Set(
      orders.filter(({ is }) => is !== 'help').flatMap(({ is, entry }) => (is === 'twist' ? (entry.readings ?? []) : [is])),
    ),
  ];
  if (readings.length > 1) return { meaning: ask(...readings), plain };
  const order = orders.find(({ is }) => is !== 'help') ?? first;
  const sure = order.entry.as !== 'sure' || (plain && !isQuestion(reading) && isSpelled(order, tokens));
  const command = order.is as Command;
  return { meaning: sure ? { meaning: command } : ask(command, 'no'), plain: plain || order.entry.as === 'sure' };
}

/** Whether a text is a command and nothing else but politeness. */
export function isOnlyCommand(text: string): boolean {
  const { tokens } = read(text);
  const found = find(tokens, LEXICON, ({ entry }) => !entry.states || entry.states.includes('anything'));
  const covered = found.reduce((sum, { start, end }) => sum + end - start, 0);
  return covered === tokens.length && found.some(isOrder) && found.every(({ is }) => is !== 'mask' && is !== 'others');
}

/** "sao cứ gửi hoài vậy, ngưng lại đi": one of several parts says nothing but stop. */
function stopsInPart(tokens: readonly Token[], found: readonly Found<Kind>[]): boolean {
  return found.some(({ is, exact, start }) => {
    const clause = tokens[start]?.clause;
    if (is !== 'stop' || !exact) return false;
    const first = tokens.findIndex((token) => token.clause === clause);
    const last = tokens.findLastIndex((token) => token.clause === clause);
    const inside = found.filter(
      (other) => other.start >= first && other.end <= last + 1 && (other.is === 'stop' || other.is === 'around'),
    );
    return inside.reduce((sum, one) => sum + one.end - one.start, 0) === last + 1 - first;
  });
}

/** "giúp em vào hội", "cần giúp đăng ký" ask for a service; a plain cry for help wins over all. */
function isCry({ is, entry, end }: Found<Kind>, orders: readonly Found<Kind>[], i: number): boolean {
  if (is !== 'help') return false;
  return entry.as === 'alone' ? orders.every((other) => other.is === 'help') : orders[i + 1]?.start !== end;
}

/** "vô hội mấy năm rồi": she has joined; "muốn vào hội lâu rồi" she has not. */
function isDone(tokens: readonly Token[], { is, start, end }: Found<Kind>): boolean {
  const done = tokens.slice(end).some(({ spelling }) => spelling === 'roi' || spelling === DONE);
  return (
    is === 'join' && done && !tokens.slice(0, start + 1).some(({ bare }) => bare === 'muon' || bare === 'xin' || bare === 'cho')
  );
}

const DONE = spellingOf('rồi');

/** "cần giúp bà con vùng lũ" is no cry of her own. */
function isForOthers({ is, end }: Found<Kind>, next: Found<Kind> | undefined): boolean {
  return is === 'help' && next?.is === 'others' && next.start === end;
}

/** "dung" in a text with accents is a name or dùng, not dừng: what cannot be undone must be spelled like the rest of the text. */
function isSpelled(one: Found<Kind>, tokens: readonly Token[]): boolean {
  return one.exact || !tokens.some(({ text, bare }) => isMarked(text) && bare !== 'da' && bare !== 'a');
}

const OF = new Set(['của', 'cua'].map(spellingOf));

/** "thông tin của chị Lan" is about somebody else. */
function isOfAnother({ is, end }: Found<Kind>, next: Found<Kind> | undefined, tokens: readonly Token[]): boolean {
  if (
    (is === 'me' || is === 'showData') &&
    OF.has(tokens[end]?.spelling ?? '') &&
    tokens[end + 2]?.clause === tokens[end]?.clause
  )
    return true;
  return (is === 'me' || is === 'showData') && end < tokens.length && (next?.start !== end || next.is === 'others');
}

function isOrder({ is }: Found<Kind>): boolean {
  return is !== 'mask' && is !== 'around' && is !== 'others';
}

/** "chưa biết vào hội sao" wants to know. */
const KNOWING = new Set(['biet', 'ro', 'hieu']);

/** "không muốn vào hội", "đừng dừng nhắn tin": a negation at most two words before; before a join, in its part of the text. */
function isNegated(tokens: readonly Token[], { is, start }: Found<Kind>): boolean {
  const reach = is === 'join' ? 6 : 2;
  for (let i = Math.max(0, start - reach); i < start; i++) {
    const token = tokens[i];
    const near = start - i <= 2 || (token?.clause === tokens[start]?.clause && !KNOWING.has(tokens[i + 1]?.bare ?? ''));
    if (token && near && NEGATIONS.has(token.spelling)) return true;
  }
  return false;
}

function isQuestion({ tokens, questions }: Reading): boolean {
  const last = tokens.at(-1);
  return questions.size > 0 || QUESTIONS.has(last?.bare ?? '') || ASKING.has(last?.spelling ?? '');
}
