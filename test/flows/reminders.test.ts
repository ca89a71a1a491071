import { reminders } from '../../flows/reminders';
import { remindersAsked } from '../../src/language/reminder-words';
import { LAN, MEETING, talk } from './talk';

const agreed = { person: LAN, meetings: [MEETING], consents: { NHAC_LICH: true, KHAO_SAT: true } };

test.each([
  ['đừng nhắc họp nữa', 'less'],
  ['Dung nhac hop nua', 'less'],
  ['tắt nhắc lịch', 'less'],
  ['tat nhac lich hop', 'less'],
  ['thôi nhắc họp cho chị', 'less'],
  ['em ơi đừng nhắc chị nữa nhé', 'less'],
  ['không nhận tin nhắc họp nữa', 'less'],
  ['chị không muốn nhận nhắc lịch', 'less'],
  ['bật nhắc lịch họp', 'more'],
  ['nhắc lịch họp', 'more'],
  ['nhắc lại', undefined],
  ['dừng', undefined],
  ['dừng nhắn tin', undefined],
  ['đừng nhắn nữa', undefined],
  ['không họp', undefined],
  ['không đi họp được', undefined],
  ['em bận không họp được', undefined],
  ['sao không nhắc họp cho chị', undefined],
  ['mấy giờ họp', undefined],
])('“%s” is about reminders alone: %s', (text, asked) => {
  expect(remindersAsked(text)).toBe(asked);
});

test('reminders are stopped alone, after one question; nothing else is withdrawn, and no meeting answered', () => {
  talk(undefined, { known: agreed })
    .invited('meeting', 'M1')
    .hear('đừng nhắc họp nữa')
    .says('reminder.askOff')
    .offers('Thôi nhắc họp', 'Vẫn nhắc tôi', 'Dừng mọi tin nhắn')
    .asksNever('recordConsent')
    .hear('1')
    .asks('recordConsent', { purpose: 'NHAC_LICH', given: false, text: 'reminder.askOff', by: 'tap' })
    .says('reminder.stopped')
    .asksNever('stopMessages')
    .asksNever('answerMeeting')
    .isOver();
});

test('in words; she may keep them, or stop everything instead', () => {
  talk(reminders, { known: agreed })
    .says('reminder.askOff')
    .hear('đúng rồi')
    .asks('recordConsent', { purpose: 'NHAC_LICH', given: false, by: 'words' })
    .says('reminder.stopped');
  talk(reminders, { known: agreed }).says('reminder.askOff').hear('2').asksNever('recordConsent').says('reminder.kept').isOver();
  talk(undefined, { known: agreed })
    .hear('dừng')
    .says('stop.confirm')
    .hear('3')
    .says('reminder.askOff')
    .asksNever('stopMessages');
  talk(reminders, { known: agreed })
    .says('reminder.askOff')
    .tap('Dừng mọi tin nhắn')
    .says('stop.confirm')
    .hear('đúng, dừng lại')
    .asks('stopMessages')
    .says('stop.stopped')
    .andMore();
});

test('said again it is a yes; the contrary keeps them; what is so already is said to be', () => {
  const asked = () => talk(undefined, { known: agreed }).hear('đừng nhắc họp nữa').says('reminder.askOff');
  asked().hear('thoi nhac hop').asks('recordConsent', { given: false, by: 'words' }).says('reminder.stopped').isOver();
  asked().hear('nhắc lịch họp').asksNever('recordConsent').says('reminder.kept').isOver();
  talk(undefined, { known: agreed }).hear('nhắc lịch họp').says('reminder.already').isOver();
  const off = () => talk(undefined, { known: { person: LAN } });
  off().hear('tắt nhắc lịch').asksNever('recordConsent').says('reminder.alreadyOff').isOver();
  off()
    .hear('nhắc lịch họp')
    .says('reminder.consent')
    .hear('đừng nhắc')
    .asksNever('recordConsent')
    .says('reminder.alreadyOff')
    .isOver();
});

test('“dừng” stops everything, “nhắc lịch họp” gives reminders again, by clear words', () => {
  const talking = talk(undefined, { known: agreed }).hear('dừng').says('stop.confirm');
  talking.offers('Đúng, dừng lại', 'Không, nhắn tiếp', 'Chỉ thôi nhắc họp').hear('đúng, dừng lại');
  talking.asks('stopMessages').says('stop.stopped').isOver();
  talking.hear('nhắc lịch họp').says('reminder.consent').hear('ok').says('common.consentStrict').tap('Có, nhắn cho tôi');
  talking.asks('recordConsent', { purpose: 'NHAC_LICH', given: true }).says('reminder.on').isOver();
  expect(talking.known.consents).toMatchObject({ NHAC_LICH: true, KHAO_SAT: false });
});
