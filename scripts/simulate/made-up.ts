const FAMILIES = ['Nguyễn', 'Trần', 'Lê', 'Phạm', 'Hoàng', 'Vũ', 'Đặng', 'Bùi', 'Đỗ', 'Hồ', 'Ngô', 'Dương', 'Lý'];
const MIDDLES = ['Thị', 'Thị Thu', 'Thị Ngọc', 'Thị Kim', 'Thanh', 'Thị Minh', 'Bích', 'Thị Hồng', 'Mai'];
const GIVEN = ['Lan', 'Hoa', 'Mai', 'Hương', 'Thảo', 'Hạnh', 'Nga', 'Yến', 'Dung', 'Thủy', 'Loan', 'Phượng', 'Xuân', 'Hiền'];
const PLACES = ['An', 'Bình', 'Cẩm', 'Đông', 'Hải', 'Hòa', 'Kim', 'Lâm', 'Mỹ', 'Ninh', 'Phú', 'Quang', 'Sen', 'Tân', 'Vạn'];

/** Chance that a seed decides. */
export interface Chance {
  /** From 0 to 1. */
  next(): number;
  /** A whole number from 0, below `n`. */
  below(n: number): number;
  pick<T>(from: readonly T[]): T;
  happens(share: number): boolean;
}

/** Chance from a source of numbers between 0 and 1. */
export function chanceOf(next: () => number): Chance {
  const below = (n: number) => Math.floor(next() * n);
  return {
    next,
    below,
    pick: (from) => from[below(from.length)] as (typeof from)[number],
    happens: (share) => next() < share,
  };
}

/** A made-up woman's name. */
export const madeUpName = (chance: Chance): string => [FAMILIES, MIDDLES, GIVEN].map((parts) => chance.pick(parts)).join(' ');

/** A made-up place, told from others by its number. */
export const madeUpPlace = (chance: Chance, n: number): string => `${chance.pick(PLACES)} ${chance.pick(PLACES)} ${n}`;

/** A made-up phone number, another one for each `n` below ten millions. */
export const madeUpPhone = (n: number): string => `090${String(n).padStart(7, '0')}`;
