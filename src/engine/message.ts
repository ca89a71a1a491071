import type { Channel, Delivery, OutboundMessage } from '../channels/channel';
import type { Conversation } from '../models/conversations';
import { keyed, unseal } from '../models/secrets';
import type { Send, SendBody } from '../models/sends';
import { words } from '../words';
import type { Button, Card, Vars } from './types';

/** Longest id that platforms take for a template to a phone number. */
const LONGEST_TRACKING = 48;

/** A send in the words in which it leaves, complete without buttons and cards; by a template where one is given. */
export function messageOf(send: Send, conversation: Conversation, template: string | undefined): OutboundMessage {
  const { key, vars, buttons = [], cards, numbered, image, contact } = unseal<SendBody>(send.body);
  const titled = buttons.map((button) => ({ title: titleOf(button), payload: button.payload }));
  const choices = titled.map(({ title }, place) =>
    numbered === false ? `• ${title}` : `${buttons[place]?.number ?? place + 1}. ${title}`,
  );
  return {
    sendId: send._id,
    account: conversation.account,
    user: unseal<string>(conversation.user),
    text: [words(key, vars), ...(cards ?? []).map(cardLine), ...choices].join('\n'),
    buttons: titled,
    kind: send.reply ? 'reply' : 'update',
    ...(image === undefined ? {} : { image }),
    ...(cards ? { cards } : {}),
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

const cardLine = ({ title, detail, url }: Card) => `• ${[title, detail, url].filter(Boolean).join(' – ')}`;

function titleOf(button: Button): string {
  return 'text' in button ? button.text : words(button.label, button.vars);
}
