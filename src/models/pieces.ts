/** The embedded server compares each document that it finds with the whole list: of twice as many it is four times as slow. */
const MOST = 32;

/** Asks for many ids, a piece of so many at a time, and answers all that was found; fewer where each names many documents. */
export async function inPieces<T>(ids: readonly string[], ask: (piece: string[]) => PromiseLike<T[]>, most = MOST): Promise<T[]> {
  const all = [...new Set(ids)];
  const pieces = Array.from({ length: Math.ceil(all.length / most) }, (_, n) => all.slice(n * most, (n + 1) * most));
  return (await Promise.all(pieces.map(ask))).flat();
}
