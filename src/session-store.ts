import { type SessionData, Store } from 'express-session';
import type { Redis } from 'ioredis';
import { keyed, seal, unseal } from './models/secrets';

type Done = (error?: unknown) => void;

/** Sessions of the leaders' console in Redis, which forgets them by itself; sealed, since Redis may be shared. */
export class SessionStore extends Store {
  private readonly redis: Redis;
  private readonly prefix: string;
  private readonly idle: number;

  /** `idle`: ms after which a session ends in which nothing happens. */
  constructor(redis: Redis, prefix: string, idle: number) {
    super();
    this.redis = redis;
    this.prefix = prefix;
    this.idle = idle;
  }

  override get(sid: string, callback: (error: unknown, session?: SessionData | null) => void): void {
    const read = async () => {
      const sealed = await this.redis.get(this.name(sid));
      return sealed === null ? null : unseal<SessionData>(sealed);
    };
    read().then(
      (session) => callback(undefined, session),
      (error: unknown) => callback(error),
    );
  }

  override set(sid: string, session: SessionData, callback?: Done): void {
    settle(this.redis.set(this.name(sid), seal(session), 'PX', this.idle), callback);
  }

  override touch(sid: string, _session: SessionData, callback?: Done): void {
    settle(this.redis.pexpire(this.name(sid), this.idle), callback);
  }

  override destroy(sid: string, callback?: Done): void {
    settle(this.redis.del(this.name(sid)), callback);
  }

  /** Who can read Redis learns no id with which to come in. */
  private name(sid: string): string {
    return `${this.prefix}:session:${keyed('session', sid)}`;
  }
}

function settle(written: Promise<unknown>, callback: Done = () => {}): void {
  written.then(
    () => callback(),
    (error: unknown) => callback(error),
  );
}
