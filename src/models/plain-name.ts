/** A name as it is compared: without accents, capitals and extra spaces. */
export const plainName = (name: string): string =>
  name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('đ', 'd').trim().replace(/\s+/g, ' ');

const ALPHABET = new Intl.Collator('vi');

/** The order of a list on paper: by the given name, which stands last, then by what stands before it. */
export function byGivenName(a: string, b: string): number {
  return ALPHABET.compare(givenIn(a), givenIn(b)) || ALPHABET.compare(a, b);
}

const givenIn = (name: string): string => name.trim().split(/\s+/).at(-1) ?? '';
