import { type Request, type Response, Router } from 'express';
import { words } from '../words';
import { callRoutes } from './call-routes';
import { LIMITS, limited, sealedOff } from './guard';
import { HOME, sayingPage } from './layout';
import { sessions, signedIn } from './sessions';
import { type SignInPageDeps, signInRoutes } from './sign-in';
import { startPage } from './start';
import { STYLE_PATH, sendStyle } from './style';

/** What the console needs of other rooms; given by composition. */
export type ConsoleDeps = SignInPageDeps;

/** The leaders' console, to be mounted at its address; each page is one route behind `signedIn`. */
export function consoleRoutes(deps: ConsoleDeps): Router {
  const router = Router();
  router.get(STYLE_PATH, sendStyle);
  router.use(sealedOff(deps.publicBaseUrl), limited(deps, LIMITS.page), sessions(deps));
  router.use(signInRoutes(deps));
  router.get(
    '/',
    signedIn(deps, async (leader, _request, response) => {
      response.type('html').send(await startPage(leader, deps));
    }),
  );
  router.use(callRoutes(deps));
  router.use((_request: Request, response: Response) => {
    response
      .status(404)
      .type('html')
      .send(sayingPage('nowhere', { href: HOME, label: words('console.home') }));
  });
  return router;
}
