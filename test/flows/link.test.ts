import { link } from '../../flows/link';
import { LAN, type Talk, talk, WORLD } from './talk';

const HOUR = 3600_000;
const LED = { link: { unit: { id: 'CHI-3', label: 'thôn 3' } } };
const agreed = (start = {}) => talk(link, start).says('link.consent').tap('Đồng ý');
const told = (talking: Talk) =>
  talking
    .says('link.askName')
    .hear('Nguyễn Thị Lan')
    .says('join.askBirth')
    .hear('1985')
    .says('join.confirmBirth', { year: 1985, age: 41 })
    .hear('đúng rồi')
    .says('link.askPhone')
    .hear('0905 123 456');
/** Nothing that she typed may be left in the conversation. */
const forgets = (talking: Talk, ...words: string[]) => {
  for (const each of words) expect(JSON.stringify([talking.state, talking.timers])).not.toContain(each);
};

test('a member ties her chat by the code that came to her registered phone', () => {
  const talking = told(
    agreed()
      .asks('recordConsent', { purpose: 'GIA_NHAP', given: true, text: 'link.consent' })
      .says('join.askCommune')
      .hear('thôn 3 xã Bố Trạch'),
  );
  talking
    .asks('askLink', { unit: 'CHI-3', name: 'Nguyễn Thị Lan', birthYear: 1985, phone: '0905123456' })
    .says('link.askCode')
    .hear('000 000')
    .asks('tryCode', { code: '000000' })
    .says('link.wrongCode')
    .says('link.askCode')
    .hear('mã là 123 456 nhé')
    .asks('tryCode', { code: '123456' })
    .says('link.done')
    .says('reminder.consent')
    .tap('Có, nhắn cho tôi')
    .asks('recordConsent', { purpose: 'NHAC_LICH', given: true })
    .says('reminder.on')
    .isOver();
  forgets(talking, 'Lan', '0905123456');
});

test('a code is never kept in the conversation, not even while it is tried', () => {
  const { tryCode: _, ...world } = WORLD;
  const talking = told(agreed({ known: LED, world }))
    .says('link.askCode')
    .hear('246 810');
  forgets(talking, '246810', '246 810');
  talking
    .waits(3 * 60_000)
    .says('common.slow')
    .says('link.askCode');
});

test('the branch of the link is not asked again, however she came in', () => {
  const asks = (talking: Talk) => told(talking).asks('askLink', { unit: 'CHI-3' }).says('link.askCode');
  asks(agreed({ known: LED }));
  const start = { known: LED, stranger: true } as const;
  const events = [
    { type: 'referral', ref: 'chi_BCF23G' },
    { type: 'follow' },
    { type: 'text', text: 'chi BCF23G' },
    { type: 'text', text: 'xin chào' },
    { type: 'tap', payload: '#menu::open' },
  ] as const;
  for (const event of events) {
    const talking = talk(undefined, start).event(event).says('greeting.welcome').says('greeting.safety').says('link.consent');
    asks(talking.tap('Đồng ý'));
  }
});

test('a link that is not valid any more asks for the place; distress and “dừng” come before every link', () => {
  talk(undefined, { known: { link: {} } })
    .event({ type: 'referral', ref: 'chi_BCF23G' })
    .says('link.consent')
    .tap('Đồng ý')
    .says('join.askCommune');
  talk(undefined, { known: LED }).hear('chồng em đánh').says('help.hotlines').andMore();
  talk(undefined, { known: LED }).hear('dừng nhắn tin').says('stop.confirm');
});

test('a link that is followed while she looks for her branch answers the question', () => {
  const talking = agreed().says('join.askCommune');
  talking.known = { ...talking.known, ...LED };
  told(talking.event({ type: 'referral', ref: 'chi_BCF23G' }).says('common.resumed'))
    .asks('askLink', { unit: 'CHI-3' })
    .says('link.askCode');
});

test('who gets no code, or types too many wrong ones, hears that her leader confirms', () => {
  told(agreed({ known: LED }))
    .says('link.askCode')
    .tap('Chưa có mã')
    .asks('askLeader')
    .says('link.toLeader', { days: 3 })
    .says('reminder.consent');
  const over = { ...WORLD, tryCode: () => ({ type: 'codeTried', result: 'over', branch: 'b', days: 3 }) as const };
  told(agreed({ known: { ...LED, consents: { NHAC_LICH: true } }, world: over }))
    .says('link.askCode')
    .hear('654321')
    .says('link.toLeader')
    .isOver();
});

test('without a way to send codes her leader is asked at once; too many tries end for today', () => {
  const answering = (way: 'leader' | 'later') => ({
    ...WORLD,
    askLink: () => ({ type: 'linkAsked', way, branch: 'Chi hội thôn 3', days: 3 }) as const,
  });
  told(agreed({ known: LED, world: answering('leader') }))
    .says('link.toLeader')
    .says('reminder.consent')
    .tap('Không cần')
    .asks('recordConsent', { purpose: 'NHAC_LICH', given: false })
    .says('reminder.off')
    .isOver();
  told(agreed({ known: LED, world: answering('later') }))
    .says('link.later')
    .isOver();
});

test('words without six digits are no try', () => {
  told(agreed({ known: LED }))
    .says('link.askCode')
    .hear('em chưa thấy gì')
    .says('link.askCode')
    .asksNever('tryCode')
    .tap('Chưa có mã')
    .says('link.toLeader')
    .andMore();
});

test('who does not agree is asked nothing; who is linked already is told so', () => {
  talk(link, { known: LED }).says('link.consent').hear('không đồng ý').says('link.refused').asksNever('askLink').isOver();
  talk(link, { known: { person: LAN } })
    .says('link.linked')
    .isOver();
});

test('an unfinished linking is forgotten politely', () => {
  const talking = agreed({ known: LED })
    .says('link.askName')
    .hear('Nguyễn Thị Lan')
    .says('join.askBirth')
    .waits(30 * HOUR)
    .says('common.nudge')
    .says('join.askBirth');
  talking
    .waits(48 * HOUR)
    .says('link.lapsed')
    .isOver();
  forgets(talking, 'Lan');
});
