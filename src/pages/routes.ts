import { type Request, type Response, Router } from 'express';
import type { Invitation } from '../actions/refer';
import { type Chat, invitationPage, noConsolePage, tooOftenPage, unknownCodePage } from './invitation';
import { PAGE_POLICY } from './page';
import { paperOf, poster } from './poster';

/** A quarter of an hour with a hundred women and one router must work; trying codes out must not. */
export const LIMITS = {
  look: { name: 'moi', most: 300, within: 60_000 },
  miss: { name: 'moi-unknown', most: 20, within: 10 * 60_000 },
} as const;

/** At most `most` times within some ms. */
export interface Limit {
  name: string;
  most: number;
  within: number;
}

/** What public pages need of other rooms; given by composition. */
export interface PagesDeps {
  /** Whose code it is, in what a stranger may see; undefined for nobody's. */
  invitation(code: string): Promise<Invitation | undefined>;
  /** Ways into the chat with a code (none: just into the chat). */
  chats(code?: string): Chat[];
  /** How often this address did a thing within the limit's time, this once included. */
  count(limit: Limit, address: string): Promise<number>;
}

const SVG_POLICY = "default-src 'none'; frame-ancestors 'none'";

/** The pages that anybody may open: invitations. */
export function publicPages(deps: PagesDeps): Router {
  const router = Router();
  const shown =
    (answer: (invitation: Invitation, request: Request, response: Response) => void) =>
    async (request: Request, response: Response) => {
      response.set({ 'content-security-policy': PAGE_POLICY, 'cache-control': 'private, no-store' });
      const address = request.ip ?? '';
      const over = async (limit: Limit) => (await deps.count(limit, address)) > limit.most;
      if (await over(LIMITS.look)) return tooOften(response);
      const invitation = await deps.invitation(String(request.params.code));
      if (invitation) return answer(invitation, request, response);
      if (await over(LIMITS.miss)) return tooOften(response);
      response.status(404).type('html').send(unknownCodePage(deps.chats()));
    };
  router.get(
    '/moi/:code',
    shown((invitation, _request, response) => {
      response.type('html').send(invitationPage(invitation, deps.chats(invitation.code)));
    }),
  );
  router.get(
    '/moi/:code/poster.svg',
    shown((invitation, request, response) => {
      response.set('content-security-policy', SVG_POLICY);
      response.type('image/svg+xml').send(poster(invitation, paperOf(request.query.kho)));
    }),
  );
  // Leaders get links to it already; nothing is looked up, so nothing can be tried out.
  router.get(/^\/quan-ly(\/|$)/, (_request, response) => {
    response.set({ 'content-security-policy': PAGE_POLICY, 'cache-control': 'no-store' });
    response.status(404).type('html').send(noConsolePage());
  });
  return router;
}

function tooOften(response: Response): void {
  response.status(429).set('retry-after', '60').type('html').send(tooOftenPage());
}
