import axios, { isAxiosError } from 'axios';
import type { Download } from './channel';
import { networkFailure, statusFailure } from './post';

/** Longest wait for a whole file, ms. */
const WITHIN = 8_000;

const http = axios.create({
  // A redirect could lead anywhere, into our own network too.
  maxRedirects: 0,
  proxy: false,
  responseType: 'arraybuffer',
  validateStatus: () => true,
});

/** Whose files are fetched: hosts with all below them, by https alone, and the configured address of the platform itself. */
export interface MediaHosts {
  hosts: readonly string[];
  baseUrl: string;
}

/** Fetches what a person sent, only from the platform's own hosts and up to so many bytes; throws SendError where another try may help. */
export async function download(url: string, { hosts, baseUrl }: MediaHosts, most: number): Promise<Download> {
  if (!isAllowed(url, hosts, baseUrl)) return { refused: 'elsewhere' };
  try {
    const answer = await http.get<ArrayBuffer>(url, {
      maxContentLength: most,
      timeout: WITHIN,
      signal: AbortSignal.timeout(WITHIN),
    });
    const { status } = answer;
    if (status >= 300 && status < 400) return { refused: 'elsewhere' };
    if (status >= 400 && status < 500 && status !== 429) return { refused: 'gone' };
    const failure = statusFailure(status, `http${status}`);
    if (failure) throw failure;
    return { bytes: Buffer.from(answer.data) };
  } catch (error) {
    if (!isAxiosError(error)) throw error;
    if (/maxContentLength/.test(error.message)) return { refused: 'tooLarge' };
    throw networkFailure(error);
  }
}

function isAllowed(address: string, hosts: readonly string[], baseUrl: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  if (url.username !== '' || url.password !== '') return false;
  if (url.origin === new URL(baseUrl).origin) return true;
  const known = hosts.some((host) => url.hostname === host || url.hostname.endsWith(`.${host}`));
  return url.protocol === 'https:' && url.port === '' && known;
}
