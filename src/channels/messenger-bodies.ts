import type { OutboundMessage } from './channel';
import type { Part } from './parts';
import { cutText, splitText } from './split-text';

/** Lengths above which the platform refuses the whole message, or cuts it. */
export const LIMITS = { text: 1999, quickReplies: 13, title: 20, cards: 10, card: 80 };
const LANGUAGE = 'vi';

/**
 * The requests that carry a message: picture and cards before the text, since quick replies are shown only under the newest
 * message; parts of a long text in order, the quick replies under the last.
 */
export function messengerParts(message: OutboundMessage): Part[] {
  const request = (content: object) => ({
    recipient: { id: message.user },
    messaging_type: message.kind === 'reply' ? 'RESPONSE' : 'UPDATE',
    message: content,
  });
  const attached = (type: string, payload: object): Part => ({
    body: request({ attachment: { type, payload } }),
    instead: 'nothing',
  });
  const parts: Part[] = [];
  const { enclosed } = message;
  if (enclosed?.ref !== undefined) {
    const type = enclosed.kind === 'picture' ? 'image' : 'file';
    // Where it is refused the whole message goes anew, with its address in the text.
    parts.push({ body: request({ attachment: { type, payload: { attachment_id: enclosed.ref } } }) });
  }
  if (message.image !== undefined) parts.push(attached('image', { url: message.image }));
  const elements = (message.cards ?? []).slice(0, LIMITS.cards).flatMap(element);
  if (elements.length > 0) parts.push(attached('template', { template_type: 'generic', elements }));
  const texts = splitText(message.text.normalize('NFC'), LIMITS.text);
  const replies = quickReplies(message);
  for (const [place, text] of texts.entries()) {
    const last = place === texts.length - 1 && replies.length > 0;
    // Comes back in the echo: after a lost answer it tells that the message did leave.
    parts.push({ body: request({ text, ...(last ? { quick_replies: replies } : {}), metadata: message.sendId }) });
  }
  return texts.length > 0 ? parts : [];
}

/** The request of an approved utility template; two shapes of it are in use, and only a real Page tells which is right. */
export function utilityBody({ user, template }: Pick<OutboundMessage, 'user' | 'template'>, shape: 'A' | 'B' = 'A'): object {
  const { id: name, vars } = template ?? { id: '', vars: {} };
  const parameters = Object.entries(vars).map(([parameter_name, text]) => ({ type: 'text', parameter_name, text }));
  const content = { name, language: { code: LANGUAGE }, components: [{ type: 'body', parameters }] };
  const payload = { template_type: 'utility_messages', ...content };
  const message = shape === 'A' ? { template: content } : { attachment: { type: 'template', payload } };
  return { recipient: { id: user }, messaging_type: 'UTILITY', message };
}

/** The button for her number comes first; the platform leaves it out where her profile has none. */
function quickReplies({ buttons, contact }: OutboundMessage): object[] {
  const phone = contact ? [{ content_type: 'user_phone_number' }] : [];
  const titled = buttons.map(({ title, payload }) => ({ content_type: 'text', title: cut(title, LIMITS.title), payload }));
  return [...phone, ...titled].slice(0, LIMITS.quickReplies);
}

/** A card needs something besides its title. */
function element({ title, detail, image, url }: NonNullable<OutboundMessage['cards']>[number]): object[] {
  const rest = {
    ...(detail === undefined ? {} : { subtitle: cut(detail, LIMITS.card) }),
    ...(image === undefined ? {} : { image_url: image }),
    ...(url === undefined ? {} : { default_action: { type: 'web_url', url } }),
  };
  return Object.keys(rest).length > 0 ? [{ title: cut(title, LIMITS.card), ...rest }] : [];
}

const cut = (text: string, limit: number) => cutText(text.normalize('NFC'), limit);
