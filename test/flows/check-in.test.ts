import type { Answer } from '../../src/engine/types';
import { checkInCodeIn } from '../../src/models/meeting-codes';
import { LAN, SURVEY, talk } from './talk';

const ABOUT = { topic: 'bàn việc cuối năm', day: 'thứ bảy 28/11', time: '19h30' };
const world = (result: 'in' | 'guest' | 'early' | 'over' | 'cancelled') => ({
  checkIn: () => ({ type: 'checkedIn' as const, result, ...ABOUT }),
});
const coded = { person: LAN, meetingCode: 'BCF23G' };

test('the code at the door notes that she is there, and says so', () => {
  talk(undefined, { known: coded, world: world('in') })
    .hear('BCF23G')
    .asks('checkIn', { code: 'BCF23G' })
    .says('checkIn.in', { topic: ABOUT.topic })
    .isOver();
});

test('the link at the door does the same, and a new guest is greeted and asked to tie her chat', () => {
  talk(undefined, { known: { meetingCode: 'BCF23G' }, world: world('guest'), stranger: true })
    .event({ type: 'referral', ref: 'hop_BCF23G' })
    .says('greeting.welcome')
    .says('greeting.safety')
    .asks('checkIn', { code: 'BCF23G' })
    .says('checkIn.guest')
    .offers('Tôi đã là hội viên', 'Vào Hội')
    .isOver();
  talk(undefined, { known: { meetingCode: 'BCF23G' }, world: world('guest') })
    .event({ type: 'tap', payload: '#menu::open', referral: { ref: 'hop_BCF23G' } })
    .says('checkIn.guest');
});

test.each(['early', 'over', 'cancelled'] as const)('where the doors are not open she is told why (%s)', (result) => {
  talk(undefined, { known: coded, world: world(result) })
    .hear('họp BCF23G')
    .says(`checkIn.${result}`)
    .isOver();
});

test('a code of no meeting is said to be none', () => {
  talk(undefined, { known: coded, world: { checkIn: () => ({ type: 'checkedIn', result: 'unknown' }) } })
    .hear('họp BCF23G')
    .says('checkIn.unknown')
    .isOver();
});

test('she goes on with what she was doing, and a person who has taken over does not keep her from the roll', () => {
  const known = { person: LAN, consents: { KHAO_SAT: true }, surveys: [SURVEY] };
  const busy = talk(undefined, { known, world: world('in') })
    .hear('khảo sát')
    .andMore();
  busy.known = { ...busy.known, ...coded };
  busy.hear('BCF23G').says('checkIn.in').says('common.resumed').says('survey.single');
  const paused = talk(undefined, { known: coded, world: world('in') });
  paused.state = { ...paused.state, pausedUntil: paused.known.now + 3_600_000 };
  paused.hear('BCF23G').says('checkIn.in').isOver();
});

test('while the world is slow she is asked to wait, and the code may be typed again', () => {
  talk(undefined, { known: coded })
    .hear('BCF23G')
    .hear('BCF23G')
    .asks('checkIn', { code: 'BCF23G' })
    .waits(120_000)
    .says('checkIn.late');
});

test('a leader gets the code and the page of her next meeting, and nobody else does', () => {
  const known = { person: LAN, leader: { offices: [{ post: 'branchLead', unit: 'CHI-3', name: 'Chi hội thôn 3' }] } };
  const link = 'https://hoi.example/hop/BCF23G';
  const shown: Answer = { type: 'doorShown', found: true, meeting: { id: 'M1', ...ABOUT }, code: 'BCF23G', link };
  talk(undefined, { known, world: { showDoor: () => shown } })
    .hear('mã điểm danh')
    .says('roll.door', { code: 'BCF23G', link })
    .isOver();
  talk(undefined, { known, world: { showDoor: () => ({ type: 'doorShown', found: false }) } })
    .hear('mã qr')
    .says('coming.none')
    .isOver();
  talk(undefined, { known: { person: LAN } })
    .hear('mã điểm danh')
    .andMore()
    .asksNever('showDoor');
});

test('a leader gets minutes and photos by addresses that end', () => {
  const known = { person: LAN, leader: { offices: [{ post: 'branchLead', unit: 'CHI-3', name: 'Chi hội thôn 3' }] } };
  const files = [{ title: 'Biên bản 28-11', url: 'https://hoi.example/tep/a.b.c.d' }];
  const read: Answer = { type: 'minutesRead', found: true, meeting: { id: 'M1', ...ABOUT }, files, minutes: 15 };
  const talking = talk(undefined, { known, world: { readMinutes: () => read } }).hear('biên bản');
  talking.says('minutes.links', { topic: ABOUT.topic, minutes: 15 }).isOver();
  expect(talking.said[0]?.cards).toEqual(files);
  talk(undefined, { known, world: { readMinutes: () => ({ type: 'minutesRead', found: false }) } })
    .hear('biên bản')
    .says('minutes.none')
    .isOver();
});

test.each([
  ['hop_BCF23G', true],
  ['Họp bcf 23g', true],
  ['diem danh: bcf23g.', true],
  ['mã họp BCF-23G', true],
  ['bcf23g', false],
  ['BCF 23G', false],
])('“%s” holds a check-in code', (text, named) => {
  expect(checkInCodeIn(text)).toEqual({ code: 'BCF23G', named });
});

test.each(['họp ở đâu', 'hôm nào họp', '0905123', '234567', 'moi_BCF23G', 'chi_BCF23G', 'BCF23GH', 'điểm danh', ''])(
  '“%s” holds none',
  (text) => {
    expect(checkInCodeIn(text)).toBeUndefined();
  },
);
