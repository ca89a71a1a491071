import { createHash } from 'node:crypto';
import type { ZaloConfig } from '../config';
import { SendError } from './channel';
import { post } from './post';
import { field, id, text } from './read';
import { zaloFailure } from './zalo-errors';

/** Longest wait for a new pair, ms: an answer that is given up may hold the only pair that is valid. */
export const OAUTH_TIMEOUT = 30_000;

/** A pair as Zalo grants it. */
export interface Granted {
  access: string;
  refresh: string;
}

export type OauthSettings = Pick<ZaloConfig, 'appId' | 'appSecret' | 'oauthBaseUrl'>;

/** The consent page of the OA's administrators for one request of ours. */
export function permissionUrl(config: OauthSettings, callback: string, state: string, verifier: string): string {
  const url = new URL(`${config.oauthBaseUrl}/v4/oa/permission`);
  url.searchParams.set('app_id', config.appId);
  url.searchParams.set('redirect_uri', callback);
  url.searchParams.set('code_challenge', challengeOf(verifier));
  url.searchParams.set('state', state);
  return url.href;
}

/** The S256 challenge of a PKCE verifier. */
export const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url');

/** Exchanges the refresh token, which is used up by it. */
export async function exchangeRefresh(config: OauthSettings, refresh: string): Promise<Granted> {
  if (refresh === '') throw new SendError(zaloFailure('-14014', 'tokens'), '-14014');
  return exchange(config, { refresh_token: refresh, app_id: config.appId, grant_type: 'refresh_token' });
}

/** Exchanges the code that the consent page sent back. */
export function exchangeCode(config: OauthSettings, code: string, verifier: string): Promise<Granted> {
  return exchange(config, { code, app_id: config.appId, grant_type: 'authorization_code', code_verifier: verifier });
}

/** An answer without a whole pair is a failure, whatever its HTTP status. */
async function exchange(config: OauthSettings, fields: Record<string, string>): Promise<Granted> {
  const url = `${config.oauthBaseUrl}/v4/oa/access_token`;
  const answer = await post(url, new URLSearchParams(fields), { secret_key: config.appSecret ?? '' }, OAUTH_TIMEOUT);
  const access = text(field(answer.body, 'access_token'));
  const refresh = text(field(answer.body, 'refresh_token'));
  if (access !== undefined && refresh !== undefined) return { access, refresh };
  const code = id(field(answer.body, 'error'));
  if (code === undefined && answer.status >= 500)
    throw new SendError({ code: 'platformDown', retry: 'later' }, `http${answer.status}`);
  throw new SendError(zaloFailure(code ?? 'none', 'tokens'), code ?? `http${answer.status}`);
}
