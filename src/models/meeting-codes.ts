import { keyed } from './secrets';

const LETTERS = 'BCFGHJKMNPQRSTVXZ';
const SIGNS = `23456789${LETTERS}`;
const CODE = /^[BCFGHJKMNPQRSTVXZ][2-9BCFGHJKMNPQRSTVXZ]{5}$/;
const TYPED = /^((?:mã\s+|ma\s+)?(?:họp|hop|điểm danh|diem danh)[\s_:-]*)?([0-9A-Z]{3}[\s.-]?[0-9A-Z]{3})[\s.!]*$/iu;

/** A check-in code as it was typed, in the form in which it is kept; undefined where it can be none. */
export function meetingCode(typed: string): string | undefined {
  const code = typed.toUpperCase().replaceAll(/[^0-9A-Z]/g, '');
  return CODE.test(code) ? code : undefined;
}

/** The check-in code in a deep link's ref or in what she typed (`hop_BCF23G`, `họp bcf 23g`); `named` where a word says that it is one. */
export function checkInCodeIn(text: string): { code: string; named: boolean } | undefined {
  const [, name, typed = ''] = TYPED.exec(text.normalize('NFC').trim()) ?? [];
  const code = meetingCode(typed);
  return code === undefined ? undefined : { code, named: name !== undefined };
}

/** The check-in code that a meeting gets at an attempt (from 0): nobody can guess it; a letter first, so that it is no number. */
export function meetingCodeFor(id: string, attempt: number): string {
  const bytes = Buffer.from(keyed('hop', id, String(attempt)), 'base64url');
  const signs = [...bytes.subarray(0, 6)].map((byte, place) => {
    const from = place === 0 ? LETTERS : SIGNS;
    return from[byte % from.length];
  });
  return signs.join('');
}

/** The id of a meeting's calendar entry. */
export const calendarIdOf = (id: string): string => keyed('lich', id);
