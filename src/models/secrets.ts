import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';

interface Keyring {
  /** Encryption keys by id; the first writes, all read. */
  keys: Map<string, Buffer>;
  current: string;
  hashKey: KeyObject;
}

const IV = 12;
/** Random bytes are drawn many at a time: one call for each text is a tenth of what a webhook costs. */
const IVS = 512;
let ivs = Buffer.alloc(0);

let ring: Keyring | undefined;

/** Reads `KEY` or `ID:KEY,ID:KEY` (base64, 32 bytes each); the first one writes. */
export function parseKeys(list: string): Map<string, Buffer> {
  return new Map(
    list.split(',').map((entry) => {
      const [id, key] = entry.includes(':') ? (entry.split(':') as [string, string]) : ['k1', entry];
      return [id, Buffer.from(key, 'base64')] as const;
    }),
  );
}

/** Sets the keys of this process, once at start. */
export function useKeys(keys: Map<string, Buffer>, hashKey: Buffer): void {
  const [current] = keys.keys();
  if (current === undefined) throw new Error('FIELD_ENCRYPTION_KEY holds no key: set it to 32 random bytes in base64');
  ring = { keys, current, hashKey: createSecretKey(hashKey) };
}

/** Encrypts any JSON value (AES-256-GCM), with the key's id in front. */
export function seal(value: unknown): string {
  const { keys, current } = keyring();
  return sealWith(current, keys.get(current) as Buffer, Buffer.from(JSON.stringify(value)));
}

/** What `seal` encrypted; throws when the key is gone or the text was changed. */
export function unseal<T>(sealed: string): T {
  const [id = ''] = sealed.split('.', 1);
  return JSON.parse(unsealWith(keyOf(id), sealed).toString()) as T;
}

/** A keyed hash of some parts as 22 letters: for ids and for finding, never to be turned back. */
export function keyed(...parts: string[]): string {
  const text = parts.map((part) => `${Buffer.byteLength(part)}:${part}`).join('');
  return createHmac('sha256', keyring().hashKey).update(text).digest('base64url').slice(0, 22);
}

/** Encrypts bytes as `seal` does a value. */
export function sealBytes(bytes: Buffer): Buffer {
  const { keys, current } = keyring();
  const iv = freshIv();
  const cipher = createCipheriv('aes-256-gcm', keys.get(current) as Buffer, iv);
  const body = Buffer.concat([cipher.update(bytes), cipher.final()]);
  return Buffer.concat([Buffer.from(`${current}.`), iv, cipher.getAuthTag(), body]);
}

/** What `sealBytes` encrypted; throws when the key is gone or the bytes were changed. */
export function unsealBytes(sealed: Buffer): Buffer {
  const dot = sealed.indexOf('.');
  return opened(keyOf(sealed.toString('utf8', 0, dot)), sealed.subarray(dot + 1));
}

/** Signs a text for one purpose, with a key of its own: 22 letters. */
export function signed(purpose: string, text: string): string {
  const key = Buffer.from(hkdfSync('sha256', keyring().hashKey, '', `sign:${purpose}`, 32));
  return createHmac('sha256', key).update(text).digest('base64url').slice(0, 22);
}

/** Whether a signature is the one of a text for a purpose; takes as long whatever is wrong with it. */
export function isSigned(purpose: string, text: string, signature: string): boolean {
  const given = Buffer.from(signature);
  const right = Buffer.from(signed(purpose, text));
  return given.length === right.length && timingSafeEqual(given, right);
}

/** A new hash key, wrapped by the current encryption key, to be stored. */
export function newHashKey(keys: Map<string, Buffer>): string {
  const [[id, key] = ['', Buffer.alloc(32)] as const] = keys;
  return sealWith(id, key, randomBytes(32));
}

/** The hash key out of its wrapping. */
export function unwrapHashKey(keys: Map<string, Buffer>, wrapped: string): Buffer {
  const [id = ''] = wrapped.split('.', 1);
  const key = keys.get(id);
  if (!key) throw new Error(`the database was written with encryption key ${id}: add it to FIELD_ENCRYPTION_KEY`);
  try {
    return unsealWith(key, wrapped);
  } catch (cause) {
    throw new Error(`FIELD_ENCRYPTION_KEY: its key ${id} is not the one that this database was written with; set that one`, {
      cause,
    });
  }
}

function sealWith(id: string, key: Buffer, clear: Buffer): string {
  const iv = freshIv();
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  const body = Buffer.concat([cipher.update(clear), cipher.final()]);
  return `${id}.${Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64')}`;
}

/** Twelve random bytes, each handed out once. */
function freshIv(): Buffer {
  if (ivs.length === 0) ivs = randomBytes(IV * IVS);
  const iv = ivs.subarray(0, IV);
  ivs = ivs.subarray(IV);
  return iv;
}

function unsealWith(key: Buffer, sealed: string): Buffer {
  return opened(key, Buffer.from(sealed.slice(sealed.indexOf('.') + 1), 'base64'));
}

function keyOf(id: string): Buffer {
  const key = keyring().keys.get(id);
  if (!key) throw new Error(`encryption key ${id} is missing: add it to FIELD_ENCRYPTION_KEY behind the current one`);
  return key;
}

function opened(key: Buffer, raw: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, raw.subarray(0, 12));
  decipher.setAuthTag(raw.subarray(12, 28));
  return Buffer.concat([decipher.update(raw.subarray(28)), decipher.final()]);
}

function keyring(): Keyring {
  if (!ring) throw new Error('no encryption keys yet: call connect() first');
  return ring;
}
