import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Entry } from '../../src/language/lexicon';
import type { Expecting } from '../../src/language/meaning';
import { understand } from '../../src/language/understand';
import { TODAY } from './corpus';

const WORDS = join(__dirname, '../../src/language/words');

// The words of days have a test of their own: a meeting's date is no state of a conversation.
describe.each(readdirSync(WORDS).filter((file) => file !== 'days.json'))('%s', (file) => {
  const entries = JSON.parse(readFileSync(join(WORDS, file), 'utf8')) as Entry[];

  test.each(entries.map((entry) => [entry.forms[0], entry.example] as const))('the example of "%s"', (_, example) => {
    const { expecting, text, options } = example;
    const heard = understand({ expecting: expecting as Expecting, text, today: TODAY, ...(options ? { options } : {}) });
    expect(heard.meaning).toBe(example.meaning);
    if (example.readings) expect(heard).toMatchObject({ readings: example.readings });
  });

  test('no form stands twice under one meaning', () => {
    for (const { forms } of entries) expect(forms.filter((form, i) => forms.indexOf(form) !== i)).toEqual([]);
  });
});
