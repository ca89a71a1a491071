import { setTimeout as pause } from 'node:timers/promises';

const LOOK = 30;

/** Waits for a condition; fails with what it was after `ms`. Errors of the condition count as "not yet", the last one is told. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, ms = 60_000): Promise<void> {
  const end = Date.now() + ms;
  let cause: unknown;
  for (;;) {
    try {
      if (await holds()) return;
    } catch (error) {
      cause = error;
    }
    if (Date.now() > end) throw new Error(`after ${ms / 1000} s it is not so: ${what}`, { cause });
    await pause(LOOK);
  }
}
