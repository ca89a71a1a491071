import type { CodeOrder } from '../src/actions/deps';
import type { Channel } from '../src/channels/channel';
import { phoneHash } from '../src/models/people';
import { queueSend } from '../src/models/sends';

/** The text that the approved template of a code says. */
const KEY = 'link.code';
/** A code that comes later than this is of no use, ms. */
const GOOD_FOR = 10 * 60_000;

/** Sends a code to a phone number by an approved template, at once and at most once; false where no channel can. */
export type SendCode = (order: CodeOrder) => Promise<boolean>;

interface Deps {
  channels: ReadonlyMap<string, Channel>;
  now(): number;
  /** Rings for the replies of a channel to somebody. */
  ring(channel: string, to: string): void;
}

/** Number and code are only ever stored sealed; the send is named by a keyed hash of the number. */
export function createSendCode({ channels, now, ring }: Deps): SendCode {
  return async ({ id, phone, code }) => {
    const channel = codeChannel(channels);
    if (!channel) return false;
    const conversation = phoneHash(phone);
    await queueSend({
      _id: id,
      conversation,
      channel: channel.name,
      // Among the replies: she waits for it, so no broadcast goes before it and the night does not hold it back.
      reply: true,
      how: 'phone',
      seq: now(),
      notAfter: now() + GOOD_FOR,
      say: { key: KEY, vars: { code }, phone },
    });
    ring(channel.name, conversation);
    return true;
  };
}

/** The channel that can send a code to a phone; undefined where none can. */
export function codeChannel(channels: ReadonlyMap<string, Channel>): Channel | undefined {
  return [...channels.values()].find((each) => each.toPhone && each.template?.(KEY) !== undefined);
}
