import { ConfigError, readConfig } from '../src/config';

const ZALO = { ZALO_APP_ID: '1', ZALO_OA_SECRET_KEY: 's', ZALO_OA_ID: '2' };
const KEY = Buffer.alloc(32, 7).toString('base64');
const refusal = (env: NodeJS.ProcessEnv) => {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'accepted';
};

test.each([
  ['PORT', 'abc'],
  ['PORT', '70000'],
  ['MONGODB_URI', 'localhost:27017'],
  ['REDIS_URL', 'http://127.0.0.1'],
  ['PUBLIC_BASE_URL', 'hoi.vn'],
  ['LOG_LEVEL', 'loud'],
  ['TZ_NAME', 'Asia/Sai_Gon'],
  ['FIELD_ENCRYPTION_KEY', 'short'],
  ['SESSION_SECRET', 'short'],
  ['TRUST_PROXY', '-1'],
  ['ZALO_APP_ID', 'my app'],
  ['ZALO_SIGNATURE_MODE', 'off'],
  ['ZALO_CS_BUTTONS', 'yes'],
  ['ZALO_CS_LIST', 'yes'],
  ['ZALO_CS_CONTACT', '1'],
  ['ZALO_BUTTONS_TEMPLATE_TYPE', 'A B'],
  ['ZALO_RECIPIENT_MODE', 'user'],
  ['ZALO_MAX_EVENT_AGE', '1h'],
  ['ZALO_TEMPLATE_LINK_CODE', 'code'],
  ['MESSENGER_TEMPLATE_SURVEY', 'A b'],
  ['MESSENGER_WINDOW_HOURS', '0'],
  ['MESSENGER_UTILITY_ENABLED', 'yes'],
  ['MESSENGER_UTILITY_PERMISSION', 'utility'],
  ['ZALO_PER_SECOND', '0'],
  ['ZALO_API_BASE_URL', 'ftp://x'],
  ['MESSENGER_GRAPH_VERSION', '26'],
])('a wrong %s (%s) is named with its remedy', (name, value) => {
  expect(refusal({ [name]: value })).toMatch(new RegExp(`${name}: .*use `));
});

test('every wrong variable is named at once', () => {
  expect(refusal({ PORT: 'x', LOG_LEVEL: 'x' })).toMatch(/PORT[\s\S]*LOG_LEVEL/);
});

test('an empty variable is one that is not set', () => {
  expect(readConfig({ PORT: '', ZALO_APP_ID: '' }).port).toBe(3000);
});

test('a channel without its variables is off and says so; half of them is an error', () => {
  const config = readConfig(ZALO);
  expect(config.zalo?.appId).toBe('1');
  expect(config.messenger).toBeUndefined();
  expect(config.notes.join()).toContain('Messenger is off');
  expect(refusal({ ZALO_APP_ID: '1' })).toContain('ZALO_OA_SECRET_KEY, ZALO_OA_ID: set as well');
});

test('production refuses to start without its servers and its keys', () => {
  const message = refusal({ NODE_ENV: 'production' });
  for (const name of ['MONGODB_URI', 'REDIS_URL', 'FIELD_ENCRYPTION_KEY', 'SESSION_SECRET'])
    expect(message).toContain(`${name}: must be set in production`);
  const env = {
    NODE_ENV: 'production',
    MONGODB_URI: 'mongodb://db/hoi',
    REDIS_URL: 'redis://r',
    FIELD_ENCRYPTION_KEY: `k2:${KEY},k1:${KEY}`,
    SESSION_SECRET: KEY,
  };
  expect(readConfig(env).encryptionKey).toContain('k2:');
});

test('the switches of the platforms that are not settled reach their channels', () => {
  const { zalo } = readConfig({
    ...ZALO,
    ZALO_CS_LIST: 'on',
    ZALO_CS_CONTACT: 'on',
    ZALO_BUTTONS_TEMPLATE_TYPE: 'buttons',
    ZALO_RECIPIENT_MODE: 'message_id',
    ZALO_MAX_EVENT_AGE: '2h',
    ZALO_TEMPLATE_LINK_CODE: '12',
  });
  expect(zalo).toMatchObject({ list: true, contactForm: true, buttonsTemplateType: 'buttons', recipientMode: 'message_id' });
  expect(zalo).toMatchObject({ maxEventAge: 2 * 3_600_000, templates: { LINK_CODE: '12' } });
  expect(readConfig(ZALO).zalo).toMatchObject({ list: false, contactForm: false, recipientMode: 'user_id', templates: {} });
  expect(readConfig(ZALO).zalo).not.toHaveProperty('maxEventAge');
  const page = {
    MESSENGER_PAGE_ID: '1',
    MESSENGER_PAGE_ACCESS_TOKEN: 't',
    MESSENGER_APP_ID: '2',
    MESSENGER_APP_SECRET: 's',
    MESSENGER_VERIFY_TOKEN: 'v',
    MESSENGER_TEMPLATE_SURVEY: 'survey_invite',
  };
  expect(readConfig(page).messenger).toMatchObject({ windowHours: 24, templates: { SURVEY: 'survey_invite' } });
  expect(readConfig({ ...page, MESSENGER_UTILITY_ENABLED: 'off' }).messenger?.templates).toEqual({});
});
