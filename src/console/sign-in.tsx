import { type Request, type Response, Router } from 'express';
import type { Visitor } from '../actions/desk/sign-in';
import { words } from '../words';
import { type Counting, LIMITS, limited } from './guard';
import { consolePage, HOME, sayingPage } from './layout';
import { begin, end, type SessionDeps } from './sessions';

/** What signing in needs of other rooms; given by composition. */
export interface SignInPageDeps extends SessionDeps, Counting {
  /** Uses up the token of a link; undefined for one that lets nobody in (any more). */
  useLink(token: string): Promise<Visitor | undefined>;
}

/** In by the one-time link out of her chat, and out again. */
export function signInRoutes(deps: SignInPageDeps): Router {
  const router = Router();
  // Chats fetch links to preview them: looking at one uses nothing up, and tells nobody whether it is good.
  router.get('/vao/:token', (_request: Request, response: Response) => void response.type('html').send(doorPage()));
  router.post('/vao/:token', limited(deps, LIMITS.signIn), async (request: Request, response: Response) => {
    const visitor = await deps.useLink(String(request.params.token));
    if (visitor) {
      await begin(request, visitor, deps.now());
      return response.redirect(303, HOME);
    }
    // Tapped twice: the first tap has let her in.
    if (request.session.visitor) return response.redirect(303, HOME);
    response.status(410).type('html').send(sayingPage('linkOver'));
  });
  router.post('/ra', async (request: Request, response: Response) => {
    await end(request, response);
    response.type('html').send(sayingPage('left'));
  });
  return router;
}

function doorPage(): string {
  return consolePage(
    words('console.doorTitle'),
    <>
      <h1>{words('console.doorTitle')}</h1>
      <p>{words('console.door')}</p>
      <form method="post">
        <button type="submit">{words('console.enter')}</button>
      </form>
    </>,
  );
}
