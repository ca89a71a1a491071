import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Config } from './config';
import { parseKeys } from './models/secrets';

/** The encryption keys of this installation: from the environment, else made once and kept in DATA_DIR (never in production). */
export function encryptionKeys(config: Pick<Config, 'encryptionKey' | 'dataDir'>): Map<string, Buffer> {
  return parseKeys(config.encryptionKey ?? madeOnce(config.dataDir, 'field-encryption-key'));
}

/** What signs the console's cookies: from the environment, else made once and kept in DATA_DIR (never in production). */
export function sessionSecret(config: Pick<Config, 'sessionSecret' | 'dataDir'>): string {
  return config.sessionSecret ?? madeOnce(config.dataDir, 'session-secret');
}

function madeOnce(dataDir: string, name: string): string {
  const file = path.join(dataDir, name);
  mkdirSync(dataDir, { recursive: true });
  try {
    // Whoever comes first makes it; `wx` fails for everybody else.
    writeFileSync(file, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFileSync(file, 'utf8').trim();
}
