import type { CallAbout } from '../actions/desk/call-view';
import { aboutOfCell, cellOfAbout } from '../actions/lists/call-list';
import { HOME } from './layout';

/** What of a list is looked at: with `all` also those who were phoned, from a place (0 the first). */
export interface Part {
  all: boolean;
  from: number;
}

/** People on one page of a list. */
export const PIECE = 25;

/** Address of a list of calls, or of what is done on it (`so`: show a number). */
export function callAddress(about: CallAbout, part: Part = { all: false, from: 0 }, act = ''): string {
  const query = new URLSearchParams({
    ...(part.all ? { xem: 'tat-ca' } : {}),
    ...(part.from > 0 ? { tu: String(part.from) } : {}),
  }).toString();
  return `${HOME}/goi/${encodeURIComponent(cellOfAbout(about))}${act}${query === '' ? '' : `?${query}`}`;
}

/** What the address of a list says; undefined for what is none. */
export const aboutIn = (list: unknown): CallAbout | undefined => aboutOfCell(String(list));

/** What of it is asked for; anything wrong is the beginning of those to be phoned. */
export function partIn({ xem, tu }: { xem?: unknown; tu?: unknown }): Part {
  const from = /^\d{1,6}$/.test(String(tu)) ? Number(tu) : 0;
  return { all: xem === 'tat-ca', from };
}

/** The mark of a woman's place on the page. */
export const placeOf = (person: string): string => `c-${encodeURIComponent(person)}`;
