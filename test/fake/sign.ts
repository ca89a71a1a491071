import { createHash, createHmac } from 'node:crypto';

/** What Zalo signs with. */
export interface ZaloSecrets {
  appId: string;
  oaId: string;
  oaSecretKey: string;
}

/** What Meta signs with. */
export interface MessengerSecrets {
  pageId: string;
  appId: string;
  appSecret: string;
}

/** The header of a Zalo webhook over the bytes of its body. */
export function signZalo(raw: string, timestamp: string, { appId, oaSecretKey }: ZaloSecrets): Record<string, string> {
  const mac = createHash('sha256')
    .update(appId + raw + timestamp + oaSecretKey, 'utf8')
    .digest('hex');
  return { 'x-zevent-signature': `mac=${mac}` };
}

/** The header of a Messenger webhook over the bytes of its body. */
export function signMessenger(raw: string, { appSecret }: MessengerSecrets): Record<string, string> {
  return { 'x-hub-signature-256': `sha256=${createHmac('sha256', appSecret).update(raw, 'utf8').digest('hex')}` };
}

/** JSON as Meta writes it on the wire: escapes for all that is not ASCII, and for slashes. */
export function metaJson(value: unknown): string {
  return JSON.stringify(value)
    .replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replaceAll('/', '\\/');
}
