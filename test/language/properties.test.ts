import fc from 'fast-check';
import { choiceOf } from '../../src/language/choices';
import { understandWhen } from '../../src/language/dates';
import { EXPECTING, type Meaning } from '../../src/language/meaning';
import { nameIn } from '../../src/language/names';
import { bareOf, fold, isMarked, LONGEST_TEXT, spellingOf } from '../../src/language/normalise';
import { numberIn } from '../../src/language/numbers';
import { spelledDigits, spelledNumber } from '../../src/language/numerals';
import { ordinalOf } from '../../src/language/ordinals';
import { phoneIn } from '../../src/language/phone-answer';
import { phonesIn } from '../../src/language/phones';
import { placeAt, placeFrom } from '../../src/language/places';
import { respell } from '../../src/language/respell';
import { fromTelex, fromVni } from '../../src/language/telex';
import { read } from '../../src/language/tokens';
import { understand } from '../../src/language/understand';
import { birthYearOf } from '../../src/language/years';
import { corpus, TODAY } from './corpus';

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
const runs = { seed, numRuns: 300 };
console.info(`SEED=${seed}`);

const options = ['May', 'Nấu ăn, làm bánh', 'Chưa cần', 'Tân Thành', 'Tân Thạnh'];
const spoken = corpus().map(({ text }) => text);
const words = [...new Set(spoken.flatMap((text) => text.split(' ')))];
/** Words that women type, thrown together, with anything at all between them. */
const jumble = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...words) },
      fc.string({ unit: 'grapheme', maxLength: 8 }),
      fc.nat().map(String),
    ),
    {
      maxLength: 14,
    },
  )
  .map((parts) => parts.join(' '));
const anything = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ unit: 'grapheme', maxLength: 300 }), jumble);
const state = fc.constantFrom(...EXPECTING);
const meant = (text: string, expecting: (typeof EXPECTING)[number]): Meaning =>
  understand({ expecting, text, options, today: TODAY });

const FUNCTIONS: Record<string, (text: string) => unknown> = {
  fold,
  bareOf,
  spellingOf,
  isMarked,
  read,
  respell,
  fromTelex,
  fromVni,
  phonesIn,
  phoneIn: (text) => phoneIn(fold(text)),
  numberIn: (text) => numberIn(fold(text)),
  nameIn: (text) => nameIn(fold(text), TODAY),
  birthYearOf: (text) => birthYearOf(fold(text), TODAY),
  choiceOf: (text) => choiceOf(fold(text), options),
  understandWhen: (text) => understandWhen(text, TODAY),
  spelledNumber: (text) => spelledNumber(text.split(' '), 0),
  spelledDigits: (text) => spelledDigits(text.split(' '), 0),
  ordinalOf: (text) => ordinalOf(text, 4),
  placeAt,
  placeFrom,
};

test.each(Object.entries(FUNCTIONS))('%s answers any string', (_, call) => {
  fc.assert(
    fc.property(anything, (text) => {
      call(text);
    }),
    runs,
  );
});

test('understand answers any string in any state, and always the same', () => {
  fc.assert(
    fc.property(anything, state, (text, expecting) => {
      const meaning = meant(text, expecting);
      expect(meant(text, expecting)).toEqual(meaning);
      if (meaning.meaning === 'ask') expect(meaning.readings.length).toBeGreaterThan(1);
      if (meaning.meaning === 'choice') for (const index of meaning.value) expect(options[index]).toBeDefined();
    }),
    { ...runs, numRuns: 2000 },
  );
});

test('NFC and NFD, upper and lower case mean the same', () => {
  fc.assert(
    fc.property(jumble, state, (text, expecting) => {
      const meaning = meant(text.normalize('NFC'), expecting);
      expect(meant(text.normalize('NFD'), expecting)).toEqual(meaning);
      expect(meant(text.normalize('NFC').toLowerCase().toUpperCase(), expecting)).toEqual(
        meant(text.normalize('NFC').toLowerCase(), expecting),
      );
    }),
    { ...runs, numRuns: 1000 },
  );
});

test('a leading dạ never turns a text into consent, stop, deletion, or another number', () => {
  const grave = ['yes', 'stop', 'deleteData', 'value'];
  fc.assert(
    fc.property(jumble, fc.constantFrom('consent', 'phone', 'anything'), (text, expecting) => {
      const plain = meant(text, expecting);
      const polite = meant(`dạ ${text}`, expecting);
      if (grave.includes(polite.meaning)) expect(polite).toEqual(plain);
    }),
    { ...runs, numRuns: 1000 },
  );
});

test('consent is never given without the word for it', () => {
  fc.assert(
    fc.property(anything, (text) => {
      const heard = meant(text, 'consent');
      const folded = bareOf(fold(text)).replaceAll(/[^a-z0-9]/g, '');
      if (heard.meaning === 'yes') expect(folded).toMatch(/d+[o0-9]+n?g[a-z0-9]*[yi]/);
    }),
    { ...runs, numRuns: 2000 },
  );
});

test('a phone number is never made of digits that were not typed', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'0123456789 .-+oOabc'), maxLength: 40 }), (text) => {
      const heard = meant(text, 'phone');
      if (heard.meaning !== 'value') return;
      const digits = fold(text).replaceAll('o', '0').replaceAll(/\D/g, '');
      expect(digits).toContain(String(heard.value).slice(-7));
    }),
    { ...runs, numRuns: 2000 },
  );
});

const STUBBORN = [
  'a',
  'không ',
  'dừng ',
  '0905 ',
  '1-',
  '1.',
  '12/',
  'đồng ý ',
  'chồng đánh giá ',
  'ạ ',
  '? ',
  'tám lăm ',
  'ooo',
  'ố',
  '(',
  'kdongy',
  '1 trai ',
  'và ',
  ' ',
  '\u0301',
  '👍',
  'Tân ',
];

/** Milliseconds of processor time: other work on the machine does not count. */
function processorMs(work: () => unknown): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

test.each(STUBBORN)('a text of nothing but "%s" is read in bounded time', (piece) => {
  const text = piece.repeat(LONGEST_TEXT);
  // Many times what it takes, and far below what anything that grows with the square would.
  for (const expecting of EXPECTING) expect(processorMs(() => meant(text, expecting))).toBeLessThan(300);
  expect(processorMs(() => understandWhen(text, TODAY))).toBeLessThan(300);
});
