interface Waiting<T, R> {
  item: T;
  done(result: R): void;
  failed(error: unknown): void;
}

/**
 * Calls that come together share one trip to the database: while a trip is under way, what comes waits for the next one, which
 * carries at most `most`. `work` answers one result for each item, in their order; its failure is everybody's.
 */
export function grouped<T, R>(most: number, work: (items: readonly T[]) => Promise<readonly R[]>): (item: T) => Promise<R> {
  const queue: Waiting<T, R>[] = [];
  let underway = false;

  const go = async (): Promise<void> => {
    underway = true;
    while (queue.length > 0) {
      const batch = queue.splice(0, most);
      try {
        const results = await work(batch.map(({ item }) => item));
        batch.forEach(({ done }, index) => {
          done(results[index] as R);
        });
      } catch (error) {
        for (const { failed } of batch) failed(error);
      }
    }
    underway = false;
  };

  return (item) =>
    new Promise<R>((done, failed) => {
      queue.push({ item, done, failed });
      // Not at once: who calls in the same moment goes along.
      if (!underway) {
        underway = true;
        setImmediate(() => void go());
      }
    });
}
