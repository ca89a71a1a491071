import type { Request, Response } from 'express';
import { tooOftenPage } from './invitation';
import { PAGE_POLICY } from './page';

/** At most `most` times within some ms. */
export interface Limit {
  name: string;
  most: number;
  within: number;
}

/** A quarter of an hour with a hundred women and one router must work; trying codes out must not. */
export const LIMITS = {
  look: { name: 'moi', most: 300, within: 60_000 },
  miss: { name: 'moi-unknown', most: 20, within: 10 * 60_000 },
} as const satisfies Record<'look' | 'miss', Limit>;

/** The same limits, counted apart for another page. */
export const limitsOf = (page: string): Record<'look' | 'miss', Limit> => ({
  look: { ...LIMITS.look, name: page },
  miss: { ...LIMITS.miss, name: `${page}-unknown` },
});

/** How looks are counted; given by composition. */
export interface Looks {
  /** How often this address did a thing within the limit's time, this once included. */
  count(limit: Limit, address: string): Promise<number>;
}

type Answer<T> = (found: T, request: Request, response: Response) => void;

/**
 * Answers requests for what only a code, or an id that nobody can guess, leads to: not kept by the browser, not too often, and
 * an unknown one gets a page that says so in words.
 */
export function guarded<T>(
  { count }: Looks,
  { look, miss }: Record<'look' | 'miss', Limit>,
  { find, unknown }: { find(code: string): Promise<T | undefined>; unknown(): string },
) {
  return (answer: Answer<T>) => async (request: Request, response: Response) => {
    response.set({ 'content-security-policy': PAGE_POLICY, 'cache-control': 'private, no-store' });
    const address = request.ip ?? '';
    const over = async (limit: Limit) => (await count(limit, address)) > limit.most;
    if (await over(look)) return tooOften(response);
    const found = await find(String(request.params.code));
    if (found) return answer(found, request, response);
    if (await over(miss)) return tooOften(response);
    response.status(404).type('html').send(unknown());
  };
}

function tooOften(response: Response): void {
  response.status(429).set('retry-after', '60').type('html').send(tooOftenPage());
}
