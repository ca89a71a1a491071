import { field, isObject, list, text } from '../../src/channels/read';
import type { Sent } from './platform';

const LIMITS = { text: 2000, replies: 13, title: 20, payload: 1000, elements: 10, card: 80, cardButtons: 3, buttonText: 640 };

/** What a message shows. */
export type Shown = Pick<Sent, 'text' | 'buttons' | 'image' | 'file' | 'cards' | 'contact' | 'enclosed'>;

/** Reads a `message` as the reference describes it; undefined is an invalid parameter. */
export function readMessage(message: unknown): Shown | undefined {
  const words = text(field(message, 'text')) ?? '';
  const attachment = field(message, 'attachment');
  const replies = list(field(message, 'quick_replies'));
  if (replies.length > LIMITS.replies || !replies.every(rightReply)) return undefined;
  // Text and attachment exclude each other.
  if ((words === '') === (attachment === undefined) || words.length >= LIMITS.text) return undefined;
  const asked: { contact?: true } = replies.some((one) => field(one, 'content_type') === 'user_phone_number')
    ? { contact: true }
    : {};
  const shown = { text: words, buttons: replies.filter((one) => field(one, 'content_type') === 'text').map(asButton), ...asked };
  if (attachment === undefined) return shown;
  const payload = field(attachment, 'payload');
  switch (field(attachment, 'type')) {
    case 'image':
    case 'file': {
      const handed = text(field(payload, 'attachment_id'));
      const kind = field(attachment, 'type') === 'file' ? 'file' : 'image';
      if (handed !== undefined) return { ...shown, [kind]: `attachment:${handed}`, enclosed: handed };
      const url = text(field(payload, 'url'));
      return url && /^https?:\/\//.test(url) ? { ...shown, [kind]: url } : undefined;
    }
    case 'template':
      return template(shown, payload);
    default:
      return undefined;
  }
}

/** Reads an approved utility template, in either of its shapes; undefined is an invalid parameter. */
export function utility(body: unknown): Shown | undefined {
  const payload = field(body, 'message', 'attachment', 'payload');
  const template =
    field(body, 'message', 'template') ?? (field(payload, 'template_type') === 'utility_messages' ? payload : undefined);
  if (!text(field(template, 'name')) || !text(field(template, 'language', 'code'))) return undefined;
  const parameters = list(field(template, 'components')).flatMap((one) => list(field(one, 'parameters')));
  if (!parameters.every((one) => text(field(one, 'text')) !== undefined)) return undefined;
  return { text: parameters.map((one) => field(one, 'text')).join(' · '), buttons: [] };
}

function template(shown: Shown, payload: unknown): Shown | undefined {
  const elements = list(field(payload, 'elements'));
  const type = field(payload, 'template_type');
  if (type === 'button') {
    const words = text(field(payload, 'text')) ?? '';
    const buttons = list(field(payload, 'buttons'));
    const right = words !== '' && words.length <= LIMITS.buttonText && buttons.length > 0 && buttons.length <= LIMITS.cardButtons;
    return right ? { ...shown, text: words, buttons: buttons.map(asButton) } : undefined;
  }
  if (type !== 'generic' || elements.length === 0 || elements.length > LIMITS.elements) return undefined;
  if (!elements.every(rightCard)) return undefined;
  return { ...shown, cards: elements.map((one) => text(field(one, 'title')) ?? '') };
}

/** At least one property besides the title. */
function rightCard(card: unknown): boolean {
  const title = text(field(card, 'title')) ?? '';
  const subtitle = text(field(card, 'subtitle')) ?? '';
  const more = isObject(card) && Object.keys(card).length > 1;
  const buttons = list(field(card, 'buttons')).length;
  return title !== '' && title.length <= LIMITS.card && subtitle.length <= LIMITS.card && more && buttons <= LIMITS.cardButtons;
}

const asButton = (one: unknown) => ({ title: text(field(one, 'title')) ?? '', payload: text(field(one, 'payload')) ?? '' });

function rightReply(reply: unknown): boolean {
  const type = field(reply, 'content_type');
  // Their titles and payloads are the platform's.
  if (type === 'user_phone_number' || type === 'user_email') return true;
  const title = text(field(reply, 'title')) ?? '';
  const payload = text(field(reply, 'payload')) ?? '';
  return type === 'text' && title !== '' && title.length <= LIMITS.title && payload !== '' && payload.length <= LIMITS.payload;
}
