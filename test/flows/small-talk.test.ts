import { LAN, MEETING, talk } from './talk';

const known = { person: LAN, meetings: [MEETING], consents: { NHAC_LICH: true } };
const invited = () => talk(undefined, { known }).invited('meeting', 'M1');

test.each(['ở mô', 'họp chỗ nào rứa', 'dia chi dau e', 'mấy giờ xong', 'họp xong chưa', 'hoãn à', 'gửi lại', 'nhắc lại'])(
  '“%s” after an invitation shows that meeting, and answers nothing',
  (text) => {
    invited().hear(text).says('meeting.invite', { place: MEETING.place }).asksNever('answerMeeting');
  },
);

test.each(['cảm ơn em', 'da ro', 'biết rồi', 'nhận được rồi e', 'dạ rõ', '❤️'])(
  '“%s” is answered in a word; while an invitation waits it is asked once more, and the next word answers it',
  (text) => {
    invited()
      .hear(text)
      .says('thanks.andMeeting', { topic: MEETING.topic })
      .offers('Tôi dự', 'Tôi bận', 'Chưa biết')
      .asksNever('answerMeeting')
      .hear('đi')
      .asks('answerMeeting', { meeting: 'M1', answer: 'going' })
      .says('meeting.noted')
      .hear(text)
      .says('thanks.welcome')
      .isOver();
  },
);

test.each(['sao nhắn hoài vậy', 'phiền quá', 'nhắn gì lắm thế'])('“%s” is asked what is to stop', (text) => {
  invited().hear(text).says('reminder.askOff');
});

test('where something is under way, or nobody was invited, these words are what they were', () => {
  talk(undefined, { known: { person: LAN } })
    .hear('ở đâu')
    .andMore()
    .asksNever('answerMeeting');
  const wish = talk(undefined, { known: { person: LAN } }).hear('góp ý');
  wish.andMore().hear('cảm ơn em').asks('keepNote', { kind: 'wish', text: 'cảm ơn em' }).andMore();
});

test('“dự” reaches the invitation though a survey’s is newer; a yes and a number begin the survey', () => {
  const survey = { id: 'S1', title: 'Chị cần gì?', intro: 'i', questions: [] };
  const both = () => {
    const talking = talk(undefined, { known: { ...known, surveys: [survey] } });
    talking.known = {
      ...talking.known,
      newest: { flow: 'survey', subject: 'S1', at: 2 },
      earlier: [{ flow: 'meeting', subject: 'M1', at: 1 }],
    };
    return talking;
  };
  both().hear('dự').asks('answerMeeting', { answer: 'going' }).says('meeting.noted');
  both().hear('chị vắng nhé').asks('answerMeeting', { answer: 'busy' }).says('meeting.askSummary');
  for (const text of ['1', 'có', 'được']) both().hear(text).andMore().asksNever('answerMeeting');
});

test.each(['thôi không cần đâu', 'thoi', 'không e', 'ko can nua'])(
  '“%s” takes nothing from a list that may be declined',
  (text) => {
    talk(undefined, { known: { person: LAN } })
      .hear('tìm hiểu về hội')
      .says('about.ask')
      .hear(text)
      .says('about.end')
      .isOver();
  },
);
