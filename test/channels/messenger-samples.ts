import { FIXTURE, MEDIA, OLD } from './messenger-media-samples';
import { type Expected, RECEIVED } from './zalo-samples';

/** The app that sent the echoes of the samples. */
export const OWN_APP = '207329095351741';

const DOC = { user: 'USER_ID', account: 'PAGE_ID' };
const HELLO: Expected = { ...FIXTURE, id: 'external_id', what: { type: 'text', text: 'Hello World' } };
const OPTIN: Expected = { ...DOC, at: 1234567890000, what: { type: 'optin', ref: 'PASS_THROUGH_PARAM' } };
const CONTROLLED = 1458692752478;

/** One row per webhook sample of test/payloads/messenger, worked out by hand from its INDEX and the platform's documents. */
export const MESSENGER: Record<string, Expected[]> = {
  'account_linking-1': [{ ...DOC, at: 1234567890000, what: { type: 'ignored' } }],
  'app_roles-2': [
    { user: '', account: '436988144890104', at: CONTROLLED, what: { type: 'handover', action: 'app_roles', app: '192058639' } },
  ],
  ...MEDIA,
  'batch-duplicate-1': [HELLO, HELLO],
  'dashboard-test-1': [{ user: '', account: '0', at: 1514862760000, what: { type: 'ignored' } }],
  'delivery-1': [
    {
      ...FIXTURE,
      what: { type: 'receipt', status: 'delivered', ids: ['mid.1458668856218:fe82642d12e4b3d832'], watermark: 1458668856253 },
    },
  ],
  'delivery-4': [
    {
      user: '7982612615022587',
      account: '118499234501337',
      at: 1698636947322,
      what: {
        type: 'receipt',
        status: 'delivered',
        ids: ['m_FWLgDKA5SyKhlSDEax-o5oHfsaNziL_3m2pLLxFuweTS17B7fbI7g9SeITEC7pyn-7lls9RSvgsWaZ85HlM4Ey'],
        watermark: 1698636946713,
      },
    },
  ],
  // The sample is turned around (sender = person), real echoes are not: it is read as an echo of another app.
  'echo-2': [
    {
      user: 'PAGE_ID',
      account: 'USER_ID',
      id: 'mid.1457764197618:48d250c3d4bf002f17',
      at: 1457764197627,
      what: { type: 'echo', by: 'human', pauses_bot: true },
    },
  ],
  'echo-3': [
    { ...OLD, id: 'mid.$cOZC5LRkknpoqe3jiDbwHixscYN0A', at: 1491798024994, what: { type: 'echo', by: 'bot', pauses_bot: false } },
  ],
  'echo-4': [
    {
      user: '1492576359575703',
      account: '1232335449441694',
      id: 'mid.$cRHAE22511U4gwGi-Lrevwt40imBg',
      at: 1492414608982,
      what: { type: 'echo', by: 'human', pauses_bot: true },
    },
  ],
  'feed-1': [page('379900559946878', 1701418378000)],
  'feed-2': [page('102572405567737', 1701422426000)],
  'feed-4': [page('102572405567737', 1701418745000)],
  'feed-5': [page('165580745829882', 1682963527000)],
  'feed-comment-2': [page('160177556256695', 1701684706000)],
  'handover-pass_thread_control-1': [{ ...DOC, at: CONTROLLED, what: { type: 'handover', action: 'pass', app: '192058639' } }],
  'handover-request_thread_control-1': [
    { user: 'USER_ID', account: 'PSID', at: CONTROLLED, what: { type: 'handover', action: 'request', app: '192058639' } },
  ],
  'handover-request_thread_control-2': [
    { ...OLD, at: CONTROLLED, what: { type: 'handover', action: 'request', app: '192058639' } },
  ],
  'handover-take_thread_control-2': [{ ...OLD, at: CONTROLLED, what: { type: 'handover', action: 'take', app: '192058639' } }],
  'invalid-2': [],
  'invalid-4': [],
  'leadgen-1': [{ user: '', account: '134717281604132', at: 1683790226000, what: { type: 'ignored' } }],
  'message_edit-1': [
    { user: '<PSID>', account: '<PAGE_ID>', at: 1458668856463, what: { type: 'edit', on: '<MESSAGE_ID>', text: '<TEXT>' } },
  ],
  'optin-1': [{ ...FIXTURE, what: { type: 'optin', ref: 'optin_ref' } }],
  'optin-3': [OPTIN],
  'optin-4': [OPTIN],
  'optin-5': [{ user: '3', account: '3', at: 1457764197627, what: { type: 'optin', ref: 'PASS_THROUGH_PARAM' } }],
  'policy_enforcement-1': [{ user: '', account: 'PAGE_ID', at: CONTROLLED, what: { type: 'ignored' } }],
  'policy_enforcement-2': [{ user: '', account: '436988144890104', at: CONTROLLED, what: { type: 'ignored' } }],
  'postback-1': [
    {
      ...FIXTURE,
      what: {
        type: 'tap',
        payload: 'postback payload',
        text: 'postback title',
        referral: { ref: 'postback ref', source: 'postback source' },
      },
    },
  ],
  'postback-2': [{ ...FIXTURE, what: { type: 'tap', payload: 'get_started', text: 'postback title' } }],
  'postback-4': [
    {
      ...DOC,
      at: CONTROLLED,
      what: {
        type: 'tap',
        payload: 'USER_DEFINED_PAYLOAD',
        text: 'TITLE_FOR_THE_CTA',
        referral: { ref: 'USER_DEFINED_REFERRAL_PARAM', source: 'SHORTLINK' },
      },
    },
  ],
  'postback-6': [
    {
      user: '1018169678437345',
      account: '746835824525552',
      at: 1522222894827,
      what: { type: 'tap', payload: '__GET_STARTED__', text: 'Get Started', referral: { ref: 'aaaa', source: 'SHORTLINK' } },
    },
  ],
  'quick_reply-1': [
    {
      ...DOC,
      id: 'mid.1457764197618:48d250c3d4bf002f17',
      at: CONTROLLED,
      what: { type: 'tap', payload: 'DEVELOPER_DEFINED_PAYLOAD', text: 'hello, world!' },
    },
  ],
  'quick_reply-3': [
    {
      user: '1026156917402876',
      account: '655876414364496',
      id: 'm_EE0Je0Xw8eqzWKlMuSTGf0gPMX_ZFwr8csPS04XvSCyUarvffldlLoY1md6IQ0otleksSZ_7qrIXdq7C3dWH5H',
      at: 1502905976377,
      what: { type: 'tap', payload: 'DEVELOPER_DEFINED_PAYLOAD_FOR_PICKING_GREEN', text: 'Green' },
    },
  ],
  'quick_reply-email-1': [
    {
      user: '<SENDER_PSID>',
      account: '<PAGE_ID>',
      id: '<MESSAGE_ID>',
      at: 1502905976377,
      what: { type: 'tap', payload: '<EMAIL_ADDRESS>', text: '<EMAIL_ADDRESS>' },
    },
  ],
  'reaction-1': [{ ...DOC, at: 1458668856463, what: { type: 'reaction', on: '<MID>', emoji: '❤️' } }],
  'read-1': [{ ...DOC, at: 1458668856463, what: { type: 'receipt', status: 'seen', watermark: 1458668856253 } }],
  'read-3': [
    {
      user: '7982612615022587',
      account: '118499234501337',
      at: 1698636961023,
      what: { type: 'receipt', status: 'seen', watermark: 1698636960806 },
    },
  ],
  'referral-1': [{ ...FIXTURE, what: { type: 'referral', ref: 'referral id', source: 'referral source' } }],
  'referral-3': [
    { ...DOC, at: CONTROLLED, what: { type: 'referral', ref: 'REF DATA PASSED IN M.ME PARAM', source: 'SHORTLINK' } },
  ],
  'referral-4': [
    {
      user: '1239993193463894',
      account: '709725840600939',
      at: 1511111143921,
      what: { type: 'referral', ref: 'aaaa', source: 'SHORTLINK' },
    },
  ],
  'standby-1': [{ ...DOC, id: 'mid.1457764197618:48d250c3d4bf002f17', at: CONTROLLED, what: { type: 'ignored' } }],
  'text-2': [HELLO],
  'text-3': [
    {
      user: '1537793116319127',
      account: '180453077742679',
      id: 'mid.$cAAN1WxDVhn5t3rdk90awdjltzlk2',
      at: 1514924366807,
      what: { type: 'text', text: '63332361' },
    },
  ],
  'text-5': [
    {
      ...OLD,
      id: 'mid.$cAFS5GFaaznpfr7FDrVsWt0MZQDOs',
      at: 1491796363181,
      what: { type: 'text', text: 'Sharp tools make good work.' },
    },
  ],
  'text-7': [
    {
      user: '1270532261866866',
      account: '1737878968339712',
      id: 'mid.1486464322190:fe49f6f308',
      at: 1486464322190,
      what: { type: 'text', text: 'text' },
    },
  ],
  'text-8': [
    {
      user: '7982612615022587',
      account: '118499234501337',
      id: 'm_K0872JbYIwPTEjhPS9BkGcOqqiUutP_7i4qPZjTrnwJZUSfB5oLrGEWmeTTS-vPhMVFNDxD2x9ZDmO0imrP9Pe',
      at: 1698637600838,
      what: { type: 'text', text: 'yes' },
    },
  ],
  'unknown-2': [{ ...DOC, at: CONTROLLED, what: { type: 'ignored' } }],
};

/** A change of the Page by the Page itself. */
function page(account: string, at = RECEIVED): Expected {
  return { user: account, account, at, what: { type: 'ignored' } };
}
