import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { ZaloConfig } from '../config';
import { SendError } from './channel';
import { exchangeRefresh, type Granted, OAUTH_TIMEOUT } from './zalo-oauth';

/** Longer than the call that it guards: a lock that ends earlier lets two refreshers burn the single-use token. */
export const LOCK_TIME = 1.5 * OAUTH_TIMEOUT;
/** Access tokens live 25 hours: a refresh that fails now leaves five in which a person can give consent anew. */
export const REFRESH_AFTER = 20 * 3_600_000;
/** How long a send waits for somebody's refresh, ms: with its own calls it must end before its lease. */
const SENDER_WAIT = 4_000;
const POLL = 250;
const SAVE_TRIES = 3;
const LOOK_EVERY = 60_000;
/** What only a person can mend; `consentNeeded` ends the refresh token for good. */
const FOR_PEOPLE = new Set(['tokenMissing', 'consentNeeded', 'badAppSettings', 'tokenRefused']);

/** The tokens of an OA; `refresh` can be used once, and `rev` grows by one with every pair. */
export interface TokenPair extends Granted {
  rev: number;
  /** When it was stored, ms since 1970. */
  at?: number;
  /** The platform's code when it refused the refresh token for good; the access token may live on for hours. */
  dead?: string;
  /** Mark of the environment's tokens that it comes from: they are tried once. */
  from?: string;
}

/** A pair to be stored. */
export type NewPair = Granted & { from?: string };

/** Where the pair is kept for all processes. */
export interface TokenStore {
  read(): Promise<TokenPair | null>;
  /** Stores the pair as revision `rev + 1` if the stored one is still `rev` (0: none yet); false when somebody was faster. */
  save(next: NewPair, rev: number): Promise<boolean>;
  /** Notes that the pair of this revision cannot be refreshed any more; the revision stays, so that a late answer can still be saved. */
  kill(rev: number, code: string): Promise<void>;
  /** Takes the refresher's lock for at most `ms`, across processes; answers its release, or null while another holds it. */
  lock(ms: number): Promise<(() => Promise<void>) | null>;
}

/** The access token of an OA, and a new one in place of one that the platform refused. */
export interface ZaloTokens {
  current(): Promise<string>;
  renewed(stale: string): Promise<string>;
  /** Refreshes ahead of time and raises the alarm; costs a look at the store once a minute. */
  tend(now: number): Promise<void>;
  /** Stores a pair that an administrator has just consented to, whatever was there. */
  adopt(granted: Granted): Promise<void>;
}

/** Told whether a person must give consent anew, with the code of what is wrong. */
export type TokenAlarm = (code: string | undefined) => void;

type TokenSettings = Pick<ZaloConfig, 'appId' | 'appSecret' | 'accessToken' | 'refreshToken' | 'oauthBaseUrl'>;

/** Reads and refreshes the pair: one refresher at a time, the new pair stored before anybody uses it. */
export function zaloTokens(
  config: TokenSettings,
  store: TokenStore,
  { alarm = () => undefined, poll = POLL }: { alarm?: TokenAlarm | undefined; poll?: number } = {},
): ZaloTokens {
  let running: Promise<string> | undefined;
  // Kept until the platform refuses it, so that a send costs no look at the store.
  let known: string | undefined;
  // A pair that came but could not be stored: asking again would fail, since its predecessor is used up.
  let unsaved: { next: NewPair; after: number } | undefined;
  let lookedAt = 0;

  async function stored(): Promise<TokenPair> {
    const found = await store.read();
    const pair = found && !found.dead ? found : ((await started(found)) ?? found);
    if (!pair) throw new SendError({ code: 'tokenMissing', retry: 'token', about: 'account' }, 'none');
    return pair;
  }

  /** The environment's tokens begin, and may replace a dead pair that does not come from them. */
  async function started(old: TokenPair | null): Promise<TokenPair | null> {
    const { accessToken: access = '', refreshToken: refresh = '' } = config;
    if (access === '' && refresh === '') return null;
    const from = createHash('sha256').update(`${access} ${refresh}`).digest('base64url').slice(0, 16);
    if (old?.from === from) return null;
    await store.save({ access, refresh, from }, old?.rev ?? 0);
    return store.read();
  }

  async function keep(next: NewPair, after: number): Promise<string> {
    unsaved = { next, after };
    for (let tried = 1; ; tried++) {
      try {
        const mine = await store.save(next, after);
        unsaved = undefined;
        return mine ? next.access : (await stored()).access;
      } catch (error) {
        if (tried === SAVE_TRIES) throw error;
        await wait(poll * tried);
      }
    }
  }

  async function refresh(stale: string): Promise<string> {
    const until = Date.now() + LOCK_TIME;
    for (;;) {
      if (unsaved) return keep(unsaved.next, unsaved.after);
      const pair = await stored();
      if (pair.access !== stale) return pair.access;
      if (pair.dead) throw new SendError({ code: 'consentNeeded', retry: 'token', about: 'account' }, pair.dead);
      const release = await store.lock(LOCK_TIME);
      if (release) {
        try {
          // Somebody may have refreshed between the look and the lock.
          const now = await stored();
          return now.access === stale ? await exchanged(now) : now.access;
        } finally {
          // A pair that waits to be saved keeps the others out for as long as the lock lasts.
          // One that cannot be given back ends by itself.
          if (!unsaved) await release().catch(() => undefined);
        }
      }
      if (Date.now() > until) throw busy();
      await wait(poll);
    }
  }

  async function exchanged(was: TokenPair): Promise<string> {
    const granted = await exchangeRefresh(config, was.refresh).catch(async (error: unknown) => {
      if (!(error instanceof SendError) || error.code !== 'consentNeeded') throw error;
      await store.kill(was.rev, error.platformCode);
      // Refused because somebody whose lock had ended was faster: the new pair is there.
      const now = await store.read();
      if (now && now.rev !== was.rev) return undefined;
      throw error;
    });
    if (!granted) return (await stored()).access;
    return keep({ ...granted, ...(was.from === undefined ? {} : { from: was.from }) }, was.rev);
  }

  function renewal(stale: string): Promise<string> {
    running ??= refresh(stale)
      .then((access) => {
        known = access;
        alarm(undefined);
        return access;
      })
      .catch((error: unknown) => {
        if (!(error instanceof SendError)) throw error;
        if (FOR_PEOPLE.has(error.code)) alarm(error.code);
        // Of the refresh nobody may be sure, but the message itself has not left.
        throw error.unsure ? new SendError(error, error.platformCode) : error;
      })
      .finally(() => {
        running = undefined;
      });
    return running;
  }

  return {
    async current() {
      known ??= (await stored()).access;
      return known;
    },
    renewed: (stale) => within(renewal(stale), SENDER_WAIT),
    async tend(now) {
      if (now < lookedAt + LOOK_EVERY || running) return;
      lookedAt = now;
      try {
        if (unsaved) await keep(unsaved.next, unsaved.after);
        const pair = await stored();
        known = pair.access;
        if (pair.dead) alarm('consentNeeded');
        else if (now >= (pair.at ?? 0) + REFRESH_AFTER) await renewal(pair.access);
        else alarm(undefined);
      } catch (error) {
        if (error instanceof SendError && FOR_PEOPLE.has(error.code)) alarm(error.code);
        throw error;
      }
    },
    async adopt(granted) {
      for (;;) {
        const old = await store.read();
        const from = old?.from === undefined ? {} : { from: old.from };
        if (await store.save({ ...granted, ...from }, old?.rev ?? 0)) break;
      }
      unsaved = undefined;
      known = granted.access;
      alarm(undefined);
    },
  };
}

const busy = () => new SendError({ code: 'tokenBusy', retry: 'later', about: 'account' }, 'none');

/** What comes in time, else the failure to be tried again; the work itself goes on. */
async function within(work: Promise<string>, ms: number): Promise<string> {
  const late = new AbortController();
  const end = wait(ms, undefined, { signal: late.signal, ref: false }).then(
    () => Promise.reject(busy()),
    () => '',
  );
  try {
    return await Promise.race([work, end]);
  } finally {
    late.abort();
    // Whoever stopped waiting does not hear how it ends; the next one does.
    work.catch(() => undefined);
  }
}

/** Keeps the pair in this process: for tests and for trying things out. */
export function memoryTokens(first?: Granted): TokenStore {
  let pair: TokenPair | null = first ? { ...first, rev: 1, at: Date.now() } : null;
  let lockedUntil = 0;
  return {
    read: async () => pair,
    save: async (next, rev) => {
      if ((pair?.rev ?? 0) !== rev) return false;
      pair = { ...next, rev: rev + 1, at: Date.now() };
      return true;
    },
    kill: async (rev, code) => {
      if (pair?.rev === rev) pair = { ...pair, dead: code };
    },
    lock: async (ms) => {
      if (Date.now() < lockedUntil) return null;
      const mine = Date.now() + ms;
      lockedUntil = mine;
      return async () => {
        if (lockedUntil === mine) lockedUntil = 0;
      };
    },
  };
}
