import { createMessenger } from '../../src/channels/messenger';
import { createZalo } from '../../src/channels/zalo';
import { memoryTokens, type TokenStore } from '../../src/channels/zalo-token';
import type { MessengerConfig, ZaloConfig } from '../../src/config';
import type { FakeGraph } from '../fake/graph';
import type { FakeZalo } from '../fake/zalo';

/** The configuration that goes with a fake Zalo. */
export function zaloConfig(fake: FakeZalo, changes: Partial<ZaloConfig> = {}): ZaloConfig {
  const { appId, oaId, oaSecretKey } = fake.secrets;
  const urls = { apiBaseUrl: fake.url, oauthBaseUrl: fake.url, znsBaseUrl: fake.url };
  return { appId, oaId, oaSecretKey, appSecret: fake.appSecret, signatureMode: 'strict', buttons: true, ...urls, ...changes };
}

/** The configuration that goes with a fake Graph. */
export function messengerConfig(fake: FakeGraph, changes: Partial<MessengerConfig> = {}): MessengerConfig {
  const { pageAccessToken, secrets, url } = fake;
  return { ...secrets, pageAccessToken, verifyToken: 'verify-token', graphBaseUrl: url, graphVersion: 'v26.0', ...changes };
}

/** A Zalo channel that talks to a fake. */
export function zaloOn(
  fake: FakeZalo,
  changes: Partial<ZaloConfig> = {},
  store: TokenStore = memoryTokens(fake.tokens()),
  now: () => number = Date.now,
) {
  return createZalo(zaloConfig(fake, changes), store, { now });
}

/** A Messenger channel that talks to a fake. */
export function messengerOn(fake: FakeGraph, changes: Partial<MessengerConfig> = {}) {
  return createMessenger(messengerConfig(fake, changes));
}
