import type { FakeGraph } from './graph';
import type { FakeZalo } from './zalo';

/** The environment that ties a process to the fake platforms. */
export function environmentOf(zalo: FakeZalo, graph: FakeGraph): Record<string, string> {
  const { access, refresh } = zalo.tokens();
  return {
    ZALO_APP_ID: zalo.secrets.appId,
    ZALO_APP_SECRET: zalo.appSecret,
    ZALO_OA_SECRET_KEY: zalo.secrets.oaSecretKey,
    ZALO_OA_ID: zalo.secrets.oaId,
    ZALO_ACCESS_TOKEN: access,
    ZALO_REFRESH_TOKEN: refresh,
    ZALO_API_BASE_URL: zalo.url,
    ZALO_OAUTH_BASE_URL: zalo.url,
    ZALO_ZNS_BASE_URL: zalo.url,
    MESSENGER_PAGE_ID: graph.secrets.pageId,
    MESSENGER_PAGE_ACCESS_TOKEN: graph.pageAccessToken,
    MESSENGER_APP_ID: graph.secrets.appId,
    MESSENGER_APP_SECRET: graph.secrets.appSecret,
    MESSENGER_VERIFY_TOKEN: 'verify-token',
    MESSENGER_GRAPH_BASE_URL: graph.url,
  };
}
