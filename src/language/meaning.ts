/** What the question on her screen expects; `anything` when none is open (product §3.5). */
export type Expecting = 'anything' | 'yesNo' | 'consent' | 'rsvp' | 'choice' | 'birthYear' | 'phone' | 'name' | 'number';

/** Every state that can be expected, in the order of the contract. */
export const EXPECTING: readonly Expecting[] = [
  'anything',
  'yesNo',
  'consent',
  'rsvp',
  'choice',
  'birthYear',
  'phone',
  'name',
  'number',
];

/** Words that work in any state where they are unmistakable; `help` is distress or a plain cry for help and wins over all. */
export const COMMANDS = [
  'stop',
  'deleteData',
  'showData',
  'human',
  'help',
  'join',
  'menu',
  'meetings',
  'survey',
  'refer',
  'wish',
  'me',
  'repeat',
  'back',
  'restart',
] as const;

/** One of the commands. */
export type Command = (typeof COMMANDS)[number];

/** Answers to a question that has two sides. */
export type Answer = 'yes' | 'no' | 'maybe';

/** What the same text told besides: a year, a phone as `0905123456`, a place in her own words. */
export type Also = { birthYear?: number; phone?: string; place?: string };

/**
 * What a text means. `value` of a choice holds indexes from 0; `readings` are meanings, labels, years or phone numbers to show as buttons;
 * `confirm` asks the bot to read a value back because there is a reason (`why`) to doubt it.
 */
export type Meaning = (
  | { meaning: Answer }
  | { meaning: Command }
  | { meaning: 'choice'; value: number[] }
  | { meaning: 'value'; value: number | string; confirm?: true; why?: string }
  | { meaning: 'ask'; readings: string[] }
  | { meaning: 'invalid'; why: string }
  | { meaning: 'notUnderstood' }
) & { also?: Also };

/** A text with what is needed to read it: `options` are the labels of a choice, `today` is YYYY-MM-DD in the unit's own time zone. */
export type Utterance = { expecting: Expecting; text: string; options?: readonly string[]; today: string };

/** Nothing was recognised. */
export const NOT_UNDERSTOOD: Meaning = { meaning: 'notUnderstood' };

/** Several readings are live: show them, guess none. */
export function ask(...readings: string[]): Meaning {
  return { meaning: 'ask', readings: [...new Set(readings)] };
}
