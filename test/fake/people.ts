import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Desk } from './platform';
import { postRaw } from './platform';
import { type MessengerSecrets, metaJson, signMessenger, signZalo, type ZaloSecrets } from './sign';

/** How a person's webhooks are made and delivered. */
export interface PersonOptions {
  clock?: () => number;
  /** Told of each thing she does, so that it opens her window. */
  platform?: Pick<Desk, 'heard'>;
  /** Further tries after anything but HTTP 200, with the pauses between them in ms (default: none). */
  retries?: number[];
}

/** A person with a phone; each act is one webhook and answers its HTTP status. */
export interface Person {
  user: string;
  says(text: string): Promise<number>;
  taps(payload: string, label?: string): Promise<number>;
  follows(): Promise<number>;
  /** Sends a picture or file that lies at an address, as her phone does. */
  sends(kind: 'image' | 'file', url: string, more?: { name?: string; text?: string }): Promise<number>;
  /** Sends her number with the form or button that asked for it. */
  gives(phone: string): Promise<number>;
  /** Sends the last webhook again, byte by byte. */
  again(): Promise<number>;
}

/** A person on Zalo can also leave the OA. */
export interface ZaloPerson extends Person {
  unfollows(): Promise<number>;
}

/** A person on Messenger can also arrive by a link, and Meta can put several events into one POST. */
export interface MessengerPerson extends Person {
  arrives(ref: string): Promise<number>;
  /** Several texts in one POST: each list is one entry with one item for each text. */
  saysAtOnce(...entries: string[][]): Promise<number>;
}

/** A person who writes to the Zalo OA. */
export function zaloPerson(webhook: string, secrets: ZaloSecrets, user: string, options: PersonOptions = {}): ZaloPerson {
  const deliver = delivery(webhook, user, options);
  const clock = options.clock ?? Date.now;
  const act = (name: string, fields: object, message?: string) => {
    const timestamp = String(clock());
    const raw = JSON.stringify({
      app_id: secrets.appId,
      user_id_by_app: `8${user}`.slice(0, 19),
      event_name: name,
      timestamp,
      ...fields,
    });
    return deliver.post(raw, signZalo(raw, timestamp, secrets), name === 'unfollow' ? false : { message });
  };
  const parties = { sender: { id: user }, recipient: { id: secrets.oaId } };
  const says = (text: string) => {
    const message = { text, msg_id: randomBytes(10).toString('hex') };
    return act('user_send_text', { ...parties, message }, message.msg_id);
  };
  return {
    user,
    says,
    // A tap comes back as a text that is the payload.
    taps: (payload) => says(payload),
    follows: () => act('follow', { oa_id: secrets.oaId, follower: { id: user }, source: 'oa_profile' }),
    unfollows: () => act('unfollow', { oa_id: secrets.oaId, follower: { id: user }, source: 'zalo' }),
    sends: (kind, url, { name = 'tep', text } = {}) => {
      const payload = kind === 'image' ? { thumbnail: url, url } : { url, name, size: '1', checksum: '', type: '' };
      const message = { attachments: [{ type: kind, payload }], msg_id: randomBytes(10).toString('hex') };
      return act(`user_send_${kind}`, { ...parties, message: { ...message, ...(text ? { text } : {}) } }, message.msg_id);
    },
    gives: (phone) => act('user_submit_info', { ...parties, info: { name: 'Lan', phone: phone.replace(/^0/, '84') } }),
    again: deliver.again,
  };
}

/** A person who writes to the Page. */
export function messengerPerson(
  webhook: string,
  secrets: MessengerSecrets,
  user: string,
  options: PersonOptions = {},
): MessengerPerson {
  const deliver = delivery(webhook, user, options);
  const clock = options.clock ?? Date.now;
  const mid = () => `m_${randomBytes(40).toString('base64url')}`;
  const item = (fields: object) => ({ sender: { id: user }, recipient: { id: secrets.pageId }, timestamp: clock(), ...fields });
  const act = (...entries: object[][]) => {
    const entry = entries.map((messaging) => ({ id: secrets.pageId, time: clock(), messaging }));
    const raw = metaJson({ object: 'page', entry });
    return deliver.post(raw, signMessenger(raw, secrets));
  };
  const said = (text: string) => item({ message: { mid: mid(), text } });
  return {
    user,
    says: (text) => act([said(text)]),
    sends: (kind, url, { text } = {}) => {
      const attachments = [{ type: kind, payload: { url } }];
      return act([item({ message: { mid: mid(), attachments, ...(text ? { text } : {}) } })]);
    },
    // The platform puts the number into both places.
    gives: (phone) => act([item({ message: { mid: mid(), text: phone, quick_reply: { payload: phone } } })]),
    taps: (payload, label = 'Chọn') => act([item({ message: { mid: mid(), text: label, quick_reply: { payload } } })]),
    follows: () => act([item({ postback: { mid: mid(), title: 'Bắt đầu', payload: 'get_started' } })]),
    arrives: (ref) => act([item({ referral: { ref, source: 'SHORTLINK', type: 'OPEN_THREAD' } })]),
    saysAtOnce: (...entries) => act(...entries.map((texts) => texts.map(said))),
    again: deliver.again,
  };
}

function delivery(webhook: string, user: string, { platform, retries = [] }: PersonOptions) {
  let last: { raw: string; headers: Record<string, string> } | undefined;
  async function post(
    raw: string,
    headers: Record<string, string>,
    heard: false | { message?: string | undefined } = {},
  ): Promise<number> {
    last = { raw, headers };
    if (heard) platform?.heard(user, undefined, heard.message);
    let status = await once(raw, headers);
    for (const [number, pause] of retries.entries()) {
      if (status === 200) break;
      await wait(pause);
      status = await once(raw, { ...headers, num_retry: String(number + 1) });
    }
    return status;
  }
  const once = (raw: string, headers: Record<string, string>) => postRaw(webhook, raw, headers).catch(() => 0);
  return {
    post,
    again: async () => {
      if (!last) throw new Error('nothing was sent yet');
      return once(last.raw, last.headers);
    },
  };
}
