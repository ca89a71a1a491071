import { clubMessageIn } from '../../src/language/club-words';
import { leaderWordOf } from '../../src/language/leader-words';
import { isMeetingCall, meetingIn } from '../../src/language/meeting-words';
import { rollMarksIn } from '../../src/language/roll-words';

/** A Sunday. */
const TODAY = '2026-11-22';
const at = (day: string, time?: string) => ({ meaning: 'when', day, ...(time ? { time } : {}) });

test.each([
  [
    'mời họp chi hội bàn 20/10 thứ 7 này 19h30 ở nhà văn hóa',
    { topic: '20/10', place: 'nhà văn hóa', when: at('2026-11-28', '19:30') },
  ],
  [
    'moi hop thu 7 nay 19h30 tai nha van hoa thon 3 ban tong ket nam',
    { topic: 'tong ket nam', place: 'nha van hoa thon 3', when: at('2026-11-28', '19:30') },
  ],
  [
    'mời họp tổng kết năm 26/11 7 rưỡi tối ở nhà văn hóa thôn 7',
    { topic: 'tổng kết năm', place: 'nhà văn hóa thôn 7', when: at('2026-11-26', '19:30') },
  ],
  [
    'Mời chị em họp bàn việc cuối năm tại nhà văn hóa thôn 3 lúc 19h30 mai',
    { topic: 'việc cuối năm', place: 'nhà văn hóa thôn 3', when: at('2026-11-23', '19:30') },
  ],
  ['mời họp tối thứ 7 28/11 19g bàn 8/3', { topic: '8/3', when: at('2026-11-28', '19:00') }],
  ['mời họp bàn chuẩn bị 20/10 26/11 7 rưỡi tối', { topic: 'chuẩn bị 20/10', when: at('2026-11-26', '19:30') }],
  ['mời họp tổ mai', { when: at('2026-11-23') }],
  [
    'mời họp hôm qua 19h ở ủy ban bàn vay vốn',
    { topic: 'vay vốn', place: 'ủy ban', when: { ...at('2026-11-21', '19:00'), past: true } },
  ],
  ['mời họp', {}],
])('“%s” tells of a meeting', (text, told) => {
  expect(isMeetingCall(text)).toBe(true);
  expect(meetingIn(text, TODAY)).toEqual(told);
});

test.each([
  ['gửi tin CLB áo dài', 'clb ao dai'],
  ['Gửi tin cho câu lạc bộ “Áo dài” nhé', 'cau lac bo ao dai'],
  ['nhan tin cho chi em clb dan vu thon dong', 'clb dan vu thon dong'],
  ['em ơi gửi thông báo tới tổ truyền thông giúp chị', 'to truyen thong'],
  ['gửi tin clb', 'clb'],
  ['gửi tin', undefined],
  ['gửi tin cho tổ 3', undefined],
  ['câu lạc bộ áo dài họp mấy giờ', undefined],
  ['nhắn tin cho hội viên', undefined],
])('“%s” names the club %s', (text, club) => {
  expect(clubMessageIn(text)).toBe(club);
});

test('a day that can be two is asked about', () => {
  expect(meetingIn('mời họp chủ nhật 8h sáng, nội dung: vay vốn, tại nhà chị Lan', TODAY)).toEqual({
    ...{ topic: 'vay vốn', place: 'nhà chị Lan' },
    when: {
      meaning: 'ask',
      readings: [
        { day: '2026-11-22', time: '08:00' },
        { day: '2026-11-29', time: '08:00' },
      ],
    },
  });
});

test.each(['họp thôi', 'hôm nào họp', 'em mời chị ăn cơm', 'không họp nữa'])('“%s” calls no meeting', (text) => {
  expect(isMeetingCall(text)).toBe(false);
});

test.each([
  ['vắng 3 7 12-15', { side: 'absent', numbers: [3, 7, 12, 13, 14, 15] }],
  ['vang mat 3', { side: 'absent', numbers: [3] }],
  ['có 1, 2 và 5', { side: 'present', numbers: [1, 2, 5] }],
  ['co mat 1 den 4', { side: 'present', numbers: [1, 2, 3, 4] }],
  ['3 4', { numbers: [3, 4] }],
  ['đủ cả', { side: 'present', numbers: [], all: true }],
  ['vắng 41', undefined],
  ['vắng 0', undefined],
  ['vắng chị Lan', undefined],
  ['chốt', undefined],
])('“%s” marks a roll of forty', (text, marks) => {
  expect(rollMarksIn(text, 40)).toEqual(marks);
});

test.each([
  ['mời họp', 'convene'],
  ['ai dự', 'coming'],
  ['Ai du a', 'coming'],
  ['gọi ai', 'calls'],
  ['điểm danh', 'roll'],
  ['mã điểm danh', 'door'],
  ['xem biên bản', 'minutes'],
  ['gửi tin', 'announce'],
  ['duyệt tin', 'approvals'],
  ['khảo sát', 'surveyFigures'],
  ['đăng nhập', 'signIn'],
  ['việc cán bộ', 'desk'],
])('“%s” asks for %s', (text, flow) => {
  expect(leaderWordOf(text)).toBe(flow);
});
