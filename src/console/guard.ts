import type { NextFunction, Request, Response } from 'express';
import { sayingPage } from './layout';

/** What a page of the console allows the browser: what comes from here and nothing else; Pico's icons are data in its style. */
const POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  'img-src data:',
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** At most `most` times within some ms. */
export interface Limit {
  name: string;
  most: number;
  within: number;
}

/** How often something may be done: pages and sign-ins by an address, numbers looked at by a leader. */
export const LIMITS = {
  page: { name: 'quan-ly', most: 600, within: 60_000 },
  signIn: { name: 'vao', most: 30, within: 10 * 60_000 },
  number: { name: 'hien-so', most: 120, within: 3_600_000 },
} as const satisfies Record<string, Limit>;

/** Counts what is done; given by composition. */
export interface Counting {
  /** How often somebody (an address, or an id) did a thing within the limit's time, this once included. */
  count(limit: Limit, who: string): Promise<number>;
}

/** Nothing of the console is kept by the browser or shown in a frame; its forms come from its own pages. */
export function sealedOff(publicBaseUrl: string) {
  const own = new URL(publicBaseUrl).host;
  return (request: Request, response: Response, next: NextFunction): void => {
    // `same-origin`: with `no-referrer` browsers send `Origin: null` with our own forms.
    response.set({ 'content-security-policy': POLICY, 'referrer-policy': 'same-origin', 'cache-control': 'private, no-store' });
    if (request.method === 'GET' || request.method === 'HEAD' || isOwnForm(request, own)) next();
    else response.status(403).type('html').send(sayingPage('foreign'));
  };
}

/** Old browsers and plain HTTP in a local network send no Sec-Fetch-Site; the origin is then the one of this server. */
function isOwnForm(request: Request, own: string): boolean {
  const site = request.get('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin';
  const origin = request.get('origin') ?? '';
  return URL.canParse(origin) && [own, request.get('host')].includes(new URL(origin).host);
}

/** Lets nobody do a thing too often. */
export function limited({ count }: Counting, limit: Limit) {
  return async (request: Request, response: Response, next: NextFunction): Promise<void> => {
    if ((await count(limit, request.ip ?? '')) <= limit.most) next();
    else response.status(429).set('retry-after', '60').type('html').send(sayingPage('tooOften'));
  };
}
