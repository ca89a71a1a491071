import type { Happening } from '../../src/engine/types';

/** When the test receives a body; used where a sample has no usable time. */
export const RECEIVED = 1_800_000_000_000;

/** What a sample must become; `id` is missing where the platform gives none. */
export interface Expected {
  user: string;
  account: string;
  id?: string;
  at: number;
  what: Happening;
}

const BOT = '365511621872259271';
const PERSON = '292520246256153593';
const AT = 1785672000000;

/** One row per sample of test/payloads/zalo, worked out by hand from its INDEX and the platform's documents. */
export const ZALO: Record<string, Expected[]> = {
  'add_user_to_tag-1': [{ user: '', account: '382740690200597588', at: RECEIVED, what: { type: 'ignored' } }],
  'add_user_to_tag-2': [{ user: '', account: 'oa_id', at: 1702095015762, what: { type: 'ignored' } }],
  'api-conversation-item-1': [],
  'api-error-230-1': [],
  'api-oauth-token-ok-1': [],
  'api-quota-user-1': [],
  'api-send-cs-ok-1': [],
  'bot-message.text.received-1': [],
  'change_template_status-1': [{ user: '', account: 'oa-tpl', at: RECEIVED, what: { type: 'ignored' } }],
  'follow-1': [{ user: '29836293986936734', account: '359084273499354264', at: RECEIVED, what: { type: 'follow' } }],
  'oa_send_text-2-api-echo': [
    {
      user: PERSON,
      account: BOT,
      id: 'e1e8828fced219cd8dd4',
      at: AT,
      what: { type: 'echo', by: 'bot', pauses_bot: false, said: 'trả lời của bot' },
    },
  ],
  'oa_send_text-3': [
    {
      user: 'user-echo',
      account: 'oa-echo',
      id: 'msg-e',
      at: RECEIVED,
      what: { type: 'echo', by: 'bot', pauses_bot: false, said: 'echo' },
    },
  ],
  'registration_probe-1': [],
  'unfollow-1': [{ user: 'ZALO_USER_ID', account: 'OA_ID', at: 1700000000000, what: { type: 'unfollow' } }],
  'unknown_event-1': [{ user: 'doris', account: '', at: RECEIVED, what: { type: 'ignored' } }],
  'user_click_chatnow-1': [
    { user: '8820804463680044031', account: '3985037537724481721', at: 1636707354448, what: { type: 'follow' } },
  ],
  'user_reacted_message-1': [
    { user: PERSON, account: BOT, at: AT, what: { type: 'reaction', on: '62c4bad8eb730393541', emoji: '/-heart' } },
  ],
  'user_received_message-1': [
    {
      user: 'user_id_123456',
      account: 'oa_id_789012',
      at: 1677721300000,
      what: { type: 'receipt', status: 'delivered', ids: ['msg_sent123xyz'] },
    },
  ],
  'user_seen_message-1': [
    { user: 'USER_ID', account: 'OA_ID', at: AT, what: { type: 'receipt', status: 'seen', ids: ['m1', 'm2'] } },
  ],
  'user_send_audio-1': [media('m-audio-1', { kind: 'audio', url: 'https://voice-aac-dl.example.zdn.vn/abc.amr' })],
  'user_send_file-1': [
    {
      user: 'doris',
      account: '',
      id: 'm_file',
      at: RECEIVED,
      what: {
        type: 'media',
        media: [{ kind: 'file', url: 'https://cdn.zalo.example/report.xlsx', title: 'report.xlsx' }],
        text: 'please summarize',
      },
    },
  ],
  'user_send_file-2': [
    {
      user: 'ZALO_USER_ID',
      account: 'OA_ID',
      id: 'msg_ghi789',
      at: RECEIVED,
      what: { type: 'media', media: [{ kind: 'file', url: 'https://down-static.zalo.me/...', title: 'document.pdf' }] },
    },
  ],
  'user_send_gif-1': [media('m-gif-1', { kind: 'gif', url: 'https://f6.photo.talk.zdn.vn/x/full.gif' })],
  'user_send_image-1': [
    {
      user: '2640462666111617',
      account: BOT,
      id: '62c4bad8eb730393541',
      at: AT,
      what: { type: 'media', media: [{ kind: 'image', url: 'https://cdn.example/photo.jpg' }], text: 'photo' },
    },
  ],
  'user_send_link-2': [
    media(
      'm-link-2',
      { kind: 'link', url: 'https://phunu.example.vn/bai-viet', title: 'Mô tả liên kết' },
      'https://phunu.example.vn/bai-viet',
    ),
  ],
  'user_send_sticker-1': [media('m-stk-1', { kind: 'sticker', url: 'https://zalo-api.zadn.vn/sticker.png', id: '46986' })],
  'user_send_text-1': [
    { user: PERSON, account: BOT, id: '62c4bad8eb730393541', at: RECEIVED, what: { type: 'text', text: 'message' } },
  ],
  // The console's Test button: its constant id must not hide the second test.
  'user_send_text-4': [
    {
      user: '3729809098061696161',
      account: '579745863508352884',
      at: 1685116916018,
      what: { type: 'text', text: 'This is testing message' },
    },
  ],
  'user_send_text-5-button-tap': [
    { user: PERSON, account: BOT, id: '3d3e6b3d1f4c6e204322', at: AT, what: { type: 'tap', payload: '#menu:khieu_nai' } },
  ],
  'user_send_video-1': [media('m-video-1', { kind: 'video', url: 'https://video.example.zdn.vn/v.mp4' })],
  'user_submit_info-1': [
    {
      user: '243956328750202351',
      account: '382740690200597588',
      at: 1540368141908,
      what: { type: 'contact', name: 'Name Example', phone: '84900000724' },
    },
  ],
  'user_withdraw-1': [{ user: PERSON, account: BOT, at: AT, what: { type: 'erase' } }],
};

function media(id: string, one: Extract<Happening, { type: 'media' }>['media'][number], text?: string): Expected {
  return { user: PERSON, account: BOT, id, at: AT, what: { type: 'media', media: [one], ...(text ? { text } : {}) } };
}
