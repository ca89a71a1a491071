/** A name as it is compared: without accents, capitals and extra spaces. */
export const plainName = (name: string): string =>
  name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('đ', 'd').trim().replace(/\s+/g, ' ');
