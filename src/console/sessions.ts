import type { NextFunction, Request, RequestHandler, Response } from 'express';
import session, { type Store } from 'express-session';
import type { Leader } from '../actions/actor';
import { leaderNow, type Visitor } from '../actions/desk/sign-in';
import { HOME, sayingPage } from './layout';

const HOUR = 3_600_000;
/** A session ends after an hour in which nothing happens, and after half a day in any case, ms. */
export const IDLE = HOUR;
export const LONGEST = 12 * HOUR;

declare module 'express-session' {
  interface SessionData {
    /** Who is signed in, and since when, ms; her rights are not kept. */
    visitor: Visitor;
    since: number;
  }
}

/** What sessions need of other rooms; given by composition. */
export interface SessionDeps {
  store: Store;
  /** Signs the cookies. */
  secret: string;
  publicBaseUrl: string;
  now(): number;
  /** IANA name; terms of office are days in it. */
  timeZone: string;
}

/** Gives each request its session; a cookie only to those who sign in. */
export const sessions = ({ store, secret, publicBaseUrl }: SessionDeps): RequestHandler =>
  session({
    name: 'quan-ly',
    ...{ secret, store, resave: false, saveUninitialized: false, rolling: true },
    cookie: {
      ...{ path: HOME, httpOnly: true, maxAge: IDLE },
      // `lax`, because her way in is a link in a chat.
      sameSite: 'lax',
      secure: publicBaseUrl.startsWith('https:'),
    },
  });

/** Lets somebody in under a new id, so that nobody who knew the old one is in as well. */
export async function begin(request: Request, visitor: Visitor, now: number): Promise<void> {
  await done((next) => request.session.regenerate(next));
  Object.assign(request.session, { visitor, since: now });
  await done((next) => request.session.save(next));
}

/** Ends a session here and on the server. */
export async function end(request: Request, response: Response): Promise<void> {
  await done((next) => request.session.destroy(next));
  response.clearCookie('quan-ly', { path: HOME });
}

/** Answers a request of somebody who is signed in, with the posts that she holds now. */
export type Answer = (leader: Leader, request: Request, response: Response) => Promise<void> | void;

/** Asks at each request who she is and what she may now; whoever is nobody any more is signed out and told so. */
export function signedIn(deps: SessionDeps, answer: Answer): RequestHandler {
  return async (request: Request, response: Response, _next: NextFunction) => {
    const { visitor, since = 0 } = request.session;
    const isOver = deps.now() - since > LONGEST;
    const leader = visitor && !isOver ? await leaderNow(visitor, deps) : undefined;
    if (leader) return answer(leader, request, response);
    if (visitor) await end(request, response);
    response
      .status(401)
      .type('html')
      .send(sayingPage(visitor && !isOver ? 'noLeader' : 'signedOut'));
  };
}

const done = (act: (next: (error?: unknown) => void) => void): Promise<void> =>
  new Promise((resolve, reject) => act((error) => (error ? reject(error) : resolve())));
