import { setTimeout as wait } from 'node:timers/promises';
import type { ZaloConfig } from '../config';
import { SendError } from './channel';
import { CALL_TIMEOUT, post } from './post';
import { field, id, text } from './read';
import { zaloFailure } from './zalo-errors';

/** Longer than the call that it guards: a lock that ends earlier lets two refreshers burn the single-use token. */
export const LOCK_TIME = 3 * CALL_TIMEOUT;
const POLL = 250;
const SAVE_TRIES = 3;

/** The tokens of an OA; `refresh` can be used once, and `rev` grows by one with every pair. */
export interface TokenPair {
  access: string;
  refresh: string;
  rev: number;
}

/** Where the pair is kept for all processes. */
export interface TokenStore {
  read(): Promise<TokenPair | null>;
  /** Stores the pair as revision `rev + 1` if the stored one is still `rev` (0: none yet); false when somebody was faster. */
  save(next: { access: string; refresh: string }, rev: number): Promise<boolean>;
  /** Takes the refresher's lock for at most `ms`, across processes; answers its release, or null while another holds it. */
  lock(ms: number): Promise<(() => Promise<void>) | null>;
}

/** The access token of an OA, and a new one in place of one that the platform refused. */
export interface ZaloTokens {
  current(): Promise<string>;
  renewed(stale: string): Promise<string>;
}

type TokenSettings = Pick<ZaloConfig, 'appId' | 'appSecret' | 'accessToken' | 'refreshToken' | 'oauthBaseUrl'>;

/** Reads and refreshes the pair: one refresher at a time, the new pair stored before anybody uses it. */
export function zaloTokens(config: TokenSettings, store: TokenStore): ZaloTokens {
  let running: Promise<string> | undefined;
  // Kept until the platform refuses it, so that a send costs no look at the store.
  let known: string | undefined;
  // A pair that came but could not be stored: asking again would fail, since its predecessor is used up.
  let unsaved: { access: string; refresh: string; after: number } | undefined;

  async function stored(): Promise<TokenPair> {
    const pair = (await store.read()) ?? (await started());
    if (!pair) throw new SendError({ code: 'tokenMissing', retry: 'token', about: 'account' }, 'none');
    return pair;
  }

  async function started(): Promise<TokenPair | null> {
    if (!config.accessToken && !config.refreshToken) return null;
    await store.save({ access: config.accessToken ?? '', refresh: config.refreshToken ?? '' }, 0);
    return store.read();
  }

  async function keep(next: { access: string; refresh: string }, after: number): Promise<string> {
    unsaved = { ...next, after };
    for (let tried = 1; ; tried++) {
      try {
        const mine = await store.save(next, after);
        unsaved = undefined;
        return mine ? next.access : (await stored()).access;
      } catch (error) {
        if (tried === SAVE_TRIES) throw error;
        await wait(POLL * tried);
      }
    }
  }

  async function refresh(stale: string): Promise<string> {
    const until = Date.now() + LOCK_TIME;
    for (;;) {
      if (unsaved) return keep(unsaved, unsaved.after);
      const pair = await stored();
      if (pair.access !== stale) return pair.access;
      const release = await store.lock(LOCK_TIME);
      if (release) {
        try {
          // Somebody may have refreshed between the look and the lock.
          const now = await stored();
          return now.access === stale ? await keep(await exchange(config, now.refresh), now.rev) : now.access;
        } finally {
          await release();
        }
      }
      if (Date.now() > until) throw new SendError({ code: 'tokenBusy', retry: 'later', about: 'account' }, 'none');
      await wait(POLL);
    }
  }

  return {
    async current() {
      known ??= (await stored()).access;
      return known;
    },
    renewed(stale) {
      running ??= refresh(stale)
        .then((access) => {
          known = access;
          return access;
        })
        .finally(() => {
          running = undefined;
        });
      return running;
    },
  };
}

/** Exchanges the refresh token; an answer without a new pair is a failure, whatever its HTTP status. */
async function exchange(config: TokenSettings, refresh: string): Promise<{ access: string; refresh: string }> {
  if (refresh === '') throw new SendError(zaloFailure('-14014', 'tokens'), '-14014');
  const form = new URLSearchParams({ refresh_token: refresh, app_id: config.appId, grant_type: 'refresh_token' });
  const answer = await post(`${config.oauthBaseUrl}/v4/oa/access_token`, form, { secret_key: config.appSecret ?? '' });
  const next = text(field(answer.body, 'access_token'));
  const nextRefresh = text(field(answer.body, 'refresh_token'));
  if (next !== undefined && nextRefresh !== undefined) return { access: next, refresh: nextRefresh };
  const code = id(field(answer.body, 'error'));
  if (code === undefined && answer.status >= 500)
    throw new SendError({ code: 'platformDown', retry: 'later' }, `http${answer.status}`);
  throw new SendError(zaloFailure(code ?? 'none', 'tokens'), code ?? `http${answer.status}`);
}

/** Keeps the pair in this process: for tests and for trying things out. */
export function memoryTokens(first?: { access: string; refresh: string }): TokenStore {
  let pair: TokenPair | null = first ? { ...first, rev: 1 } : null;
  let lockedUntil = 0;
  return {
    read: async () => pair,
    save: async (next, rev) => {
      if ((pair?.rev ?? 0) !== rev) return false;
      pair = { ...next, rev: rev + 1 };
      return true;
    },
    lock: async (ms) => {
      if (Date.now() < lockedUntil) return null;
      lockedUntil = Date.now() + ms;
      return async () => {
        lockedUntil = 0;
      };
    },
  };
}
