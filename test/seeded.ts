/** Numbers from 0 to 1 that a seed decides (mulberry32). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The seeds of a test: those given, or the one in the variable, to play a failed one again: `RECOUNT_SEED=7 npx jest …`. */
export function seedsOf(variable: string, given: readonly number[]): number[] {
  const again = process.env[variable];
  return again === undefined ? [...given, Math.floor(Math.random() * 2 ** 31)] : [Number(again)];
}
