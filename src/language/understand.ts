import { answerOf, consentOf } from './answers';
import { choiceOf } from './choices';
import { commandOf } from './commands';
import { isDistress } from './distress';
import { isLabel, isWithinLabel } from './labels';
import { type Also, type Meaning, NOT_UNDERSTOOD, type Utterance } from './meaning';
import { nameIn } from './names';
import { fold } from './normalise';
import { numberIn } from './numbers';
import { phoneIn } from './phone-answer';
import { phonesIn } from './phones';
import { placeAt, placeFrom } from './places';
import { type Reading, read } from './tokens';
import { birthYearOf } from './years';

export type { Also, Answer, Command, Expecting, Meaning, Utterance } from './meaning';

/** What a text means in the state at hand: distress first, then unmistakable commands, then the answer that is expected (product §3.5). */
export function understand(input: Utterance): Meaning {
  const reading = read(input.text);
  if (!reading.tokens.length) return NOT_UNDERSTOOD;
  const meaning = heard(input, reading);
  return TALKATIVE.has(meaning.meaning) && /\d\d/.test(reading.text)
    ? withAlso(meaning, asideAlso(reading.text.slice(0, LONGEST_VALUE), input.today))
    : meaning;
}

/** Answers beside which a phone or a birth year may be told. */
const TALKATIVE = new Set(['yes', 'no', 'maybe', 'join']);

function heard(input: Utterance, reading: Reading): Meaning {
  if (isOwnLabel(input, reading.text)) return choiceOf(reading.text, input.options ?? []);
  if (isDistress(reading.tokens)) return { meaning: 'help' };
  const order = commandOf(reading, input.expecting);
  if (order?.plain && !isTaken(input, order.meaning)) return order.meaning;
  const answer = answerTo(input, reading);
  return answer.meaning === 'notUnderstood' && order ? order.meaning : answer;
}

/** A label typed word for word is that option, whatever it says: the flow has put it there. */
function isOwnLabel({ expecting, options }: Utterance, text: string): boolean {
  return expecting === 'choice' && (options ?? []).some((option) => isLabel(text, option));
}

/** No label takes these away; only a label typed in full does. */
const GRAVE = new Set(['stop', 'deleteData', 'help', 'ask']);

/** Words that are commands elsewhere and answers here: nought is a number, Huy and Dung are names. */
function isTaken({ expecting, text, options }: Utterance, { meaning }: Meaning): boolean {
  if (expecting === 'number') return meaning === 'human';
  if (expecting === 'choice' && !GRAVE.has(meaning)) return isWithinLabel(fold(text), options ?? []);
  return expecting === 'name' && meaning === 'ask';
}

/** Longest text, in characters, in which a number, a name or a label is looked for: who writes more says more than that. */
const LONGEST_VALUE = 600;

function answerTo({ expecting, options, today }: Utterance, reading: Reading): Meaning {
  const text = reading.text.slice(0, LONGEST_VALUE);
  switch (expecting) {
    case 'yesNo':
    case 'rsvp':
      return answerOf(reading, expecting);
    case 'consent':
      return consentOf(reading);
    case 'choice':
      return choiceOf(text, options ?? []);
    case 'birthYear':
      return withAlso(birthYearOf(withoutPhones(text), today), { ...phoneAlso(text), ...placeAlso(withoutPhones(text)) });
    case 'phone':
      return withAlso(phoneIn(text), { ...yearAlso(text, today), ...placeAlso(withoutPhones(text)) });
    case 'name':
      return nameIn(text, today);
    case 'number':
      return numberIn(text);
    case 'anything':
      return NOT_UNDERSTOOD;
    default:
      return expecting satisfies never;
  }
}

function withAlso(meaning: Meaning, also: Also): Meaning {
  return meaning.meaning !== 'ask' &&
    meaning.meaning !== 'invalid' &&
    meaning.meaning !== 'notUnderstood' &&
    Object.keys(also).length
    ? { ...meaning, also }
    : meaning;
}

/** What is told beside a yes: a phone, and a year only where she says that it is one ("sn 85"). */
function asideAlso(text: string, today: string): Also {
  const born = /(?:sinh năm|sinh nam|năm sinh|nam sinh|(?<!\p{L})sinh|(?<!\p{L})sn)[ .:]*(?:\d|ngày|ngay)/u.exec(text);
  return { ...phoneAlso(text), ...(born ? yearAlso(text.slice(born.index), today) : {}) };
}

function withoutPhones(text: string): string {
  let rest = text;
  for (const { start, end, phone } of phonesIn(text))
    if (phone) rest = rest.slice(0, start) + ' '.repeat(end - start) + rest.slice(end);
  return rest;
}

function phoneAlso(text: string): Also {
  const told = phoneIn(text);
  return told.meaning === 'value' && told.why !== 'relative' && told.why !== 'words' ? { phone: String(told.value) } : {};
}

function yearAlso(text: string, today: string): Also {
  const rest = withoutPhones(text);
  const year = /\d/.test(rest) ? birthYearOf(rest, today) : NOT_UNDERSTOOD;
  return year.meaning === 'value' && typeof year.value === 'number' ? { birthYear: year.value } : {};
}

function placeAlso(text: string): Also {
  const at = placeAt(text);
  const place = at >= 0 ? placeFrom(text.slice(at)) : undefined;
  return place ? { place } : {};
}
