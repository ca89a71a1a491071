import { meetings } from '../../flows/meetings';
import { LAN, MEETING, talk } from './talk';

const known = { person: LAN, meetings: [MEETING] };
const invited = () => talk(undefined, { known }).invited('meeting', 'M1');

test.each([
  ['dự', 'going'],
  ['đi được em', 'going'],
  ['de coi da', 'unsure'],
] as const)('“%s” answers an invitation', (text, answer) => {
  invited().hear(text).asks('answerMeeting', { meeting: 'M1', answer }).andMore().isOver();
});

test('“vang” may be yes or absent: it is asked, never guessed', () => {
  invited()
    .hear('vang')
    .says('common.whichOne')
    .offers('Tôi dự', 'Tôi bận')
    .asksNever('answerMeeting')
    .tap('Tôi bận')
    .asks('answerMeeting', { answer: 'busy' })
    .says('meeting.askSummary');
});

test('who is busy is offered a summary', () => {
  invited()
    .hear('bận rồi')
    .says('meeting.askSummary')
    .hear('có')
    .asks('answerMeeting', { answer: 'busy', wantsSummary: true })
    .says('meeting.willSummarise')
    .isOver();
  invited()
    .hear('bận')
    .says('meeting.askSummary')
    .hear('không cần')
    .asks('answerMeeting', { wantsSummary: false })
    .says('meeting.notedBusy')
    .isOver();
});

test('she changes her mind at any time', () => {
  invited()
    .tapPayload('#meeting:M1:no')
    .says('meeting.askSummary')
    .tapPayload('#meeting:M1:yes')
    .asks('answerMeeting', { answer: 'going' })
    .says('meeting.noted')
    .tapPayload('#meeting:M1:maybe')
    .asks('answerMeeting', { answer: 'unsure' })
    .says('meeting.notedUnsure')
    .hear('đi được')
    .asks('answerMeeting', { answer: 'going' })
    .says('meeting.noted')
    .isOver();
});

test('after the answer a number is the menu’s again', () => {
  invited().hear('1').says('meeting.noted').hear('2').asks('giveCode').says('refer.share').says('refer.forward');
});

describe('with two meetings open at once', () => {
  const later = { ...MEETING, id: 'M2', topic: 'văn nghệ 8/3', day: 'Chủ nhật, 29/11' };
  const both = () => talk(undefined, { known: { person: LAN, meetings: [MEETING, later] } }).invited('meeting', 'M2');

  test('words answer the newest invitation; what follows the answer is asked about, never guessed', () => {
    both()
      .hear('em đi được')
      .asks('answerMeeting', { meeting: 'M2', answer: 'going' })
      .says('meeting.noted')
      .hear('bận rồi em')
      .says('meeting.which')
      .offers('thứ Bảy, 28/11 19 giờ: bàn việc cuối năm', 'Chủ nhật, 29/11 19 giờ: văn nghệ 8/3')
      .hear('1')
      .asks('answerMeeting', { meeting: 'M1', answer: 'busy' })
      .says('meeting.askSummary')
      .hear('không')
      .says('meeting.notedBusy')
      .hear('em đi')
      .says('meeting.which')
      .hear('cái văn nghệ')
      .asks('answerMeeting', { meeting: 'M2', answer: 'going' })
      .says('meeting.noted')
      .isOver();
  });

  test('a number is never an answer after the answer, and a tap means its own meeting', () => {
    both()
      .hear('1')
      .asks('answerMeeting', { meeting: 'M2', answer: 'going' })
      .says('meeting.noted')
      .tapPayload('#meeting:M1:maybe')
      .asks('answerMeeting', { meeting: 'M1', answer: 'unsure' })
      .says('meeting.notedUnsure')
      .tapPayload('#meeting:M1:no')
      .asks('answerMeeting', { meeting: 'M1', answer: 'busy' })
      .says('meeting.askSummary')
      .tapPayload('#meeting:M2:no')
      .asks('answerMeeting', { meeting: 'M2', answer: 'busy' })
      .says('meeting.askSummary');
  });

  test('a reminder asks anew: what is said then answers that one', () => {
    const talking = both().hear('dự').says('meeting.noted');
    talking.invited('meeting', 'M1').hear('bận').asks('answerMeeting', { meeting: 'M1', answer: 'busy' });
    talking.says('meeting.askSummary');
  });

  test.each(['hôm nào họp', 'hop o dau', 'mấy giờ họp vậy em', 'lịch họp'])('“%s” shows both, then the one she picks', (text) => {
    both()
      .hear(text)
      .says('meetings.pick', { n: 2 })
      .offers('thứ Bảy, 28/11 19 giờ: bàn việc cuối năm', 'Chủ nhật, 29/11 19 giờ: văn nghệ 8/3')
      .hear('1')
      .says('meeting.invite', { place: 'nhà văn hóa thôn 3' })
      .hear('dự')
      .asks('answerMeeting', { meeting: 'M1', answer: 'going' })
      .says('meeting.noted');
  });
});

test('she answers late, after other things, and once more when it is over', () => {
  const talking = invited()
    .hear('lịch họp')
    .says('meeting.invite')
    .waits(30 * 3_600_000);
  talking.hear('de coi da').asks('answerMeeting', { meeting: 'M1', answer: 'unsure' }).says('meeting.notedUnsure');
  talking.known = { ...talking.known, meetings: [] };
  talking.hear('em đi').says('meeting.gone').isOver();
});

test('a meeting that is over or called off is said to be', () => {
  talk(undefined, { known: { person: LAN } })
    .tapPayload('#meeting:M1:yes')
    .says('meeting.gone')
    .asksNever('answerMeeting')
    .isOver();
});

test('who comes is told where to save it in her calendar, and so is who asks when it is', () => {
  const calendar = 'https://hoi.example/lich/Abc.ics';
  const known = { person: LAN, meetings: [{ ...MEETING, calendar }] };
  talk(undefined, { known }).invited('meeting', 'M1').hear('dự').says('meeting.notedCalendar', { calendar }).isOver();
  talk(meetings, { known }).says('meetings.links', { calendar }).says('meeting.invite').hear('1').says('meeting.notedCalendar');
});

test('the meetings ahead are listed', () => {
  talk(meetings, { known: { person: LAN } })
    .says('meetings.none')
    .isOver();
  talk(meetings, { known }).says('meeting.invite').hear('1').asks('answerMeeting', { answer: 'going' }).says('meeting.noted');
  const two = { person: LAN, meetings: [MEETING, { ...MEETING, id: 'M2', answer: 'going' as const }] };
  talk(meetings, { known: two })
    .says('meetings.pick', { n: 2 })
    .hear('2')
    .says('meetings.going')
    .tap('Tôi bận')
    .asks('answerMeeting', { meeting: 'M2', answer: 'busy' })
    .says('meeting.askSummary');
});
