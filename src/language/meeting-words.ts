import { understandWhen, type When } from './dates';
import { bareOf, fold } from './normalise';

/** What a sentence tells of a meeting to be called; what it does not tell is missing. */
export interface MeetingWords {
  topic?: string;
  place?: string;
  /** As `understandWhen` reads it. */
  when?: Exclude<When, { meaning: 'notUnderstood' }>;
}

const CALL =
  /^(?:(?:da|em oi|cho chi|giup chi|chi muon|toi muon)\s+)*(?:moi|goi|bao|trieu tap)\s+(?:(?:moi nguoi|chi em|hoi vien|ca to|to|chi hoi)\s+)*(?:di\s+)?hop\b/;
/** Whom she calls is known: her own unit. */
const WHO = /^(?:(?:chi hoi|to phu nu|to|hoi vien|chi em|hoi|sinh hoat|giao ban)(?=\s|$)\s*)+/;
const TOPIC = /(?:^|[\s,;.])(?:ban ve|(?<!uy )ban|noi dung|chu de|ve|v\/v|de ban|de)(?=[\s:])\s*:?\s*/g;
const PLACE = /(?:^|[\s,;.])(?:o|tai|dia diem|noi hop)(?=[\s:])\s*:?\s*/g;
/** What belongs to the moment that follows it: "tối" of "tối thứ 7 này", "thứ 7" of "thứ 7 28/11". */
const BEFORE =
  /(?:^|[\s,;.])(?:thu\s+(?:\d|hai|ba|tu|nam|sau|bay)|t[2-8]|cn|chu nhat|toi|sang|chieu|trua|luc|vao|vao luc|ngay|hom)[\s,;.]*$/;

/** Whether a text begins as a call to a meeting does: "mời họp …". */
export const isMeetingCall = (text: string): boolean => CALL.test(plain(text));

/** Reads "mời họp chi hội bàn 20/10 thứ 7 này 19h30 ở nhà văn hóa"; `today` is YYYY-MM-DD. */
export function meetingIn(text: string, today: string): MeetingWords {
  const said = text.normalize('NFC').replaceAll(/\s+/g, ' ').trim().slice(0, 500);
  const called = CALL.exec(plain(said))?.[0].length ?? 0;
  const rest = trimmed(said.slice(called));
  const [before, where = ''] = cut(rest, lastOf(PLACE, plain(rest)));
  const [head, early] = cut(before, firstOf(TOPIC, plain(before)));
  // "… tại nhà văn hóa bàn tổng kết": the topic comes last.
  const [place, late] = early === undefined ? cut(where, firstOf(TOPIC, plain(where))) : [where, undefined];
  const topic = early ?? late;
  const bare = trimmed(head.slice(WHO.exec(plain(trimmed(head)))?.[0].length ?? 0));
  const parts = { bare: split(bare, today), topic: split(topic ?? '', today), place: split(place, today) };
  // The moment stands apart from the topic, which may hold a day of its own ("bàn 20/10").
  const when = [parts.bare, parts.place, parts.topic].reduce((best, each) => (each.score > best.score ? each : best));
  const words = (each: keyof typeof parts, all: string) => (parts[each] === when ? when.words : all);
  const about = trimmed(topic === undefined ? words('bare', bare) : words('topic', topic));
  const placed = trimmed(words('place', place));
  return {
    ...(about === '' ? {} : { topic: about }),
    ...(placed === '' ? {} : { place: placed }),
    ...(when.when ? { when: when.when } : {}),
  };
}

type Split = { words: string; score: number; when?: NonNullable<MeetingWords['when']> };

/** Words with a moment at their end: the most telling moment, and as many words before it as can be. */
function split(text: string, today: string): Split {
  const starts = [...text.matchAll(/\S+/g)].map(({ index }) => index);
  let best: Split & { from: number } = { words: text, score: 0, from: text.length };
  for (const from of starts.toReversed()) {
    const when = understandWhen(text.slice(from), today);
    if (when.meaning !== 'notUnderstood' && scoreOf(when) > best.score) best = { words: '', score: scoreOf(when), when, from };
  }
  if (!best.when) return { words: text, score: 0 };
  let { from } = best;
  for (;;) {
    const more = BEFORE.exec(plain(text.slice(0, from)));
    if (!more) break;
    const wider = understandWhen(text.slice(more.index), today);
    if (wider.meaning === 'notUnderstood' || momentOf(wider) !== momentOf(best.when)) break;
    from = more.index;
  }
  return { words: text.slice(0, from), score: best.score, when: best.when };
}

function scoreOf(when: NonNullable<MeetingWords['when']>): number {
  if (when.meaning === 'invalid') return 0.5;
  const moment = when.meaning === 'when' ? when : (when.readings[0] ?? {});
  return Number(moment.day !== undefined) + Number(moment.time !== undefined);
}

const momentOf = (when: When) => JSON.stringify('readings' in when ? when.readings : when);

function cut(text: string, at: { from: number; to: number } | undefined): [string, string | undefined] {
  return at ? [text.slice(0, at.from), text.slice(at.to)] : [text, undefined];
}

const firstOf = (pattern: RegExp, text: string) => spansOf(pattern, text)[0];
const lastOf = (pattern: RegExp, text: string) => spansOf(pattern, text).at(-1);
const spansOf = (pattern: RegExp, text: string) =>
  [...text.matchAll(pattern)].map((found) => ({ from: found.index, to: found.index + found[0].length }));

const trimmed = (text: string) => text.replace(/^[\s,;:.–-]+|[\s,;:–-]+$/gu, '');
/** Without accents, letter for letter, so that places in it are places in the text. */
const plain = (text: string) => bareOf(fold(text));
