import { field, id, isObject, text } from '../../src/channels/read';
import type { Book } from './platform';
import type { Call, Reply } from './server';

const LONGEST_TRACKING = 48;

/** The approved templates and what may still be sent by them; without a list every template is approved. */
export interface ZnsOptions {
  templates?: { id: string; chat?: false; disabled?: true }[];
  /** Messages a day, then -144; and those that are paid for, then -115. */
  daily?: number;
  paid?: number;
  /** Numbers (`84…`) that take no templates: -118. */
  unreachable?: string[];
}

interface Around {
  book: Book;
  options: ZnsOptions & { receipts: boolean };
  wrongToken(call: Call): string | undefined;
  event(name: string, fields: object, headers?: Record<string, string>): void;
  oaId: string;
  newId(): string;
}

/** The routes of templates to phone numbers; they count apart from messages. */
export function znsRoutes({ book, options, wrongToken, event, oaId, newId }: Around) {
  let sent = 0;
  const daily = options.daily ?? 5_000;

  /** The code against a template, undefined when it may be used. */
  function wrongTemplate(template: string | undefined, way: 'chat' | 'phone'): string | undefined {
    if (template === undefined) return way === 'chat' ? '-201' : '-117';
    const known = options.templates?.find((one) => one.id === template);
    if (options.templates && !known) return way === 'chat' ? '-201' : '-117';
    if (known?.disabled) return '-146';
    return way === 'chat' && known?.chat === false ? '-249' : undefined;
  }

  function toPhone(call: Call): Reply {
    const { body } = call;
    const phone = id(field(body, 'phone')) ?? '';
    const tracking = id(field(body, 'tracking_id')) ?? '';
    const data = field(body, 'template_data');
    const refused =
      (wrongToken(call) ? '-124' : undefined) ??
      wrongTemplate(id(field(body, 'template_id')), 'phone') ??
      (/^84\d{9}$/.test(phone) ? undefined : '-108') ??
      (isObject(data) && Object.values(data).every((value) => text(value) !== undefined) ? undefined : '-1121') ??
      (tracking !== '' && tracking.length <= LONGEST_TRACKING ? undefined : '-1122') ??
      (options.unreachable?.includes(phone) ? '-118' : undefined) ??
      (sent >= daily ? '-144' : undefined) ??
      (sent >= (options.paid ?? Number.POSITIVE_INFINITY) ? '-115' : undefined);
    if (refused) return { body: { error: Number(refused), message: `Error ${refused}` } };
    sent++;
    const msgId = newId();
    const at = book.clock();
    const words = JSON.stringify(data);
    book.record({ id: msgId, user: phone, text: words, buttons: [], at, kind: 'template', body, metadata: tracking });
    if (options.receipts) {
      const message = { delivery_time: String(at + 1), tracking_id: tracking };
      event('user_received_message', { sender: { id: oaId }, recipient: { id: phone }, message }, { 'x-zevent-server': 'ZNS' });
    }
    const quota = { dailyQuota: String(daily), remainingQuota: String(daily - sent) };
    return { body: { error: 0, message: 'Success', data: { msg_id: msgId, sent_time: String(at), quota } } };
  }

  function quota(call: Call): Reply {
    if (wrongToken(call)) return { body: { error: -124, message: 'Error -124' } };
    const data = { dailyQuota: String(daily), remainingQuota: String(daily - sent) };
    return { body: { error: 0, message: 'Success', data } };
  }

  return { toPhone, quota, wrongTemplate };
}
