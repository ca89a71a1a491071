import type { ZaloConfig } from '../config';
import type { OutboundMessage, PhoneMessage } from './channel';
import type { Part } from './parts';
import { cutText, splitText } from './split-text';

/** Lengths above which the platform refuses the whole message. */
export const LIMITS = { text: 2000, buttons: 5, title: 100, cards: 5, subtitle: 500 };

type Forms = Partial<Pick<ZaloConfig, 'buttons' | 'list' | 'contactForm' | 'buttonsTemplateType' | 'recipientMode'>>;
type Attachment = Record<string, unknown>;

/**
 * The requests that carry a message: parts of a long text in order, the buttons under the last. A message holds one attachment,
 * so a picture rides with the text only where no buttons do.
 */
export function zaloParts(message: OutboundMessage, forms: Forms): Part[] {
  const recipient =
    forms.recipientMode === 'message_id' && message.answers !== undefined && message.kind === 'reply'
      ? { message_id: message.answers }
      : { user_id: message.user };
  const request = (text: string | undefined, attachment?: Attachment) => ({
    recipient,
    message: { ...(text === undefined ? {} : { text }), ...(attachment ? { attachment } : {}) },
  });
  const buttons = forms.buttons ? message.buttons.slice(0, LIMITS.buttons) : [];
  const picture = message.image === undefined ? undefined : media({ url: message.image });
  const own = ownOf(message.enclosed);
  // Where it is refused the whole message goes anew, with its address in the text.
  const ride = own && message.enclosed?.kind === 'picture' && buttons.length === 0 && !picture ? own : undefined;
  const parts: Part[] = own && !ride ? [{ body: request(undefined, own) }] : [];
  if (picture && buttons.length > 0) parts.push({ body: request(undefined, picture), instead: 'nothing' });
  if (forms.list && message.cards?.length) parts.push({ body: request(undefined, list(message.cards)), instead: 'nothing' });
  const texts = splitText(message.text.normalize('NFC'), LIMITS.text);
  for (const [place, text] of texts.entries()) {
    const first = place === 0 && buttons.length === 0 ? picture : undefined;
    if (ride && place === 0) {
      parts.push({ body: request(text, ride) });
      continue;
    }
    const last = place === texts.length - 1 && buttons.length > 0 ? withButtons(buttons, forms.buttonsTemplateType) : undefined;
    const attachment = first ?? last;
    parts.push(attachment ? { body: request(text, attachment), instead: request(text) } : { body: request(text) });
  }
  if (forms.contactForm && message.contact)
    parts.push({ body: request(undefined, form(message.contact, message.image)), instead: 'nothing' });
  // Pictures and cards of a text that is empty are no message.
  return texts.length > 0 ? parts : [];
}

/** The request of an approved template to her chat. */
export function zaloTemplate({ user, template }: Pick<OutboundMessage, 'user' | 'template'>): object {
  return { user_id: user, template_id: template?.id, template_data: template?.vars };
}

/** The request of an approved template to a phone number. */
export function zaloPhoneTemplate({ sendId, phone, template }: PhoneMessage): object {
  return {
    phone: phone.replace(/^0/, '84'),
    template_id: template.id,
    template_data: template.vars,
    tracking_id: sendId,
  };
}

/** Without a `template_type`, unless the live platform turns out to want one. */
function withButtons(buttons: OutboundMessage['buttons'], type: string | undefined): Attachment {
  return { type: 'template', payload: { ...(type === undefined ? {} : { template_type: type }), buttons: buttons.map(button) } };
}

/** `hide`: her tap sends the payload back without showing it in the chat. */
function button({ title, payload }: { title: string; payload: string }) {
  return { title: cut(title), type: 'oa.query.hide', payload };
}

function media(picture: { url: string } | { attachment_id: string }): Attachment {
  return { type: 'template', payload: { template_type: 'media', elements: [{ media_type: 'image', ...picture }] } };
}

/** A picture or file that was handed in. */
function ownOf(enclosed: OutboundMessage['enclosed']): Attachment | undefined {
  if (enclosed?.ref === undefined) return undefined;
  return enclosed.kind === 'picture'
    ? media({ attachment_id: enclosed.ref })
    : { type: 'file', payload: { token: enclosed.ref } };
}

/** The first element needs a subtitle. */
function list(cards: NonNullable<OutboundMessage['cards']>): Attachment {
  const elements = cards.slice(0, LIMITS.cards).map(({ title, detail, image, url }, place) => {
    const subtitle = detail ?? (place === 0 ? title : undefined);
    return {
      title: cut(title),
      ...(subtitle === undefined ? {} : { subtitle: cut(subtitle, LIMITS.subtitle) }),
      ...(image === undefined ? {} : { image_url: image }),
      ...(url === undefined ? {} : { default_action: { type: 'oa.open.url', url } }),
    };
  });
  return { type: 'template', payload: { template_type: 'list', elements } };
}

function form({ title, detail }: NonNullable<OutboundMessage['contact']>, image: string | undefined): Attachment {
  const element = {
    title: cut(title),
    subtitle: cut(detail, LIMITS.subtitle),
    ...(image === undefined ? {} : { image_url: image }),
  };
  return { type: 'template', payload: { template_type: 'request_user_info', elements: [element] } };
}

const cut = (text: string, limit = LIMITS.title) => cutText(text.normalize('NFC'), limit);
