import { field, id, isObject, list, text } from '../../src/channels/read';
import type { Sent } from './platform';

const LIMITS = { text: 2000, buttons: 5, title: 100, payload: 1000, subtitle: 500, elements: 5, sms: 160 };

/** What a message shows, or the code with which the platform refuses it. */
export type Content = Pick<Sent, 'text' | 'buttons' | 'image' | 'file' | 'cards' | 'contact' | 'enclosed'> | { error: string };

/** Reads the `message` of a consultation message as the reference describes it. */
export function readContent(message: unknown): Content {
  const words = text(field(message, 'text')) ?? '';
  const attachment = field(message, 'attachment');
  if (words === '' && attachment === undefined) return { error: '-201' };
  if (words.length > LIMITS.text) return { error: '-210' };
  if (attachment === undefined) return { text: words, buttons: [] };
  const payload = field(attachment, 'payload');
  if (field(attachment, 'type') === 'file') {
    const token = text(field(payload, 'token'));
    // A file takes no text.
    return token && words === '' ? { text: '', buttons: [], file: `token:${token}`, enclosed: token } : { error: '-201' };
  }
  if (field(attachment, 'type') !== 'template' || !isObject(payload)) return { error: '-201' };
  const elements = list(field(payload, 'elements'));
  switch (field(payload, 'template_type')) {
    case 'media':
      return picture(words, elements);
    case 'request_user_info':
      return words === '' && elements.length === 1 && elements.every((one) => rightElement(one, true))
        ? { text: '', buttons: [], contact: true }
        : { error: '-201' };
    case 'list':
      return cards(words, elements, payload);
    case undefined:
      return withButtons(words, payload);
    default:
      return { error: '-201' };
  }
}

function picture(words: string, elements: unknown[]): Content {
  const [one] = elements;
  const url = text(field(one, 'url'));
  const uploaded = id(field(one, 'attachment_id'));
  const right = elements.length === 1 && field(one, 'media_type') === 'image' && (url === undefined) !== (uploaded === undefined);
  if (!right || (url !== undefined && !/^https?:\/\//.test(url))) return { error: '-201' };
  if (uploaded === undefined) return { text: words, buttons: [], image: url ?? '' };
  return { text: words, buttons: [], image: `attachment:${uploaded}`, enclosed: uploaded };
}

function cards(words: string, elements: unknown[], payload: unknown): Content {
  const right = elements.length > 0 && elements.length <= LIMITS.elements;
  const each = elements.every((one, place) => rightElement(one, place === 0));
  const shown = withButtons(words || ' ', payload);
  if (!right || !each || words !== '' || 'error' in shown) return { error: '-201' };
  return { text: '', buttons: shown.buttons, cards: elements.map((one) => text(field(one, 'title')) ?? '') };
}

function withButtons(words: string, payload: unknown): Content {
  const buttons = list(field(payload, 'buttons'));
  if (words === '' || buttons.length > LIMITS.buttons || !buttons.every(rightButton)) return { error: '-201' };
  const shown = buttons.map((one) => ({ title: text(field(one, 'title')) ?? '', payload: text(field(one, 'payload')) ?? '' }));
  return { text: words.trim(), buttons: shown };
}

function rightElement(element: unknown, subtitleNeeded: boolean): boolean {
  const title = text(field(element, 'title')) ?? '';
  const subtitle = text(field(element, 'subtitle')) ?? '';
  const action = field(element, 'default_action');
  return (
    title !== '' &&
    title.length <= LIMITS.title &&
    (subtitle !== '' || !subtitleNeeded) &&
    subtitle.length <= LIMITS.subtitle &&
    (action === undefined || (text(field(action, 'type')) !== undefined && text(field(action, 'url')) !== undefined))
  );
}

function rightButton(button: unknown): boolean {
  const title = text(field(button, 'title'));
  const payload = text(field(button, 'payload'));
  const type = field(button, 'type');
  if (title === undefined || title.length > LIMITS.title) return false;
  if (type === 'oa.query.hide' || type === 'oa.query.show') return payload !== undefined && payload.length <= LIMITS.payload;
  if (type === 'oa.open.url') return text(field(button, 'payload', 'url')) !== undefined;
  if (type === 'oa.open.sms' && (text(field(button, 'payload', 'content')) ?? '').length > LIMITS.sms) return false;
  return (type === 'oa.open.phone' || type === 'oa.open.sms') && id(field(button, 'payload', 'phone_code')) !== undefined;
}
