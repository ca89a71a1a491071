import { understand } from '../../src/language/understand';
import { corpus, isAmong, type Said, TODAY, written } from './corpus';

const meant = ({ expecting, text, options, today }: Said, typed = text) =>
  understand({ expecting, text: typed, today: today ?? TODAY, ...(options ? { options } : {}) });

const all = corpus();

/** The utterances whose meaning a disguise changes, with what they become. */
const changed = (utterances: readonly Said[], disguise: (text: string) => string) =>
  utterances
    .map((said) => [said.text, JSON.stringify(meant(said)), JSON.stringify(meant(said, disguise(said.text)))])
    .filter(([, plain, disguised]) => plain !== disguised);

test('at least 600 utterances are played', () => expect(all.length).toBeGreaterThanOrEqual(600));

test('no utterance is misread dangerously', () => {
  const harm = all.filter((said) => isAmong(meant(said), said.dangerous));
  expect(harm.map((said) => `${said.expecting} "${said.text}" → ${written(meant(said))}`)).toEqual([]);
});

test('every utterance is read as one of its right meanings', () => {
  const wrong = all.filter((said) => !isAmong(meant(said), said.right));
  expect(
    wrong.map((said) => `${said.expecting} "${said.text}" → ${written(meant(said))}, not ${said.right.join(' or ')}`),
  ).toEqual([]);
});

/** The same text as another keyboard, phone or habit sends it. */
const DISGUISES: Record<string, (text: string) => string> = {
  'in NFD': (text) => text.normalize('NFD'),
  'in upper case': (text) => text.toUpperCase(),
  'in lower case': (text) => text.toLowerCase(),
  'with spaces around': (text) => `  ${text} \n`,
  'with a full stop': (text) => (text.endsWith('?') ? text : `${text} .`),
};

test.each(Object.entries(DISGUISES))('an utterance %s means the same', (_, disguise) => {
  expect(changed(all, disguise)).toEqual([]);
});

test('a leading dạ changes nothing', () => {
  const spoken = all.filter(({ text, right }) => /\p{L}{2}/u.test(text) && !right.includes('notUnderstood'));
  expect(changed(spoken, (text) => `dạ ${text}`)).toEqual([]);
});

test.each([
  [
    ['name', 'le thi be 85 0905123456 thon 3 xa van trach'],
    { birthYear: 1985, phone: '0905123456', place: 'thon 3 xa van trach' },
  ],
  [['name', 'Nguyễn Thị Lan 85'], { birthYear: 1985 }],
  [['birthYear', '85, 0905 123 456'], { phone: '0905123456' }],
  [['birthYear', 'sinh 85, ở thôn 3'], { place: 'thôn 3' }],
  [['phone', '0905123456 sinh 85'], { birthYear: 1985 }],
  [['rsvp', 'em đi nha, số em 0905123456'], { phone: '0905123456' }],
  [['anything', 'em muốn vào hội, sn 85, 0905123456'], { birthYear: 1985, phone: '0905123456' }],
] as const)('%s tells more than was asked', ([expecting, text], also) => {
  expect(understand({ expecting, text, today: TODAY }).also).toEqual(also);
});

test.each([
  ['yesNo', 'dung', ['yes', 'stop']],
  ['rsvp', 'vang', ['yes', 'no']],
  ['consent', 'ok', ['yes', 'no']],
  ['birthYear', 'tuổi Sửu', ['1925', '1937', '1949', '1961', '1973', '1985', '1997']],
  ['phone', '0905123456 0912345678', ['0905123456', '0912345678']],
  ['anything', 'xóa', ['deleteData', 'back']],
] as const)('%s "%s" shows its readings as buttons', (expecting, text, readings) => {
  expect(understand({ expecting, text, today: TODAY })).toEqual({ meaning: 'ask', readings });
});

test.each([
  ['birthYear', '41 tuổi', 1985],
  ['birthYear', '08', 2008],
  ['phone', '01689999888', '0389999888'],
  ['phone', '0905123456 (chồng)', '0905123456'],
  ['name', 'NGUYEN THI LAN', 'Nguyen Thi Lan'],
] as const)('%s "%s" is read back with a reason to doubt it', (expecting, text, value) => {
  expect(understand({ expecting, text, today: TODAY })).toMatchObject({ meaning: 'value', value, confirm: true });
});
