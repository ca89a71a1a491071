import type { ActionDeps } from '../src/actions/deps';
import { SendError } from '../src/channels/channel';
import type { Connections } from '../src/connect';
import type { Log } from '../src/log';
import { load } from '../src/models/conversations';

/** Tries of one file: she is waiting, and can send it again. */
const TRIES = 2;

/** Fetches what people sent, each from the platform on which she wrote and from nowhere else. */
export function createDownload(channels: Connections['channels'], log: Log): NonNullable<ActionDeps['download']> {
  return async (conversation, url, most) => {
    const name = (await load(conversation))?.channel ?? '';
    const channel = channels.get(name);
    for (let tries = 0; channel?.download && tries < TRIES; tries += 1) {
      try {
        const got = await channel.download(url, most);
        if ('bytes' in got) return got;
        log.warn({ channel: name, why: got.refused }, 'a file was not fetched');
        return { fault: got.refused === 'tooLarge' ? 'tooLarge' : 'gone' };
      } catch (error) {
        if (!(error instanceof SendError)) throw error;
        log.warn({ channel: name, code: error.code, platformCode: error.platformCode }, 'a file was not fetched');
      }
    }
    return { fault: 'gone' };
  };
}
