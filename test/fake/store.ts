import type { Call, Reply } from './server';

/** The files of a fake platform: those that were handed in, and those that people sent. */
export interface Store {
  /** Those that were handed in, oldest first. */
  handed: { ref: string; name: string; bytes: Buffer; at: number }[];
  /** Lays a file at an address, as if a person had sent it; `redirect` leads elsewhere instead. */
  show(name: string, bytes: Buffer | { redirect: string }): string;
  /** Keeps a file that is handed in, under a new name. */
  take(file: File): Promise<string>;
  /** Whether a file that was handed in has not ended. */
  holds(ref: string): boolean;
  /** The answer to a call for a file that a person sent; undefined for any other call. */
  shown(call: Call): Reply | undefined;
}

/** Opens the store of a fake platform, which keeps for so long (ms) what is handed in. */
export function openStore({
  clock,
  keeps,
  newId,
  url,
}: {
  clock(): number;
  keeps: number;
  newId(): string;
  url(): string;
}): Store {
  const handed: Store['handed'] = [];
  const media = new Map<string, Buffer | { redirect: string }>();
  return {
    handed,
    show(name, bytes) {
      media.set(`/media/${name}`, bytes);
      return `${url()}/media/${name}`;
    },
    async take(file) {
      const ref = newId();
      handed.push({ ref, name: file.name, bytes: Buffer.from(await file.arrayBuffer()), at: clock() });
      return ref;
    },
    holds: (ref) => handed.some((each) => each.ref === ref && clock() - each.at < keeps),
    shown(call) {
      if (call.method !== 'GET' || !call.path.startsWith('/media/')) return undefined;
      const found = media.get(call.path);
      if (!found) return { status: 404, body: {} };
      return Buffer.isBuffer(found) ? { body: found } : { status: 302, body: {}, headers: { location: found.redirect } };
    },
  };
}
