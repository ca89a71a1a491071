import fc from 'fast-check';
import { parseBody } from '../../src/channels/body';
import { parseMessenger } from '../../src/channels/messenger-parse';
import { parseZalo } from '../../src/channels/zalo-parse';
import type { InboundEvent } from '../../src/engine/types';

const RUNS = Number(process.env.PROPERTY_RUNS ?? 1000);
const NOW = 1_800_000_000_000;
const TYPES = new Set(
  'text tap media follow unfollow receipt echo contact reaction edit referral optin comment handover erase ignored'.split(' '),
);
const ZALO_NAMES =
  'user_send_text user_send_image user_send_business_card anonymous_send_text follow unfollow user_seen_message user_received_message user_reacted_message oa_send_text user_submit_info user_withdraw user_click_chatnow widget_interaction_accepted constructor __proto__ toString';
const KEYS =
  '__proto__ constructor prototype event_name sender recipient id message text msg_id msg_ids attachments type payload url timestamp oa_id follower info name phone object entry messaging standby changes mid is_echo app_id metadata quick_reply postback referral ref delivery read mids watermark reaction emoji action message_edit num_edit optin app_roles pass_thread_control new_owner_app_id field value item verb from comment_id post_id created_time sticker_id coordinates lat long';

// Anything in JSON, made of the words that the platforms use, so that it gets past the first look.
const leaf = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer(),
  fc.double(),
  fc.string(),
  fc.constantFrom('page', 'feed', 'comment', 'add', '1', '13', '1785672000000', '1785672000', '#a:b', '9007199254740993123'),
  fc.constantFrom(...ZALO_NAMES.split(' ')),
);
const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 6 },
    leaf,
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .array(fc.tuple(fc.constantFrom(...KEYS.split(' ')), tie('value')), { maxLength: 8 })
      .map((entries) => `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${write(value)}`).join(',')}}`)
      .map((text) => JSON.parse(text) as unknown),
  ),
})).value;
const zaloBody = fc
  .tuple(json, fc.constantFrom(...ZALO_NAMES.split(' ')))
  .map(([value, name]) => ({ ...Object(value), event_name: name }));
const messengerBody = json.map((value) => ({
  object: 'page',
  entry: [{ id: '1', messaging: [value, value], changes: [value], standby: [value] }],
}));

function write(value: unknown): string {
  return JSON.stringify(value) ?? 'null';
}

// Plain comparisons: thousands of matchers would take longer than what they look at.
function checked(body: unknown, parse: (body: unknown) => InboundEvent[]): void {
  const events = parse(body);
  must(events.length <= 2 * write(body).length, 'no more events than the body has room for');
  for (const event of events) {
    must(TYPES.has(event.type), 'a known type');
    must(
      [event.user, event.account, event.id].every((value) => typeof value === 'string'),
      'ids are strings',
    );
    must(event.id !== '' && Number.isSafeInteger(event.at), 'an id and a time');
    must(event.user !== '' || event.type === 'ignored' || event.type === 'handover', 'a person');
  }
  must(write(parse(body)) === write(events), 'the same events again');
  must(Object.keys(Object.prototype).length === 0 && !('polluted' in {}), 'clean prototypes');
}

function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(`expected ${what}`);
}

const zalo = (body: unknown) => parseZalo(body, NOW, '1');
const messenger = (body: unknown) => parseMessenger(body, NOW, '13');

test('any JSON in, no exception out, and events that keep their shape', () => {
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), json, zaloBody, messengerBody), (body) => {
      checked(body, zalo);
      checked(body, messenger);
    }),
    { numRuns: RUNS, verbose: 1 },
  );
});

test('a JSON text keeps its values, apart from long integers', () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
      const safe = write(value);
      if (/\d{16}/.test(safe)) return;
      must(write(parseBody(Buffer.from(safe))) === safe, 'the same values');
    }),
    { numRuns: RUNS, verbose: 1 },
  );
});

test('an id longer than 2^53 stays as it was sent, string or number', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 10n ** 16n, max: 10n ** 19n }), fc.string(), (id, text) => {
      const body = `{"event_name":"user_send_text","sender":{"id":${id}},"recipient":{"id": ${id} },"message":{"msg_id":"${id}","text":${JSON.stringify(`a${text}`)}}}`;
      const [event] = parseZalo(parseBody(Buffer.from(body)), NOW);
      must(event?.user === `${id}` && event.account === `${id}` && event.id === `${id}`, 'the id as it was sent');
    }),
    { numRuns: RUNS, verbose: 1 },
  );
});

test('prototype keys in a body are only keys', () => {
  const body =
    '{"__proto__":{"polluted":1},"event_name":"user_send_text","sender":{"__proto__":{"id":"7"}},"message":{"constructor":{"prototype":{"polluted":1}}}}';
  checked(parseBody(Buffer.from(body)), zalo);
  const item =
    '{"object":"page","entry":[{"id":"1","messaging":[{"__proto__":{"polluted":1},"sender":{"id":"2"},"app_roles":{"__proto__":["x"]}}]}]}';
  checked(parseBody(Buffer.from(item)), messenger);
});

test('deep nesting and long lists are borne', () => {
  const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
  const nested = parseBody(
    Buffer.from(
      `{"object":"page","event_name":"user_send_text","message":${deep},"entry":[{"messaging":[{"sender":{"id":"2"},"message":${deep}}]}]}`,
    ),
  );
  expect(zalo(nested)).toMatchObject([{ type: 'ignored' }]);
  expect(messenger(nested)).toMatchObject([{ type: 'ignored' }]);
  const many = Array.from({ length: 20_000 }, () => ({ sender: { id: '2' } }));
  expect(messenger({ object: 'page', entry: [{ id: '1', messaging: many }] })).toHaveLength(20_000);
  expect(messenger({ object: 'page', entry: [{ id: '1', messaging: many.map(() => ({})) }] })).toEqual([]);
});
