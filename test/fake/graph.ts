import { randomBytes, randomInt } from 'node:crypto';
import { field, id, list, text } from '../../src/channels/read';
import { readMessage, type Shown, utility } from './graph-content';
import { type Desk, type FakeOptions, openBook, type Sent } from './platform';
import { type Call, type FakeServer, type Reply, startServer } from './server';
import { type MessengerSecrets, metaJson, signMessenger } from './sign';
import { openStore, type Store } from './store';

const DAY = 86_400_000;
const MB = 1024 * 1024;
const RETIRED_TAGS = new Set(['CONFIRMED_EVENT_UPDATE', 'ACCOUNT_UPDATE', 'POST_PURCHASE_UPDATE']);

/** What the fake Graph is started with; token and secrets have values to try things out. */
export interface FakeGraphOptions extends FakeOptions, Partial<MessengerSecrets> {
  pageAccessToken?: string;
}

/** A Graph on 127.0.0.1: messages and files of one Page, its profile, echoes and receipts. */
export interface FakeGraph extends FakeServer, Desk, Pick<Store, 'handed' | 'show'> {
  secrets: MessengerSecrets;
  pageAccessToken: string;
  /** What was set by messenger_profile. */
  profile: Record<string, unknown>;
  /** Fields that the app is subscribed to. */
  subscribed(): string[];
}

/** Starts a fake Graph. */
export async function startFakeGraph(options: FakeGraphOptions = {}): Promise<FakeGraph> {
  const {
    pageId = '118499234501337',
    appId = '207329095351741',
    appSecret = 'app-secret',
    pageAccessToken = 'page-token',
  } = options;
  const secrets: MessengerSecrets = { pageId, appId, appSecret };
  const book = openBook(options);
  const newId = () => String(randomInt(1e13, 1e14));
  const store = openStore({ clock: book.clock, keeps: 90 * DAY, newId, url: () => server.url });
  const profile: Record<string, unknown> = Object.create(null);
  let fields: string[] = [];
  const server: FakeServer = await startServer(
    options.port ?? 0,
    async (call) => store.shown(call) ?? counted(await answer(call)),
    failed,
  );

  function answer(call: Call): Reply | Promise<Reply> {
    const [, version, owner, what] = /^\/v(\d+\.\d+)\/([^/]+)\/(\w+)$/.exec(call.path) ?? [];
    if (version === undefined || (owner !== 'me' && owner !== pageId)) return failed('100/33');
    if (tokenOf(call) !== pageAccessToken) return failed('190');
    if (book.tooFast()) return failed('80006');
    if (what === 'messages') return messages(call);
    if (what === 'message_attachments') return upload(call);
    if (what === 'messenger_profile') return messengerProfile(call);
    return what === 'subscribed_apps' ? subscribedApps(call) : failed('100');
  }

  /** A picture up to 8 MB or a file up to 25 MB, reusable or not, as a part of the form. */
  async function upload(call: Call): Promise<Reply> {
    const message = JSON.parse(String(call.form?.get('message') ?? 'null')) as unknown;
    const type = field(message, 'attachment', 'type');
    const file = call.form?.get('filedata');
    if (!(file instanceof File) || (type !== 'image' && type !== 'file')) return failed('100');
    if (type === 'image' && !/^image\//.test(file.type)) return failed('100/2018047');
    if (file.size > (type === 'image' ? 8 : 25) * MB) return failed('100/2018109');
    return { body: { attachment_id: await store.take(file) } };
  }

  function messages(call: Call): Reply {
    const { body } = call;
    const user = id(field(body, 'recipient', 'id'));
    if (user === undefined) return failed('100');
    if (field(body, 'sender_action') !== undefined) return { body: { recipient_id: user } };
    const kind = field(body, 'messaging_type');
    const template = kind === 'UTILITY';
    if (RETIRED_TAGS.has(String(field(body, 'tag')))) return failed('100/1893061');
    if (!template && kind !== 'RESPONSE' && kind !== 'UPDATE' && kind !== 'MESSAGE_TAG') return failed('100');
    const content = template ? utility(body) : readMessage(field(body, 'message'));
    if (content === undefined) return failed('100');
    if (content.enclosed !== undefined && !store.holds(content.enclosed)) return failed('100/2018074');
    const last = book.lastHeard(user);
    if (!template && (last === undefined || book.clock() - last > DAY)) return failed('10/2018278');
    return deliver(call, user, content, template ? 'template' : 'message');
  }

  function deliver(call: Call, user: string, content: Shown, kind: Sent['kind']): Reply {
    const at = book.clock();
    const mid = `m_${randomBytes(48).toString('base64url')}`;
    const metadata = text(field(call.body, 'message', 'metadata'));
    const kept = metadata === undefined ? {} : { metadata };
    book.record({ ...content, id: mid, user, at, kind, body: call.body, ...kept });
    if (options.echoes ?? true) {
      const message = {
        mid,
        is_echo: true,
        app_id: Number.isSafeInteger(Number(appId)) ? Number(appId) : appId,
        ...kept,
        ...(content.text ? { text: content.text } : {}),
      };
      tell({ sender: { id: pageId }, recipient: { id: user }, timestamp: at, message });
    }
    if (options.receipts) {
      const parties = { sender: { id: user }, recipient: { id: pageId }, timestamp: at + 1 };
      tell({ ...parties, delivery: { mids: [mid], watermark: at } });
      tell({ ...parties, read: { watermark: at } });
    }
    return { body: { recipient_id: user, message_id: mid } };
  }

  /** Percent of the limit that is used, in the headers of each answer. */
  function counted(reply: Reply): Reply {
    const usage = book.usage();
    if (!usage) return reply;
    const call_count = Math.floor((usage.used / usage.limit) * 100);
    const app = { call_count, total_cputime: 1, total_time: 1 };
    const minutes = Math.ceil(usage.closedFor / 60_000);
    const business = { [pageId]: [{ type: 'messenger', ...app, estimated_time_to_regain_access: minutes }] };
    const headers = { 'x-app-usage': JSON.stringify(app), 'x-business-use-case-usage': JSON.stringify(business) };
    return { ...reply, headers: { ...headers, ...reply.headers } };
  }

  function tell(item: object): void {
    const raw = metaJson({ object: 'page', entry: [{ id: pageId, time: book.clock(), messaging: [item] }] });
    book.tell(raw, signMessenger(raw, secrets));
  }

  function messengerProfile(call: Call): Reply {
    if (call.method === 'POST') Object.assign(profile, call.body);
    if (call.method === 'DELETE') for (const name of list(field(call.body, 'fields'))) delete profile[String(name)];
    return { body: call.method === 'GET' ? { data: [profile] } : { result: 'success' } };
  }

  function subscribedApps(call: Call): Reply {
    if (call.method !== 'POST') return { body: { data: fields.length > 0 ? [{ id: appId, subscribed_fields: fields }] : [] } };
    const wanted = call.query.get('subscribed_fields') ?? field(call.body, 'subscribed_fields');
    fields = Array.isArray(wanted)
      ? wanted.map(String)
      : String(wanted ?? '')
          .split(',')
          .filter(Boolean);
    return { body: { success: true } };
  }

  return {
    ...server,
    ...book,
    handed: store.handed,
    show: store.show,
    secrets,
    pageAccessToken,
    profile,
    subscribed: () => fields,
    close: async () => {
      await server.close();
      await book.settled();
    },
  };
}

function tokenOf(call: Call): string | undefined {
  const bearer = /^Bearer (.+)$/.exec(call.headers.authorization ?? '')?.[1];
  return bearer ?? call.query.get('access_token') ?? text(field(call.body, 'access_token'));
}

function failed(codes: string): Reply {
  const [code, subcode] = codes.split('/').map(Number);
  const error = { message: `(#${code}) Lỗi`, type: 'OAuthException', code, fbtrace_id: 'FAKE' };
  return { status: 400, body: { error: subcode === undefined ? error : { ...error, error_subcode: subcode } } };
}
