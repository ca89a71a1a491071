import type { LeaderParams } from '../../src/engine/leader-types';
import type { Answer } from '../../src/engine/types';
import { LAN, menuOf, talk } from './talk';

const leader = { offices: [{ post: 'branchLead', unit: 'CHI-3', name: 'Chi hội thôn 3' }] };
const known = { person: LAN, leader };
const REACH = { people: 40, free: 30, paid: 1, template: 3, phone: 6 };
const NEXT = { id: 'M1', topic: '20/10', day: 'thứ bảy 28/11', time: '19h30' };
const ABOUT = { kind: 'meeting', id: 'M1', title: '20/10' } as const;
const ready = {
  type: 'meetingPreviewed',
  result: 'ready',
  unit: 'Chi hội thôn 3',
  day: NEXT.day,
  time: NEXT.time,
  ...REACH,
} as const;
const calling = {
  previewMeeting: () => ready,
  conveneMeeting: () => ({ type: 'meetingConvened', result: 'done', attached: 0 }) as const,
};
const PLAN = { unit: 'CHI-3', topic: '20/10', place: 'nhà văn hóa', day: '2026-11-28', time: '19:30' };

describe('calling a meeting', () => {
  test('in one sentence: read back with the weekday and with numbers, then called', () => {
    talk(undefined, { known, world: calling })
      .hear('mời họp chi hội bàn 20/10 thứ 7 này 19h30 ở nhà văn hóa')
      .asks('previewMeeting', PLAN)
      .says('convene.confirm', { topic: '20/10', day: 'thứ bảy 28/11', people: 40, free: 30, template: 4, phone: 6 })
      .offers('Gửi lời mời', 'Sửa', 'Thôi')
      .asksNever('conveneMeeting')
      .tap('Gửi lời mời')
      .asks('conveneMeeting', PLAN)
      .says('convene.called', { people: 40 })
      .isOver();
  });

  test('step by step; an ambiguous day and a past one are asked about', () => {
    talk(undefined, { known, world: calling })
      .hear('mời họp')
      .says('convene.askTopic')
      .hear('20/10')
      .says('convene.askWhen')
      .hear('hôm qua 19h')
      .says('convene.askWhenPast')
      .hear('chủ nhật 19h30')
      .says('convene.pickWhen')
      .offers('Chủ nhật 22/11 19:30', 'Chủ nhật 29/11 19:30', 'Lúc khác')
      .hear('3')
      .says('convene.askWhen')
      .hear('thứ 7 này')
      .says('convene.askWhenTime')
      .hear('19h30')
      .says('convene.askPlace')
      .hear('nhà văn hóa')
      .asks('previewMeeting', PLAN)
      .says('convene.confirm')
      .tap('Sửa')
      .says('convene.what')
      .hear('3')
      .says('convene.askPlace')
      .hear('nhà chị Lan')
      .says('convene.confirm', { place: 'nhà chị Lan' })
      .hear('không')
      .says('convene.left')
      .asksNever('conveneMeeting')
      .isOver();
  });

  test('a time that has passed by now, and a right that she lacks, are told politely', () => {
    const past = { previewMeeting: () => ({ type: 'meetingPreviewed', result: 'past' }) as const };
    talk(undefined, { known, world: past }).hear('mời họp bàn 8/3 hôm nay 8h sáng ở nhà').says('convene.askWhenPast');
    const not = { previewMeeting: () => ({ type: 'meetingPreviewed', result: 'notAllowed' }) as const };
    talk(undefined, { known, world: not }).hear('mời họp bàn 8/3 mai 19h ở nhà').says('desk.notAllowed').isOver();
  });

  test('she who holds two posts is asked for which unit', () => {
    const offices = [{ post: 'communeChair', unit: 'XA', name: 'Hội LHPN xã' }, ...leader.offices];
    talk(undefined, { known: { leader: { offices } }, world: calling })
      .hear('mời họp bàn 20/10 thứ 7 này 19h30 ở nhà văn hóa')
      .says('desk.pickUnit')
      .hear('2')
      .asks('previewMeeting', PLAN)
      .says('convene.confirm');
  });
});

test('who comes, by name, and whom to call: what she says counts as an answer', () => {
  const counts = { total: 40, going: 12, busy: 5, unsure: 3, silent: 20 };
  let people = [{ id: 'p7', name: 'Đỗ Thị Hằng' }];
  const world = {
    readComing: (): Answer => ({ type: 'comingRead', found: true, meeting: NEXT, others: [], ...counts }),
    nameComing: () => ({ type: 'comingNamed', names: 'Lê Thị Bé', n: 1 }) as const,
    listCalls: (): Answer => ({ type: 'callsListed', found: true, about: ABOUT, people, from: 0, total: people.length }),
    showMember: () => ({ type: 'memberShown', phone: '0905123456' }) as const,
    noteAnswer: () => {
      people = [];
      return { type: 'answerNoted', result: 'done' } as const;
    },
  };
  talk(undefined, { known, world })
    .hear('ai dự')
    .says('coming.counts', counts)
    .tap('Ai bận')
    .asks('nameComing', { meeting: 'M1', said: 'busy' })
    .says('coming.names', { names: 'Lê Thị Bé' })
    .says('coming.counts')
    .tap('Phải gọi ai')
    .says('calls.pick', { n: 1 })
    .hear('1')
    .asks('showMember', { about: { kind: 'meeting', id: 'M1' }, person: 'p7' })
    .says('calls.phone', { phone: '0905123456' })
    .says('calls.outcome')
    .tap('Bận')
    .asks('noteAnswer', { about: { kind: 'meeting', id: 'M1' }, person: 'p7', answer: 'busy' })
    .says('calls.noted')
    .says('calls.nobody');
});

test('whom to phone a page at a time, then about a message: each what can be said of it', () => {
  const everybody = Array.from({ length: 12 }, (_, n) => ({ id: `p${n}`, name: `Chị ${n}` }));
  const message = { kind: 'message', id: 'B1', title: 'Vay vốn' } as const;
  const world = {
    listCalls: ({ about, from = 0 }: LeaderParams['listCalls']): Answer => {
      const people = everybody.slice(from, from + 8);
      const list = { type: 'callsListed', found: true, people, from, total: 12 } as const;
      return about?.kind === 'message' ? { ...list, about: message, other: ABOUT } : { ...list, about: ABOUT, other: message };
    },
    showMember: () => ({ type: 'memberShown' }) as const,
    noteAnswer: () => ({ type: 'answerNoted', result: 'done' }) as const,
  };
  talk(undefined, { known, world })
    .hear('gọi ai')
    .says('calls.pick', { n: 12 })
    .tap('Xem người tiếp theo')
    .asks('listCalls', { about: { kind: 'meeting', id: 'M1' }, from: 8 })
    .says('calls.pick')
    .hear('4')
    .asks('showMember', { about: { kind: 'meeting', id: 'M1' }, person: 'p11' })
    .says('calls.noPhone')
    .says('calls.outcome')
    .offers('Dự', 'Bận', 'Không gặp', 'Chưa gọi')
    .tap('Chưa gọi')
    .says('calls.pick')
    .tap('Việc khác cần gọi')
    .says('calls.pickMessage', { topic: 'Vay vốn' })
    .hear('1')
    .says('calls.noPhone')
    .says('calls.outcome')
    .offers('Đã báo', 'Không gặp', 'Chưa gọi')
    .tap('Đã báo')
    .asks('noteAnswer', { about: { kind: 'message', id: 'B1' }, person: 'p0', answer: 'told' })
    .says('calls.noted');
});

test('the roll: numbers of the absent, a correction, then it is closed and the absent get a summary', () => {
  const people = ['An', 'Bé', 'Cúc', 'Dung'].map((name, index) => ({ id: `p${index}`, name, here: false }));
  const world = {
    openRoll: () => ({ type: 'rollOpened', found: true, meeting: NEXT, people, guests: 0 }) as const,
    closeRoll: () => ({ type: 'rollClosed', result: 'done', present: 2, invited: 4 }) as const,
    sendSummary: () => ({ type: 'summarySent', result: 'done' }) as const,
  };
  talk(undefined, { known, world })
    .hear('điểm danh')
    .says('roll.mark', { n: 4, names: '1. An\n2. Bé\n3. Cúc\n4. Dung' })
    .hear('3')
    .says('roll.markAgain')
    .hear('vắng 2 3')
    .says('roll.markMore', { here: 2 })
    .hear('vắng 4')
    .says('roll.markMore', { here: 1 })
    .hear('có 4')
    .says('roll.markMore', { here: 2, names: '1. An ✓\n2. Bé\n3. Cúc\n4. Dung ✓' })
    .hear('chốt')
    .says('roll.confirm', { here: 2, n: 4, absent: 2 })
    .tap('Chốt')
    .asks('closeRoll', { meeting: 'M1', present: ['p0', 'p3'], absent: ['p1', 'p2'] })
    .says('roll.closed', { present: 2, invited: 4 })
    .says('roll.askSummary')
    .hear('Chi hội góp quỹ 20/10.')
    .asks('sendSummary', { meeting: 'M1', text: 'Chi hội góp quỹ 20/10.' })
    .says('roll.summarised')
    .andMore();
});

test('a message that reaches nobody says so and becomes a list of calls', () => {
  const nobody = { people: 20, free: 0, paid: 0, template: 0, phone: 20 };
  const world = {
    planMessage: () => ({ type: 'messagePlanned', result: 'ready', broadcast: 'b1', unit: 'Chi hội thôn 3', ...nobody }) as const,
    moveMessage: () => ({ type: 'messageMoved', result: 'sending' }) as const,
  };
  const talking = talk(undefined, { known, world });
  talking.hear('gửi tin').says('announce.askText').hear('mời họp mai 19h').says('announce.askKind').tap('Tuyên truyền');
  talking.says('announce.confirmCalls', { people: 20 }).tap('Lập danh sách gọi');
  talking.asks('moveMessage', { broadcast: 'b1', step: 'confirm' }).says('announce.listed').isOver();
});

test('a message is planned, tried on herself and let go, or waits for a leader above who approves', () => {
  let result: 'sending' | 'waiting' | 'cancelled' = 'waiting';
  const world = {
    planMessage: () => ({ type: 'messagePlanned', result: 'ready', broadcast: 'b1', unit: 'Chi hội thôn 3', ...REACH }) as const,
    moveMessage: () => ({ type: 'messageMoved', result }) as const,
    listApprovals: (): Answer => ({
      type: 'approvalsListed',
      items: [{ id: 'b1', unit: 'Chi hội thôn 3', text: 'Mời', people: 900, cost: '0' }],
    }),
  };
  const talking = talk(undefined, { known, world });
  talking.hear('gửi tin').says('announce.askText').hear('mời họp mai 19h').says('announce.askKind').tap('Tuyên truyền');
  talking.asks('planMessage', { unit: 'CHI-3', text: 'mời họp mai 19h', kind: 'information' }).says('announce.confirm');
  talking.tap('Gửi thử cho tôi').says('broadcast.test', { said: 'Chi hội thôn 3: mời họp mai 19h' }).says('announce.confirm');
  talking.asksNever('moveMessage').tap('Gửi').asks('moveMessage', { broadcast: 'b1', step: 'confirm' });
  talking.says('announce.waits').isOver();
  result = 'sending';
  const above = talk(undefined, { known, world });
  above.hear('duyệt tin').says('approvals.pick').hear('1').says('approvals.show', { people: 900 });
  above.tap('Duyệt').asks('moveMessage', { broadcast: 'b1', step: 'approve' }).says('approvals.approved').andMore();
});

test('a message to a club: found by its name, asked about when several fit, and sent to it alone', () => {
  const dai = { id: 'c1', name: 'CLB Áo dài', n: 25 };
  const vu = { id: 'c2', name: 'CLB Dân vũ', n: 12 };
  let found: Answer = { type: 'clubsFound', clubs: [dai], fit: true };
  const world = {
    findClubs: () => found,
    planMessage: () => ({ type: 'messagePlanned', result: 'ready', broadcast: 'b1', unit: 'CLB Áo dài', ...REACH }) as const,
  };
  const one = talk(undefined, { known, world }).hear('gửi tin cho CLB áo dài nhé').asks('findClubs', { words: 'clb ao dai' });
  one.says('clubs.pickOne', { club: 'CLB Áo dài', n: 25 }).offers('CLB Áo dài', 'Thôi, không làm').hear('1');
  one.says('announce.askTextClub').hear('mai 8h tập ở nhà văn hóa').says('announce.askKind').tap('Nhắc việc, lịch');
  one.asks('planMessage', { unit: 'CHI-3', club: 'c1', text: 'mai 8h tập ở nhà văn hóa', kind: 'reminder' });
  one.says('announce.confirm', { unit: 'CLB Áo dài', people: 40 }).andMore();
  found = { type: 'clubsFound', clubs: [dai, vu], fit: true };
  talk(undefined, { known, world })
    .hear('nhắn tin câu lạc bộ')
    .says('clubs.pick')
    .tap('CLB Dân vũ')
    .says('announce.askTextClub')
    .andMore();
  found = { type: 'clubsFound', clubs: [dai, vu], fit: false };
  talk(undefined, { known, world })
    .hear('gui tin clb bong chuyen')
    .says('clubs.pickNone')
    .tap('Thôi, không làm')
    .says('clubs.left')
    .isOver();
  found = { type: 'clubsFound', clubs: [], fit: false };
  talk(undefined, { known, world }).hear('gửi tin tổ truyền thông').says('clubs.none').isOver();
});

test('what she writes to others is taken as she wrote it, whatever commands are in it; a slip is asked again', () => {
  const text = 'moi chi em mai di tiem phong luc 8h, ai muon dung nhan tin thi bao em';
  const talking = talk(undefined, { known }).hear('gui tin').says('announce.askText');
  talking.hear('1').says('announce.askTextAgain').hear(text).says('announce.askKind').andMore();
  talk(undefined, { known }).hear('gửi tin').says('announce.askText').hear('menu').says('menu.ask').andMore();
});

test('a list that she only looked at does not come back after the next one', () => {
  const world = {
    readFigures: (): Answer => ({ type: 'figuresRead', found: false }),
  };
  const talking = talk(undefined, { known, world });
  talking.hear('việc cán bộ').says('desk.pick').hear('số liệu').asks('readFigures', {}).says('leader.only').isOver();
});

test('a roll of more names than a chat holds is closed by those who checked in, or on the page', () => {
  const large = { type: 'rollOpened', found: true, meeting: NEXT, invited: 520, here: 310, guests: 4, most: 400 } as const;
  const world = (roll: 'open' | 'closed') => ({
    openRoll: () => ({ ...large, roll }),
    closeRoll: () => ({ type: 'rollClosed', result: 'done', present: 310, invited: 520 }) as const,
  });
  talk(undefined, { known, world: world('open') })
    .hear('điểm danh')
    .says('roll.many', { n: 520, most: 400, here: 310, guests: 4 })
    .offers('Chốt', 'Thôi, không làm')
    .tap('Chốt')
    .asks('closeRoll', { meeting: 'M1', present: [], absent: [] })
    .says('roll.closed', { present: 310, invited: 520 })
    .says('roll.askSummary');
  talk(undefined, { known, world: world('open') })
    .hear('điểm danh')
    .says('roll.many')
    .hear('không')
    .says('roll.left')
    .isOver();
  talk(undefined, { known, world: world('closed') })
    .hear('điểm danh')
    .says('roll.manyClosed', { here: 310, n: 520 })
    .asksNever('closeRoll')
    .isOver();
});

test('how the last meeting was, without what could tell of one woman', () => {
  const read = { type: 'ratingsRead', found: true, meeting: NEXT } as const;
  const world = (answer: Answer) => ({ readRatings: () => answer });
  talk(undefined, { known, world: world({ ...read, n: 12, lines: '- Hài lòng: 12' }) })
    .hear('đánh giá buổi họp')
    .says('ratings.read', { topic: '20/10', n: 12 })
    .isOver();
  talk(undefined, { known, world: world({ ...read, few: true }) })
    .hear('đánh giá')
    .says('ratings.few')
    .isOver();
  talk(undefined, { known, world: world({ type: 'ratingsRead', found: false }) })
    .hear('đánh giá')
    .says('ratings.none')
    .isOver();
});

test('a greeting that she was offered is planned with one tap, and leaves on its day', () => {
  const greeting = { text: 'Hội chúc chị {name} vui', note: ', lời chúc Quốc tế Phụ nữ 8/3' };
  const world = {
    planMessage: ({ occasion }: LeaderParams['planMessage']): Answer =>
      occasion === 'womensDay-2027'
        ? { type: 'messagePlanned', result: 'ready', broadcast: 'b1', unit: 'Chi hội thôn 3', ...REACH, greeting }
        : { type: 'messagePlanned', result: 'over' },
    moveMessage: () => ({ type: 'messageMoved', result: 'sending' }) as const,
  };
  talk(undefined, { known, world })
    .tapPayload('#announce::open:womensDay-2027')
    .asks('planMessage', { unit: 'CHI-3', text: '', kind: 'care', occasion: 'womensDay-2027' })
    .says('announce.confirm', { note: greeting.note, people: 40 })
    .asksNever('moveMessage')
    .tap('Gửi')
    .asks('moveMessage', { broadcast: 'b1', step: 'confirm' })
    .says('announce.sent')
    .isOver();
  talk(undefined, { known, world }).tapPayload('#announce::open:womensDay-2020').says('announce.over').isOver();
  talk().tapPayload('#announce::open:womensDay-2027').says('leader.only').isOver();
});

test('whoever is no leader is refused politely, by whatever way she comes, and nothing is asked of the world', () => {
  for (const flow of [
    'desk',
    'convene',
    'coming',
    'calls',
    'roll',
    'door',
    'minutes',
    'attach',
    'announce',
    'approvals',
    'surveyFigures',
    'ratings',
    'signIn',
  ])
    talk().tapPayload(`#${flow}::open`).says('leader.only').isOver();
  talk().hear('mời họp bàn 8/3 mai 19h ở nhà').andMore().asksNever('previewMeeting');
  expect(menuOf(known)).toContain('Việc cán bộ');
  expect(menuOf({ person: LAN })).not.toContain('Việc cán bộ');
});
