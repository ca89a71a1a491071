import type { Channel, OutboundMessage } from '../../src/channels/channel';

const FOREVER = Number.MAX_SAFE_INTEGER;

/** A channel that is this terminal: what the bot says is handed to `show`. */
export function createTerminal(show: (message: OutboundMessage) => void): Channel {
  let count = 0;
  return {
    name: 'terminal',
    can: { abroad: false, buttons: 13, text: 2_000, perSecond: 1_000, images: false, cards: 0, contact: false },
    hook: { acknowledge: '', keepsUnsigned: false },
    verify: () => 'bad',
    parse: () => [],
    window: () => ({ state: 'free', until: FOREVER }),
    async send(message) {
      show(message);
      count += 1;
      return { platformId: `t${count}` };
    },
  };
}
