import { AsyncLocalStorage } from 'node:async_hooks';

/** The process that was doing this has died: named like an outage, so that nobody takes it for the fault of what was being done. */
export class Killed extends Error {
  override name = 'MongoNetworkError';
}

const CALLS = ['find', 'findOne', 'insertOne', 'insertMany', 'updateOne', 'bulkWrite', 'aggregate', 'deleteMany'] as const;

/** Runs what it is given without any step in it being noticed: the observer's own look. */
export type Spared = <T>(run: () => Promise<T>) => Promise<T>;

/**
 * Calls `step` before and after each call of some collections, but for a cursor only before (`waits` false: a promise is not
 * waited for there). What `step` throws, the caller of the collection gets.
 */
export function atEachStep(collections: readonly object[], step: (waits: boolean) => unknown): Spared {
  const spared = new AsyncLocalStorage<true>();
  for (const collection of collections) {
    for (const name of CALLS) {
      const call = Reflect.get(collection, name) as (...args: unknown[]) => unknown;
      const stepping = (...args: unknown[]): unknown => {
        if (spared.getStore()) return call.apply(collection, args);
        if (name === 'find' || name === 'aggregate') {
          step(false);
          return call.apply(collection, args);
        }
        return (async () => {
          await step(true);
          const result = await call.apply(collection, args);
          await step(true);
          return result;
        })();
      };
      Object.defineProperty(collection, name, { value: stepping, configurable: true, writable: true });
    }
  }
  // Awaited inside: a query of Mongoose starts only when somebody waits for it.
  return (run) => spared.run(true, async () => await run());
}

/** Runs something that may be killed: false when it was. Any other error is thrown. */
export async function lives(run: () => Promise<unknown>): Promise<boolean> {
  try {
    await run();
    return true;
  } catch (error) {
    if (error instanceof Killed) return false;
    throw error;
  }
}
