import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import Redis from 'ioredis';
import { giveSignIn, useSignIn } from '../../src/actions/desk/sign-in';
import { consoleRoutes } from '../../src/console/routes';
import { IDLE } from '../../src/console/sessions';
import { createOneTime } from '../../src/one-time';
import { SessionStore } from '../../src/session-store';
import { createVisits } from '../../src/visits';
import { useDatabase } from '../setup/database';

const ZONE = 'Asia/Ho_Chi_Minh';

/** The console as a test sees it; its clock stands where the test puts it. */
export interface TestConsole {
  clock: { now: number };
  /** Address of this server. */
  base(): string;
  redis(): Redis;
  /** The path of a fresh one-time link for a chat, as "đăng nhập" gives it; undefined where it gives none. */
  linkFor(conversation: string): Promise<string | undefined>;
  /** A browser of nobody yet. */
  browser(): Browser;
  /** A browser in which the leader of a chat is signed in. */
  as(conversation: string): Promise<Browser>;
}

/** Serves the console alone, to be called at a test file's top before `openModels`. */
export function openConsole(now: number): TestConsole {
  const { redisUrl } = useDatabase();
  const clock = { now };
  let redis: Redis;
  let server: Server;
  const base = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  beforeAll(async () => {
    redis = new Redis(redisUrl, { maxRetriesPerRequest: 3 });
    const oneTime = createOneTime(redis, 'test');
    const time = { now: () => clock.now, timeZone: ZONE };
    const routes = consoleRoutes({
      ...time,
      count: createVisits(redis, 'test'),
      publicBaseUrl: 'http://console.test',
      secret: 'a secret of at least 32 letters, made up',
      store: new SessionStore(redis, 'test', IDLE),
      useLink: (token) => useSignIn(token, { ...time, takeOnce: oneTime.take }),
    });
    server = express().disable('x-powered-by').use('/quan-ly', routes).listen(0);
    await once(server, 'listening');
  });
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    redis.disconnect();
  });
  const linkFor = async (conversation: string) => {
    const deps = { tell: async () => {}, ringCount: async () => {}, now: () => clock.now, timeZone: ZONE };
    const { put } = createOneTime(redis, 'test');
    const given = await giveSignIn({ id: randomUUID(), conversation }, { ...deps, keepOnce: put, baseUrl: base() });
    return given.link && new URL(given.link).pathname;
  };
  const browser = () => new Browser(base());
  return {
    clock,
    base,
    linkFor,
    browser,
    redis: () => redis,
    async as(conversation) {
      const her = browser();
      const { status } = await her.post((await linkFor(conversation)) ?? '/quan-ly/vao/none');
      if (status !== 303) throw new Error(`${conversation} is not let in: ${status}`);
      return her;
    },
  };
}

/** What a page came to. */
export interface Shown {
  status: number;
  headers: Headers;
  html: string;
}

/** A browser without JavaScript: keeps cookies, and sends forms as browsers do. */
export class Browser {
  cookie = '';
  private readonly base: string;

  constructor(base: string) {
    this.base = base;
  }

  get(path: string): Promise<Shown> {
    return this.ask(path, {});
  }

  /** Sends a form from one of the console's own pages; `headers` stand for other browsers. */
  post(
    path: string,
    fields: Record<string, string> = {},
    headers: Record<string, string> = { origin: this.base },
  ): Promise<Shown> {
    return this.ask(path, { method: 'POST', headers, body: new URLSearchParams(fields) });
  }

  private async ask(path: string, init: RequestInit): Promise<Shown> {
    const headers = { ...(init.headers as Record<string, string>), ...(this.cookie ? { cookie: this.cookie } : {}) };
    const response = await fetch(new URL(path, this.base), { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie())
      this.cookie = /Expires=Thu, 01 Jan 1970/.test(line) ? '' : (line.split(';')[0] ?? '');
    return { status: response.status, headers: response.headers, html: await response.text() };
  }
}
