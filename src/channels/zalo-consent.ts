import { randomBytes } from 'node:crypto';
import type { ZaloConfig } from '../config';
import { type Page, type PageAnswer, SendError } from './channel';
import { text } from './read';
import { exchangeCode, permissionUrl } from './zalo-oauth';
import type { ZaloTokens } from './zalo-token';

/** An operator's link is good for this long, ms. */
export const LINK_TIME = 15 * 60_000;
/** An administrator may take this long on the consent page, ms; the code that comes back lives ten minutes more. */
const CONSENT_TIME = 30 * 60_000;
const START = '/zalo/oauth/start';
const CALLBACK = '/zalo/oauth/callback';
const AGAIN = 'Print a new link with: npm run setup-channels -- --consent';

/** What the consent pages need besides the settings: secrets good for one use, across processes. */
export interface ConsentDeps {
  oneTime: { put(key: string, value: string, ms: number): Promise<void>; take(key: string): Promise<string | null> };
  publicBaseUrl: string;
}

type ConsentSettings = Pick<ZaloConfig, 'appId' | 'appSecret' | 'oaId' | 'oauthBaseUrl' | 'pkceVerifier'>;

/** A link for an operator that opens the consent page once. */
export async function consentLink({ oneTime, publicBaseUrl }: ConsentDeps): Promise<string> {
  const key = secret();
  await oneTime.put(`start:${key}`, 'start', LINK_TIME);
  return `${publicBaseUrl}${START}?key=${key}`;
}

/** The pages by which an administrator of the OA lets the product act for it. */
export function consentPages(config: ConsentSettings, tokens: Pick<ZaloTokens, 'adopt'>, deps: ConsentDeps): Page[] {
  const { oneTime, publicBaseUrl } = deps;

  async function start(query: Record<string, unknown>): Promise<PageAnswer> {
    const key = text(query.key);
    if (key === undefined || (await oneTime.take(`start:${key}`)) === null)
      return says(403, `This link is used up, too old or wrong. ${AGAIN}`);
    if (!config.appSecret) return says(503, 'ZALO_APP_SECRET is not set: set it, restart the web side and print a new link.');
    const state = secret();
    // With a challenge that is fixed in Zalo's console the verifier is fixed as well.
    const verifier = config.pkceVerifier ?? secret();
    await oneTime.put(`state:${state}`, verifier, CONSENT_TIME);
    return { redirect: permissionUrl(config, `${publicBaseUrl}${CALLBACK}`, state, verifier) };
  }

  async function callback(query: Record<string, unknown>): Promise<PageAnswer> {
    const state = text(query.state);
    const verifier = state === undefined ? null : await oneTime.take(`state:${state}`);
    // Before anything else is looked at: whoever did not come from `start` learns nothing.
    if (verifier === null) return says(403, `This answer does not belong to a consent that began here. ${AGAIN}`);
    const code = text(query.code);
    if (code === undefined) return says(400, `Consent was not given: Zalo sent no code back. ${AGAIN}`);
    const account = text(query.oa_id);
    if (account !== undefined && account !== config.oaId)
      return says(409, `Consent was given for another OA than ZALO_OA_ID; nothing was stored. ${AGAIN}`);
    try {
      await tokens.adopt(await exchangeCode(config, code, verifier));
      return says(200, 'Done: the tokens are stored, the OA can send. This page can be closed.');
    } catch (error) {
      if (!(error instanceof SendError)) throw error;
      return says(502, `Zalo did not grant the tokens (${error.code}, ${error.platformCode}); nothing was changed. ${AGAIN}`);
    }
  }

  return [
    { path: START, answer: start },
    { path: CALLBACK, answer: callback },
  ];
}

const secret = (): string => randomBytes(32).toString('base64url');

const says = (status: number, words: string): PageAnswer => ({ status, text: words });
