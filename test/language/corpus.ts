import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Expecting, Meaning } from '../../src/language/meaning';

/** What somebody typed, the meanings that are right, and those that would do harm; "value:1985" names the value as well. */
export type Said = {
  expecting: Expecting;
  text: string;
  options?: string[];
  today?: string;
  right: string[];
  dangerous: string[];
};

/** The day on which all utterances of the files were typed. */
export const TODAY = '2026-11-22';

/** The utterances of every .jsonl file beside this one. */
export function corpus(): Said[] {
  return readdirSync(__dirname)
    .filter((file) => file.endsWith('.jsonl'))
    .flatMap((file) => readFileSync(join(__dirname, file), 'utf8').split('\n').filter(Boolean))
    .map((line) => JSON.parse(line) as Said);
}

/** A meaning as the files write it: "yes", "value:1985", "choice:0,2", "invalid:underAge". */
export function written(meaning: Meaning): string {
  if (meaning.meaning === 'value' || meaning.meaning === 'choice') return `${meaning.meaning}:${meaning.value}`;
  return meaning.meaning === 'invalid' ? `invalid:${meaning.why}` : meaning.meaning;
}

/** True when a meaning is among those written, with or without its value. */
export function isAmong(meaning: Meaning, list: readonly string[]): boolean {
  return list.some((one) => one.normalize('NFC') === written(meaning) || one === meaning.meaning);
}
