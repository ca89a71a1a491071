import { createHash, randomInt } from 'node:crypto';
import { field, id, text } from '../../src/channels/read';
import { type Desk, type FakeOptions, openBook, type Sent } from './platform';
import { type Call, type FakeServer, type Reply, startServer } from './server';
import { signZalo, type ZaloSecrets } from './sign';
import { openStore, type Store } from './store';
import { type Content, readContent } from './zalo-content';
import { type ZnsOptions, znsRoutes } from './zns';

const HOUR = 3_600_000;
const MB = 1024 * 1024;
const UPLOADS = { image: { types: /\.(jpe?g|png)$/, most: MB }, file: { types: /\.(pdf|docx?)$/, most: 5 * MB } };

/** What the fake Zalo is started with; tokens and secrets have values to try things out. */
export interface FakeZaloOptions extends FakeOptions, Partial<ZaloSecrets> {
  appSecret?: string;
  accessToken?: string;
  refreshToken?: string;
  /** Messages between 48 hours and seven days: first those of the package, then those charged, then -211. */
  later?: { inPackage?: number; charged?: number };
  zns?: ZnsOptions;
}

/** A Zalo on 127.0.0.1: messages, templates, files, tokens, quota, echoes and receipts. */
export interface FakeZalo extends FakeServer, Desk, Pick<Store, 'handed' | 'show'> {
  secrets: ZaloSecrets;
  appSecret: string;
  /** The tokens valid now; each refresh makes a new pair and ends the old one. */
  tokens(): { access: string; refresh: string };
  /** Makes the access token invalid before its time. */
  expireToken(): void;
  /** Refreshes that were asked for, also the refused ones. */
  refreshes(): number;
}

/** Starts a fake Zalo. */
export async function startFakeZalo(options: FakeZaloOptions = {}): Promise<FakeZalo> {
  const {
    appId = '1234567890123456789',
    oaId = '2345678901234567890',
    oaSecretKey = 'oa-secret',
    appSecret = 'app-secret',
  } = options;
  const secrets: ZaloSecrets = { appId, oaId, oaSecretKey };
  const book = openBook(options);
  const store = openStore({ clock: book.clock, keeps: 7 * 24 * HOUR, newId: hexId, url: () => server.url });
  const { inPackage = 0, charged = Number.POSITIVE_INFINITY } = options.later ?? {};
  let late = 0;
  const zns = znsRoutes({
    book,
    options: { ...options.zns, receipts: options.receipts ?? false },
    wrongToken,
    event,
    oaId,
    newId: hexId,
  });
  const routes: Record<string, (call: Call) => Reply | Promise<Reply>> = {
    'POST /v3.0/oa/message/cs': cs,
    'POST /v3.0/oa/message/template': template,
    'POST /message/template': zns.toPhone,
    'GET /message/quota': zns.quota,
    'POST /v3.0/oa/quota/message': quota,
    'POST /v4/oa/access_token': grant,
    'GET /v4/oa/permission': permission,
    'GET /v2.0/oa/getoa': getoa,
    'POST /v2.0/oa/upload/image': (call) => upload(call, 'image'),
    'POST /v2.0/oa/upload/file': (call) => upload(call, 'file'),
  };
  let access = options.accessToken ?? 'access-0';
  let refreshToken = options.refreshToken ?? 'refresh-0';
  let expired = false;
  let refreshes = 0;
  const codes = new Map<string, string>();
  const server: FakeServer = await startServer(
    options.port ?? 0,
    (call) => {
      const shown = store.shown(call);
      if (shown) return shown;
      const reply = routes[`${call.method} ${call.path}`]?.(call) ?? failed('404');
      return call.path.startsWith('/v3.0/oa/message/') && !(reply instanceof Promise) ? counted(reply) : reply;
    },
    failed,
  );

  function cs(call: Call): Reply {
    const wrong = wrongToken(call) ?? (book.tooFast() ? '-32' : undefined);
    if (wrong) return failed(wrong);
    const answered = id(field(call.body, 'recipient', 'message_id'));
    const user = id(field(call.body, 'recipient', 'user_id')) ?? (answered && book.whose(answered));
    if (user === undefined) return failed('-201');
    const content = readContent(field(call.body, 'message'));
    if ('error' in content) return failed(content.error);
    // Of another OA, or handed in more than seven days ago.
    if (content.enclosed !== undefined && !store.holds(content.enclosed)) return failed('-100');
    const last = book.lastHeard(user);
    if (last === undefined || book.clock() - last > 7 * 24 * HOUR) return failed('-230');
    if (book.clock() - last <= 48 * HOUR) return deliver(call, user, content, 'message', { quota: { quota_type: 'reply' } });
    late++;
    if (late <= inPackage) {
      const quota = { quota_type: 'sub_quota', remain: String(inPackage - late), total: String(inPackage) };
      return deliver(call, user, content, 'message', { quota });
    }
    // Without a `quota` the message was charged.
    return late - inPackage > charged ? failed('-211') : deliver(call, user, content, 'message', {});
  }

  /** A picture as jpg or png up to 1 MB, a file as pdf, doc or docx up to 5 MB. */
  async function upload(call: Call, kind: 'image' | 'file'): Promise<Reply> {
    const wrong = wrongToken(call) ?? (book.tooFast() ? '-32' : undefined);
    if (wrong) return failed(wrong);
    const file = call.form?.get('file');
    if (!(file instanceof File) || !UPLOADS[kind].types.test(file.name)) return failed('-201');
    if (file.size > UPLOADS[kind].most) return failed('-210');
    const ref = await store.take(file);
    return { body: { data: kind === 'image' ? { attachment_id: ref } : { token: ref }, error: 0, message: 'Success' } };
  }

  function template(call: Call): Reply {
    const user = id(field(call.body, 'user_id'));
    const wrong =
      wrongToken(call) ??
      (book.tooFast() ? '-32' : undefined) ??
      (user === undefined ? '-201' : zns.wrongTemplate(id(field(call.body, 'template_id')), 'chat'));
    if (wrong || user === undefined) return failed(wrong ?? '-201');
    const content = { text: JSON.stringify(field(call.body, 'template_data') ?? {}), buttons: [] };
    return deliver(call, user, content, 'template', {});
  }

  function deliver(
    call: Call,
    user: string,
    content: Exclude<Content, { error: string }>,
    kind: Sent['kind'],
    extra: object,
  ): Reply {
    const at = book.clock();
    const messageId = hexId();
    book.record({ ...content, id: messageId, user, at, kind, body: call.body });
    const parties = { sender: { id: oaId }, recipient: { id: user }, user_id_by_app: `9${user}`.slice(0, 19) };
    if (options.echoes ?? true) {
      const message = { ...(content.text ? { text: content.text } : {}), msg_id: messageId };
      const what = content.file ? 'file' : content.image ? 'image' : content.cards ? 'list' : 'text';
      event(kind === 'template' ? 'oa_send_template' : `oa_send_${what}`, { ...parties, message });
    }
    if (options.receipts) {
      event('user_received_message', { ...parties, message: { msg_id: messageId } });
      event('user_seen_message', { ...parties, message: { msg_ids: [messageId] } });
    }
    return {
      body: { data: { message_id: messageId, user_id: user, sent_time: String(at), ...extra }, error: 0, message: 'Success' },
    };
  }

  function event(name: string, fields: object, headers: Record<string, string> = {}): void {
    const timestamp = String(book.clock());
    const raw = JSON.stringify({ app_id: appId, ...fields, event_name: name, timestamp });
    book.tell(raw, { ...headers, ...signZalo(raw, timestamp, secrets) });
  }

  /** What is left of this minute's calls, in the headers of each answer. */
  function counted(reply: Reply): Reply {
    const usage = book.usage();
    if (!usage) return reply;
    const left = { 'x-ratelimit-limit': String(usage.limit), 'x-ratelimit-remain': String(usage.limit - usage.used) };
    return { ...reply, headers: { ...left, ...reply.headers } };
  }

  /** The administrator agrees at once. */
  function permission(call: Call): Reply {
    const back = call.query.get('redirect_uri');
    const challenge = call.query.get('code_challenge');
    if (call.query.get('app_id') !== appId || !back || !challenge) return oauthFailed(-14003, 'Invalid redirect uri');
    const code = hexId();
    codes.set(code, challenge);
    const location = `${back}?${new URLSearchParams({ code, oa_id: oaId, state: call.query.get('state') ?? '' })}`;
    return { status: 302, body: {}, headers: { location } };
  }

  function grant(call: Call): Reply {
    refreshes++;
    if (call.headers.secret_key !== appSecret) return oauthFailed(-14004, 'Invalid secret key');
    if (field(call.body, 'app_id') !== appId) return oauthFailed(-14002, 'Invalid app id');
    const type = field(call.body, 'grant_type');
    if (type === 'authorization_code') {
      const code = text(field(call.body, 'code')) ?? '';
      const verifier = text(field(call.body, 'code_verifier')) ?? '';
      const right = codes.get(code) === createHash('sha256').update(verifier).digest('base64url');
      codes.delete(code);
      if (!right) return oauthFailed(-14005, 'Invalid code');
    } else if (type !== 'refresh_token') return oauthFailed(-14018, 'Invalid grant type');
    else if (field(call.body, 'refresh_token') !== refreshToken) return oauthFailed(-14014, 'Invalid refresh token');
    access = `access-${hexId()}`;
    refreshToken = `refresh-${hexId()}`;
    expired = false;
    return { body: { access_token: access, refresh_token: refreshToken, expires_in: '90000' } };
  }

  function quota(call: Call): Reply {
    const wrong = wrongToken(call);
    const user = id(field(call.body, 'user_id'));
    const last = user === undefined ? undefined : book.lastHeard(user);
    if (wrong) return failed(wrong);
    return { body: { data: { last_interaction: String(last ?? 0), cs_reply: {}, promotion: {} }, error: 0, message: 'Success' } };
  }

  function getoa(call: Call): Reply {
    const wrong = wrongToken(call);
    if (wrong) return failed(wrong);
    const data = { oaid: oaId, name: 'Hội LHPN (thử)', is_verified: true, oa_type: 4, package_name: 'Tiêu chuẩn' };
    return { body: { data, error: 0, message: 'Success' } };
  }

  function wrongToken(call: Call): string | undefined {
    if (call.headers.access_token !== access) return '-216';
    return expired ? '-220' : undefined;
  }

  return {
    ...server,
    ...book,
    handed: store.handed,
    show: store.show,
    secrets,
    appSecret,
    tokens: () => ({ access, refresh: refreshToken }),
    expireToken: () => {
      expired = true;
    },
    refreshes: () => refreshes,
    close: async () => {
      await server.close();
      await book.settled();
    },
  };
}

/** Errors come with HTTP 200. */
function failed(code: string): Reply {
  return { body: { error: Number(code), message: `Error ${code}` } };
}

function oauthFailed(error: number, name: string): Reply {
  return { body: { error, error_name: name, error_description: name, error_reason: name, ref_doc: '' } };
}

function hexId(): string {
  return Array.from({ length: 20 }, () => randomInt(16).toString(16)).join('');
}
