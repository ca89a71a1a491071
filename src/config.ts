import { z } from 'zod';

const HOUR = 3_600_000;

const whole = (name: string, low: number, high: number, remedy: string) => {
  const message = `${name}: use a whole number from ${low} to ${high}, for example ${remedy}`;
  return z.coerce.number(message).int(message).min(low, message).max(high, message);
};
const address = (name: string, example: string) => {
  const message = `${name}: use an address such as ${example}`;
  return z
    .url({ protocol: /^https?$/, error: message })
    .transform((url) => url.replace(/\/+$/, ''))
    .default(example);
};
const server = (name: string, start: RegExp, example: string) => {
  const message = `${name}: use an address such as ${example}`;
  return z.string().regex(start, message).optional();
};
const text = z.string().min(1).optional();
const digits = (name: string) =>
  z.string().regex(/^\d+$/, `${name}: use the number shown in the platform's console, digits only`).optional();
const onOff = (name: string) => z.enum(['on', 'off'], { error: `${name}: use on or off` });
const templateName = (name: string) =>
  z
    .string()
    .regex(/^[a-z0-9_]+$/, `${name}: use the name of the utility template: small letters, digits, _`)
    .optional();
const keyList = /^([\w-]+:)?[A-Za-z0-9+/]{43}=(,[\w-]+:[A-Za-z0-9+/]{43}=)*$/;

const Env = z.object({
  NODE_ENV: z.string().default('development'),
  PORT: whole('PORT', 0, 65535, '3000').default(3000),
  MONGODB_URI: server('MONGODB_URI', /^mongodb(\+srv)?:\/\//, 'mongodb://127.0.0.1:27017/hoi?replicaSet=rs0'),
  REDIS_URL: server('REDIS_URL', /^rediss?:\/\//, 'redis://127.0.0.1:6379'),
  DATA_DIR: z.string().min(1).default('.data'),
  PUBLIC_BASE_URL: address('PUBLIC_BASE_URL', 'http://localhost:3000'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'LOG_LEVEL: use fatal, error, warn, info, debug, trace or silent',
    })
    .default('info'),
  TZ_NAME: z
    .string()
    .refine(isTimeZone, 'TZ_NAME: use an IANA time zone, for example Asia/Ho_Chi_Minh')
    .default('Asia/Ho_Chi_Minh'),
  FIELD_ENCRYPTION_KEY: z
    .string()
    .regex(keyList, 'FIELD_ENCRYPTION_KEY: use 32 random bytes in base64, made by: openssl rand -base64 32')
    .optional(),
  SESSION_SECRET: z
    .string()
    .min(32, 'SESSION_SECRET: use at least 32 random letters, made by: openssl rand -base64 32')
    .optional(),
  METRICS_TOKEN: text,
  TRUST_PROXY: whole('TRUST_PROXY', 0, 10, '1 behind one proxy').default(0),
  PAUSE_HOURS: whole('PAUSE_HOURS', 1, 168, '12').default(12),
  ZALO_APP_ID: digits('ZALO_APP_ID'),
  ZALO_APP_SECRET: text,
  ZALO_OA_SECRET_KEY: text,
  ZALO_OA_ID: digits('ZALO_OA_ID'),
  ZALO_ACCESS_TOKEN: text,
  ZALO_REFRESH_TOKEN: text,
  ZALO_SIGNATURE_MODE: z
    .enum(['strict', 'log_only'], { error: 'ZALO_SIGNATURE_MODE: use strict, or log_only on the first day of a real account' })
    .default('strict'),
  ZALO_PKCE_VERIFIER: z
    .string()
    .regex(/^[\w.~-]{43,128}$/, 'ZALO_PKCE_VERIFIER: use 43 to 128 letters, digits, - . _ ~, or leave it unset')
    .optional(),
  ZALO_CS_BUTTONS: onOff('ZALO_CS_BUTTONS').default('on'),
  ZALO_CS_LIST: onOff('ZALO_CS_LIST').default('off'),
  ZALO_CS_CONTACT: onOff('ZALO_CS_CONTACT').default('off'),
  ZALO_BUTTONS_TEMPLATE_TYPE: z
    .string()
    .regex(/^[a-z_]+$/, 'ZALO_BUTTONS_TEMPLATE_TYPE: use omit, or the template_type that Zalo wants with buttons')
    .default('omit'),
  ZALO_RECIPIENT_MODE: z
    .enum(['user_id', 'message_id'], { error: 'ZALO_RECIPIENT_MODE: use user_id or message_id' })
    .default('user_id'),
  ZALO_MAX_EVENT_AGE: z
    .string()
    .regex(/^(off|[2-9]h|[1-9]\d{1,2}h)$/, 'ZALO_MAX_EVENT_AGE: use hours such as 2h, at least 2h, or off')
    .default('off'),
  ZALO_PER_SECOND: whole('ZALO_PER_SECOND', 1, 1000, '60').default(60),
  ZALO_TEMPLATE_MEETING: digits('ZALO_TEMPLATE_MEETING'),
  ZALO_TEMPLATE_MEETING_CHANGED: digits('ZALO_TEMPLATE_MEETING_CHANGED'),
  ZALO_TEMPLATE_MEETING_CANCELLED: digits('ZALO_TEMPLATE_MEETING_CANCELLED'),
  ZALO_TEMPLATE_APPLICATION_VERIFIED: digits('ZALO_TEMPLATE_APPLICATION_VERIFIED'),
  ZALO_TEMPLATE_APPLICATION_RECOGNISED: digits('ZALO_TEMPLATE_APPLICATION_RECOGNISED'),
  ZALO_TEMPLATE_APPLICATION_WITHDRAWN: digits('ZALO_TEMPLATE_APPLICATION_WITHDRAWN'),
  ZALO_TEMPLATE_PAIR: digits('ZALO_TEMPLATE_PAIR'),
  ZALO_TEMPLATE_SURVEY: digits('ZALO_TEMPLATE_SURVEY'),
  ZALO_TEMPLATE_LINK_CODE: digits('ZALO_TEMPLATE_LINK_CODE'),
  ZALO_API_BASE_URL: address('ZALO_API_BASE_URL', 'https://openapi.zalo.me'),
  ZALO_OAUTH_BASE_URL: address('ZALO_OAUTH_BASE_URL', 'https://oauth.zaloapp.com'),
  ZALO_ZNS_BASE_URL: address('ZALO_ZNS_BASE_URL', 'https://business.openapi.zalo.me'),
  MESSENGER_PAGE_ID: digits('MESSENGER_PAGE_ID'),
  MESSENGER_PAGE_ACCESS_TOKEN: text,
  MESSENGER_APP_ID: digits('MESSENGER_APP_ID'),
  MESSENGER_APP_SECRET: text,
  MESSENGER_VERIFY_TOKEN: text,
  MESSENGER_PER_SECOND: whole('MESSENGER_PER_SECOND', 1, 300, '25').default(25),
  MESSENGER_TEMPLATE_MEETING: templateName('MESSENGER_TEMPLATE_MEETING'),
  MESSENGER_TEMPLATE_MEETING_CHANGED: templateName('MESSENGER_TEMPLATE_MEETING_CHANGED'),
  MESSENGER_TEMPLATE_MEETING_CANCELLED: templateName('MESSENGER_TEMPLATE_MEETING_CANCELLED'),
  MESSENGER_TEMPLATE_APPLICATION_VERIFIED: templateName('MESSENGER_TEMPLATE_APPLICATION_VERIFIED'),
  MESSENGER_TEMPLATE_APPLICATION_RECOGNISED: templateName('MESSENGER_TEMPLATE_APPLICATION_RECOGNISED'),
  MESSENGER_TEMPLATE_APPLICATION_WITHDRAWN: templateName('MESSENGER_TEMPLATE_APPLICATION_WITHDRAWN'),
  MESSENGER_TEMPLATE_PAIR: templateName('MESSENGER_TEMPLATE_PAIR'),
  MESSENGER_TEMPLATE_SURVEY: templateName('MESSENGER_TEMPLATE_SURVEY'),
  MESSENGER_WINDOW_HOURS: whole('MESSENGER_WINDOW_HOURS', 1, 168, '24').default(24),
  MESSENGER_UTILITY_ENABLED: onOff('MESSENGER_UTILITY_ENABLED').default('on'),
  MESSENGER_UTILITY_PERMISSION: z
    .enum(['page_utility_messaging', 'pages_utility_messaging'], {
      error: 'MESSENGER_UTILITY_PERMISSION: use page_utility_messaging or pages_utility_messaging',
    })
    .default('page_utility_messaging'),
  MESSENGER_UTILITY_SHAPE: z.enum(['A', 'B'], { error: 'MESSENGER_UTILITY_SHAPE: use A or B' }).default('A'),
  MESSENGER_GRAPH_BASE_URL: address('MESSENGER_GRAPH_BASE_URL', 'https://graph.facebook.com'),
  MESSENGER_GRAPH_VERSION: z
    .string()
    .regex(/^v\d+\.\d+$/, 'MESSENGER_GRAPH_VERSION: use a Graph version such as v26.0')
    .default('v26.0'),
});

/** Ends of the names of the templates' variables, `ZALO_TEMPLATE_…` and `MESSENGER_TEMPLATE_…`. */
export const TEMPLATE_NAMES = [
  'MEETING',
  'MEETING_CHANGED',
  'MEETING_CANCELLED',
  'APPLICATION_VERIFIED',
  'APPLICATION_RECOGNISED',
  'APPLICATION_WITHDRAWN',
  'PAIR',
  'SURVEY',
  'LINK_CODE',
] as const;

const ZALO = ['ZALO_APP_ID', 'ZALO_OA_SECRET_KEY', 'ZALO_OA_ID'] as const;
const MESSENGER = [
  'MESSENGER_PAGE_ID',
  'MESSENGER_PAGE_ACCESS_TOKEN',
  'MESSENGER_APP_ID',
  'MESSENGER_APP_SECRET',
  'MESSENGER_VERIFY_TOKEN',
] as const;

/** What an approved template is about: the end of its variable's name. */
export type TemplateName = (typeof TEMPLATE_NAMES)[number];

/** Ids of the approved templates by what they are about. */
export type Templates = { [N in TemplateName]?: string };

export interface ZaloConfig {
  appId: string;
  appSecret?: string;
  oaSecretKey: string;
  oaId: string;
  accessToken?: string;
  refreshToken?: string;
  signatureMode: 'strict' | 'log_only';
  /** Only where Zalo's console holds one fixed PKCE challenge. */
  pkceVerifier?: string;
  buttons: boolean;
  /** Cards as a list template: not settled on the live platform. */
  list?: boolean;
  /** The form for name and phone number, which also asks for more than is needed. */
  contactForm?: boolean;
  /** Sent with buttons where the live platform wants one. */
  buttonsTemplateType?: string;
  /** A reply can name her message in place of herself. */
  recipientMode?: 'user_id' | 'message_id';
  /** Signed events older than this are refused, ms; without it a second delivery is only passed over. */
  maxEventAge?: number;
  /** Most calls a second, all processes together. */
  perSecond?: number;
  templates?: Templates;
  apiBaseUrl: string;
  oauthBaseUrl: string;
  znsBaseUrl: string;
}

export interface MessengerConfig {
  pageId: string;
  pageAccessToken: string;
  appId: string;
  appSecret: string;
  verifyToken: string;
  graphBaseUrl: string;
  graphVersion: string;
  /** Hours for which she can be written to freely; 24 when missing. */
  windowHours?: number;
  /** None are sent where the Page may not. */
  /** Most calls a second, all processes together. */
  perSecond?: number;
  templates?: Templates;
  utilityShape?: 'A' | 'B';
  /** Permission that App Review has to grant for templates: Meta's pages name two. */
  utilityPermission?: string;
}

export interface Config {
  production: boolean;
  port: number;
  mongoUri?: string;
  redisUrl?: string;
  dataDir: string;
  publicBaseUrl: string;
  logLevel: string;
  timeZone: string;
  encryptionKey?: string;
  /** Signs the cookies of the leaders' console. */
  sessionSecret?: string;
  metricsToken?: string;
  trustProxy: number;
  /** Hours in which the bot stays silent after a person took a conversation over. */
  pauseHours: number;
  zalo?: ZaloConfig;
  messenger?: MessengerConfig;
  /** What is off and why, one line each, to be said at start. */
  notes: string[];
}

/** A wrong environment: each line names the variable and the remedy. */
export class ConfigError extends Error {
  constructor(lines: string[]) {
    super(`Cannot start, the environment is wrong:\n${lines.map((line) => `  ${line}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

/** Reads and checks the environment (product §3.2); throws ConfigError naming every wrong variable and its remedy. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Readonly<Config> {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = Env.safeParse(present);
  if (!parsed.success) throw new ConfigError([...new Set(parsed.error.issues.map((issue) => issue.message))]);
  const e = parsed.data;
  const wrong: string[] = [];
  const notes: string[] = [];
  const complete = (names: readonly (keyof typeof e)[], channel: string): boolean => {
    const missing = names.filter((name) => e[name] === undefined);
    if (missing.length === names.length) notes.push(`${channel} is off: ${names.join(', ')} are not set`);
    else if (missing.length > 0) wrong.push(`${missing.join(', ')}: set as well, or unset the other variables of ${channel}`);
    return missing.length === 0;
  };
  const hasZalo = complete(ZALO, 'Zalo');
  const hasMessenger = complete(MESSENGER, 'Messenger');
  const production = e.NODE_ENV === 'production';
  if (production) {
    for (const name of ['MONGODB_URI', 'REDIS_URL', 'FIELD_ENCRYPTION_KEY', 'SESSION_SECRET'] as const) {
      if (!e[name]) wrong.push(`${name}: must be set in production`);
    }
  }
  if (wrong.length > 0) throw new ConfigError(wrong);
  if (e.PUBLIC_BASE_URL.startsWith('https:') && e.TRUST_PROXY === 0)
    notes.push(
      'TRUST_PROXY is 0 and PUBLIC_BASE_URL https: leaders can sign in only when TLS ends in this process; behind a proxy set 1',
    );
  return Object.freeze({
    production,
    port: e.PORT,
    dataDir: e.DATA_DIR,
    publicBaseUrl: e.PUBLIC_BASE_URL,
    logLevel: e.LOG_LEVEL,
    timeZone: e.TZ_NAME,
    trustProxy: e.TRUST_PROXY,
    pauseHours: e.PAUSE_HOURS,
    notes,
    ...given({
      mongoUri: e.MONGODB_URI,
      redisUrl: e.REDIS_URL,
      encryptionKey: e.FIELD_ENCRYPTION_KEY,
      sessionSecret: e.SESSION_SECRET,
      metricsToken: e.METRICS_TOKEN,
    }),
    ...(hasZalo ? { zalo: zaloConfig(e) } : {}),
    ...(hasMessenger ? { messenger: messengerConfig(e) } : {}),
  });
}

function zaloConfig(e: z.infer<typeof Env>): ZaloConfig {
  return {
    appId: e.ZALO_APP_ID ?? '',
    oaSecretKey: e.ZALO_OA_SECRET_KEY ?? '',
    oaId: e.ZALO_OA_ID ?? '',
    signatureMode: e.ZALO_SIGNATURE_MODE,
    buttons: e.ZALO_CS_BUTTONS === 'on',
    perSecond: e.ZALO_PER_SECOND,
    list: e.ZALO_CS_LIST === 'on',
    contactForm: e.ZALO_CS_CONTACT === 'on',
    recipientMode: e.ZALO_RECIPIENT_MODE,
    ...(e.ZALO_BUTTONS_TEMPLATE_TYPE === 'omit' ? {} : { buttonsTemplateType: e.ZALO_BUTTONS_TEMPLATE_TYPE }),
    ...(e.ZALO_MAX_EVENT_AGE === 'off' ? {} : { maxEventAge: Number.parseInt(e.ZALO_MAX_EVENT_AGE, 10) * HOUR }),
    templates: templatesOf(e, 'ZALO'),
    apiBaseUrl: e.ZALO_API_BASE_URL,
    oauthBaseUrl: e.ZALO_OAUTH_BASE_URL,
    znsBaseUrl: e.ZALO_ZNS_BASE_URL,
    ...given({
      appSecret: e.ZALO_APP_SECRET,
      accessToken: e.ZALO_ACCESS_TOKEN,
      refreshToken: e.ZALO_REFRESH_TOKEN,
      pkceVerifier: e.ZALO_PKCE_VERIFIER,
    }),
  };
}

function messengerConfig(e: z.infer<typeof Env>): MessengerConfig {
  return {
    pageId: e.MESSENGER_PAGE_ID ?? '',
    pageAccessToken: e.MESSENGER_PAGE_ACCESS_TOKEN ?? '',
    appId: e.MESSENGER_APP_ID ?? '',
    appSecret: e.MESSENGER_APP_SECRET ?? '',
    verifyToken: e.MESSENGER_VERIFY_TOKEN ?? '',
    graphBaseUrl: e.MESSENGER_GRAPH_BASE_URL,
    graphVersion: e.MESSENGER_GRAPH_VERSION,
    perSecond: e.MESSENGER_PER_SECOND,
    templates: e.MESSENGER_UTILITY_ENABLED === 'on' ? templatesOf(e, 'MESSENGER') : {},
    utilityShape: e.MESSENGER_UTILITY_SHAPE,
    utilityPermission: e.MESSENGER_UTILITY_PERMISSION,
    windowHours: e.MESSENGER_WINDOW_HOURS,
  };
}

function templatesOf(e: z.infer<typeof Env>, platform: 'ZALO' | 'MESSENGER'): Templates {
  const all: Record<string, unknown> = e;
  const ids = TEMPLATE_NAMES.map((name) => [name, all[`${platform}_TEMPLATE_${name}`]] as const);
  return Object.fromEntries(ids.filter(([, id]) => id !== undefined));
}

/** Without the entries that are undefined, as exact optional properties want it. */
function given<T extends Record<string, string | undefined>>(values: T): { [K in keyof T]?: string } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: string };
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
