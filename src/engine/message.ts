import type { Channel, Delivery, OutboundMessage } from '../channels/channel';
import type { Conversation } from '../models/conversations';
import { keyed, unseal } from '../models/secrets';
import type { Send, SendBody } from '../models/sends';
import { words } from '../words';
import type { Enclosure } from './leader-types';
import type { Button, Card, Vars } from './types';

/** Longest id that platforms take for a template to a phone number. */
const LONGEST_TRACKING = 48;

/** A send in the words in which it leaves, complete without buttons and cards; by a template, or with a file by its `ref`, where one is given. */
export function messageOf(send: Send, conversation: Conversation, template: string | undefined, ref?: string): OutboundMessage {
  const { key, vars, buttons = [], cards = [], numbered, image, enclosed, contact } = unseal<SendBody>(send.body);
  const titled = buttons.map((button) => ({ title: titleOf(button), payload: button.payload }));
  const choices = titled.map(({ title }, place) =>
    numbered === false ? `• ${title}` : `${buttons[place]?.number ?? place + 1}. ${title}`,
  );
  const textWith = (shown: Card[]) => [words(key, vars), ...shown.map(cardLine), ...choices].join('\n');
  return {
    sendId: send._id,
    account: conversation.account,
    user: unseal<string>(conversation.user),
    text: textWith(cards),
    buttons: titled,
    kind: send.reply ? 'reply' : 'update',
    ...(image === undefined ? {} : { image }),
    ...(enclosed
      ? {
          enclosed: {
            kind: enclosed.kind,
            linked: textWith([...cards, enclosedCard(enclosed)]),
            ...(ref === undefined ? {} : { ref }),
          },
        }
      : {}),
    ...(cards.length > 0 ? { cards } : {}),
    ...(contact ? { contact: { title: words('contact.title'), detail: words('contact.detail') } } : {}),
    ...(send.reply && conversation.lastMessage ? { answers: unseal<string>(conversation.lastMessage) } : {}),
    ...(template === undefined ? {} : { template: { id: template, vars: inWords(vars) } }),
  };
}

/** Sends a template to the phone number that the send names; throws SendError. */
export async function sendToPhone(send: Send, channel: Channel, template: string): Promise<Delivery> {
  const { phone, vars } = unseal<SendBody>(send.body);
  if (phone === undefined || !channel.toPhone) throw new Error(`send ${send._id} cannot go to a phone: queue it with one`);
  return channel.toPhone({ sendId: tracking(send), phone, template: { id: template, vars: inWords(vars) } });
}

/** The id by which receipts of a template to a phone number name a send. */
export const tracking = ({ _id }: Send): string => (_id.length <= LONGEST_TRACKING ? _id : keyed('tracking', _id));

const inWords = (vars: Vars = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(vars).map(([name, value]) => [name, String(value)]));

const enclosedCard = ({ title, link }: Enclosure): Card => ({ title, ...(link === undefined ? {} : { url: link }) });

const cardLine = ({ title, detail, url }: Card) => `• ${[title, detail, url].filter(Boolean).join(' – ')}`;

function titleOf(button: Button): string {
  return 'text' in button ? button.text : words(button.label, button.vars);
}
