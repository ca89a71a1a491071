/**
 * Figures of units below one unit beside its total, those of fewer people than `least` hidden (null; domain §1.13). The least is
 * the province's setting `smallCell`, which has no second default here. Where hiding one would let it
 * be had by subtraction, the next smallest is hidden too, and where nothing is left to hide it behind, the total.
 */
export function hideSmall(
  total: number,
  cells: ReadonlyMap<string, number>,
  least: number,
): { total: number | null; cells: Map<string, number | null> } {
  const shown = new Map<string, number | null>([...cells].map(([unit, n]) => [unit, n > 0 && n < least ? null : n]));
  const own = total - [...cells.values()].reduce((sum, n) => sum + n, 0);
  if (total > 0 && total < least)
    return { total: null, cells: new Map([...shown].map(([unit, n]) => [unit, n === 0 ? 0 : null])) };
  const hidden = [...cells].filter(([unit]) => shown.get(unit) === null);
  // What belongs to the unit itself and to none below is one more cell behind which another can hide.
  const behind = hidden.reduce((sum, [, n]) => sum + n, 0) + own;
  const places = hidden.length + (own > 0 ? 1 : 0);
  if ((hidden.length === 0 && (own === 0 || own >= least)) || (places > 1 && behind >= least)) return { total, cells: shown };
  const next = [...cells].filter(([unit, n]) => n > 0 && shown.get(unit) !== null).sort(([, a], [, b]) => a - b)[0];
  if (!next) return { total: null, cells: shown };
  shown.set(next[0], null);
  return { total, cells: shown };
}
