/** The embedded server compares each document that it finds with the whole list: of twice as many it is four times as slow. */
const MOST = 32;

/** Asks for many ids, a piece at a time, and answers all that was found. */
export async function inPieces<T>(ids: readonly string[], ask: (piece: string[]) => PromiseLike<T[]>): Promise<T[]> {
  const all = [...new Set(ids)];
  const pieces = Array.from({ length: Math.ceil(all.length / MOST) }, (_, n) => all.slice(n * MOST, (n + 1) * MOST));
  return (await Promise.all(pieces.map(ask))).flat();
}
