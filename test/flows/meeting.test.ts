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
