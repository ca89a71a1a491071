import { type Channel, SendError } from '../channels/channel';
import type { Log } from '../log';
import { chatFileById } from '../models/chat-files';
import { claimUpload, forgetUpload, noteUpload, uploadId, uploadOf } from '../models/uploads';

/** How a file goes with a message: by the platform's name of it, by its address alone, or not before a time (ms). */
export type Enclosing = { way: 'ref'; ref: string } | { way: 'link' } | { way: 'wait'; until: number };

/** The files that go with messages, at the platforms. */
export interface Enclosures {
  /** How a file goes with a message on a channel now; hands it in where nobody has. */
  ask(file: string, channel: Channel): Promise<Enclosing>;
  /** The platform refused a file by its name: one that has ended is handed in anew, another goes by its address for a while. */
  refused(file: string, channel: string, by: { ref: string; code: string }): Promise<void>;
}

/** Must outlast the call that hands a file in, with the renewal of a token before it. */
const LEASE = 40_000;
/** Who does not hand it in looks again after this time, ms. */
const LOOK = 2_000;
/** After a failure it is tried again after this time; after so many its address goes in its place for a while. */
const AGAIN = 10_000;
const MOST_TRIES = 3;
const WHILE = 3_600_000;
const LINK: Enclosing = { way: 'link' };

/** Hands each file in once for a channel, whichever process comes first, and keeps by what name it is sent and until when. */
export function createEnclosures({ now, log }: { now(): number; log: Log }): Enclosures {
  // Batches of one process that want the same file wait for each other, not for the sweep.
  const underWay = new Map<string, Promise<Enclosing>>();

  async function find(file: string, channel: Channel): Promise<Enclosing> {
    const id = uploadId(file, channel.name);
    const known = await uploadOf(id);
    if (known && known.until > now()) return known.ref === undefined ? LINK : { way: 'ref', ref: known.ref };
    if (known && known.tries >= MOST_TRIES && known.leaseUntil <= now()) {
      await noteUpload(id, { until: now() + WHILE });
      return LINK;
    }
    if (!(await claimUpload(id, now(), LEASE))) return { way: 'wait', until: now() + LOOK };
    return handIn(id, file, channel);
  }

  async function handIn(id: string, file: string, channel: Channel): Promise<Enclosing> {
    const found = await chatFileById(file);
    // Nothing is to be waited for: its address says that it is gone.
    if (!found || !channel.handIn) return LINK;
    try {
      const { ref, until } = await channel.handIn({ name: found.name, type: found.type, bytes: found.bytes });
      await noteUpload(id, { ref, until });
      return { way: 'ref', ref };
    } catch (error) {
      if (!(error instanceof SendError)) throw error;
      const { code, retry, about } = error;
      log.warn({ file, channel: channel.name, code, platformCode: error.platformCode }, 'a file was not handed in');
      const final = retry === 'never' && about === 'content';
      if (!final && retry !== 'never') {
        await noteUpload(id, undefined);
        return { way: 'wait', until: now() + AGAIN };
      }
      await noteUpload(id, { until: final ? Number.MAX_SAFE_INTEGER : now() + WHILE });
      return LINK;
    }
  }

  return {
    ask(file, channel) {
      if (!channel.handIn) return Promise.resolve(LINK);
      const key = uploadId(file, channel.name);
      const mine = underWay.get(key) ?? find(file, channel).finally(() => underWay.delete(key));
      underWay.set(key, mine);
      return mine;
    },
    async refused(file, channel, { ref, code }) {
      const id = uploadId(file, channel);
      if (code === 'attachmentExpired') await forgetUpload(id, ref);
      else await noteUpload(id, { until: now() + WHILE });
    },
  };
}
