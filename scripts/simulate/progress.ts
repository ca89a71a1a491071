/** Tells how far something is. */
export type Say = (line: string) => void;

const EVERY = 5_000;

/** Says now and then how much is done, how fast, and how long the rest will take. */
export function progressOf(what: string, total: number, say: Say): { done(n: number): void; end(): void } {
  const began = Date.now();
  let said = began;
  let reached = 0;
  const seconds = () => Math.max(0.001, (Date.now() - began) / 1000);
  return {
    done(n) {
      reached = n;
      if (Date.now() - said < EVERY) return;
      said = Date.now();
      const rate = n / seconds();
      const left = rate > 0 ? Math.round((total - n) / rate) : 0;
      say(`${what}: ${n} of ${total}, ${Math.round(rate)}/s, ${left} s left`);
    },
    end() {
      say(`${what}: ${Math.max(reached, total)} in ${seconds().toFixed(1)} s, ${Math.round(total / seconds())}/s`);
    },
  };
}

/** Does tasks, so many at a time; `done` is told how many are through. The first failure ends it. */
export async function together<T>(
  tasks: readonly T[],
  most: number,
  play: (task: T) => Promise<unknown>,
  done: (n: number) => void = () => undefined,
): Promise<void> {
  let [next, through] = [0, 0];
  const work = async () => {
    for (let n = next++; n < tasks.length; n = next++) {
      await play(tasks[n] as T);
      through += 1;
      done(through);
    }
  };
  await Promise.all(Array.from({ length: Math.min(most, tasks.length) }, work));
}
