import { answeredBy, isBareYes } from './answered';
import { EITHER, isLabel, labelsIn } from './labels';
import { ask, type Meaning, NOT_UNDERSTOOD } from './meaning';
import { bareOf, fold } from './normalise';
import { digitsIn, ordinalOf } from './ordinals';

const ALL = /^(?:tat ca|het|ca|het thay|het luon|toan bo|chon het|chon tat ca|tat|all|deu|tat tan tat)$/;
const INDIFFERENT = /(?:^| )(?:(?:sao|gi|nao|the nao|chi|rang) cung (?:duoc|dc)|tuy (?:em|hoi|chi|co)|tuy)(?: |$)/;
const REFUSES =
  /(?<!\p{L})(?:không|khong|ko|k|hông|hong|hổng|đừng|trừ|tru|bận|kẹt|bỏ|chưa|chua|kg|hok|hem|nỏ|chẳng|no)(?!\p{L})/u;
const NOISE =
  /(?<![\p{L}\d])(?:dạ|da|ạ|em|chị|tôi|tui|mình|xin|chọn|chon|lựa|lấy|bấm|bam|là|trả lời|tra loi|cho|nha|nhé|nhe|với|voi|luôn|đi|ơi|oi|thì|e|c|a|ah|cái|cai|chi|toi|minh|thưa|bác|cô|con|cháu|đó|do|luon|hết|het|cả|ca|đều|deu|đáp án|dap an|phương án|phuong an|em chọn|nghen|hen)(?![\p{L}\d])/gu;

/** Which options a text chooses: numbers from 1, ordinals, all, or words of the labels; several at once are allowed. */
export function choiceOf(text: string, options: readonly string[]): Meaning {
  if (!options.length) return NOT_UNDERSTOOD;
  const exact = options.findIndex((option) => same(option, text));
  if (exact >= 0) return { meaning: 'choice', value: [exact] };
  if (isBareYes(text)) {
    const full = options.flatMap((option, i) => (isLabel(text, option) ? [i] : []));
    if (full.length === 1) return { meaning: 'choice', value: full };
    return answeredBy(text, options) ?? NOT_UNDERSTOOD;
  }
  const bare = bareOf(text)
    .replaceAll(/[^\p{L}\d]+/gu, ' ')
    .trim();
  const refuses = REFUSES.test(text);
  const byNumber = numbered(text, bare, options, refuses);
  if (byNumber) return byNumber;
  const byLabel = labelsIn(text, options);
  if (byLabel.meaning === 'notUnderstood') return answeredBy(text, options) ?? byLabel;
  if (byLabel.meaning === 'choice' && refuses && !byLabel.value.some((index) => REFUSES.test(fold(options[index] ?? '')))) {
    return ask(...byLabel.value.map((index) => options[index] ?? ''), 'no');
  }
  // "1 với cái làm tóc": a number beside a label chooses too, or counts something.
  const beside = byLabel.meaning === 'choice' ? numberBeside(text, options, byLabel.value) : undefined;
  if (beside !== undefined && byLabel.meaning === 'choice')
    return ask(...byLabel.value.map((index) => options[index] ?? ''), options[beside] ?? '');
  return byLabel;
}

function numberBeside(text: string, options: readonly string[], chosen: readonly number[]): number | undefined {
  const digit = /(?<![\p{L}\d.,/])\d(?![\p{L}\d.,/])/u.exec(text)?.[0];
  const index = Number(digit) - 1;
  if (!digit || index < 0 || index >= options.length || chosen.includes(index)) return undefined;
  return options.some((option) => option.includes(digit)) ? undefined : index;
}

function same(option: string, text: string): boolean {
  return (
    fold(option)
      .replaceAll(/[^\p{L}\d]+/gu, ' ')
      .trim() === text.replaceAll(/[^\p{L}\d]+/gu, ' ').trim()
  );
}

/** Reads numbers and ordinals, "all" and "both"; undefined where the text says more than that. */
function numbered(text: string, bare: string, options: readonly string[], refuses: boolean): Meaning | undefined {
  if (/^-\d/.test(text.trim())) return { meaning: 'invalid', why: 'outOfRange' };
  if (INDIFFERENT.test(bare) && options.length > 1) return ask(...options);
  const core = bare.replace(/^(?:da|em|chi|toi|minh|tui|cho|chon|lay) /g, '').replace(/ (?:a|nha|nhe|luon|di|em|chi|oi)$/g, '');
  if (ALL.test(core) || /(?:^| )(?:tat ca|chon het|ca het)(?: |$)/.test(core)) {
    return refuses ? ask(...options, 'no') : { meaning: 'choice', value: options.map((_, i) => i) };
  }
  const both = /(?:^| )ca (hai|2|ba|3|bon|4|nam|5)(?: |$)/.exec(core)?.[1];
  if (both)
    return WORDS[both] === options.length && !refuses ? { meaning: 'choice', value: options.map((_, i) => i) } : NOT_UNDERSTOOD;
  const rest = text
    .replaceAll(NOISE, ' ')
    .replaceAll(/[.,;:!+&/\-()]+/g, ' , ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  const picked = digitsIn(rest) ?? ordinalOf(rest, options.length);
  if (!picked) return undefined;
  const literal = options.filter((option) => picked.length === 1 && new RegExp(`(?<!\\d)${picked[0]}(?!\\d)`).test(option));
  const chosen = picked.map((number) => number - 1);
  if (chosen.some((index) => index < 0 || index >= options.length)) {
    const only = literal.length === 1 ? options.indexOf(literal[0] ?? '') : -1;
    if (literal.length > 1) return ask(...literal);
    return only >= 0 ? { meaning: 'choice', value: [only] } : { meaning: 'invalid', why: 'outOfRange' };
  }
  const clash = literal.filter((option) => options.indexOf(option) !== chosen[0]);
  if (clash.length) return ask(options[chosen[0] ?? 0] ?? '', ...clash);
  if (chosen.length > 1 && EITHER.test(text)) return ask(...chosen.map((index) => options[index] ?? ''));
  if (refuses) return ask(...chosen.map((index) => options[index] ?? ''), 'no');
  return { meaning: 'choice', value: [...new Set(chosen)].sort((a, b) => a - b) };
}

const WORDS: Readonly<Record<string, number>> = { hai: 2, '2': 2, ba: 3, '3': 3, bon: 4, '4': 4, nam: 5, '5': 5 };
