import { away } from '../../flows/away';
import { correct } from '../../flows/correct';
import { leave } from '../../flows/leave';
import { me } from '../../flows/me';
import { move } from '../../flows/move';
import { CARD, LAN, talk, WORLD } from './talk';

const member = { known: { person: LAN } };

test('a member sees her card, her branch and its leader, and the words that change something', () => {
  const { found: _, leader, ...card } = CARD;
  talk(me, member)
    .says('me.card', card)
    .says('me.leader', { leader })
    .says('me.rights')
    .offers('Chuyển nhà', 'Đi làm xa, đã về', 'Sửa thông tin', 'Xin ra khỏi Hội', 'Chọn tin muốn nhận')
    .tap('Sửa thông tin')
    .says('correct.askWhat');
});

test('nothing personal for who is not linked', () => {
  for (const known of [{}, { person: { ...LAN, member: false } }]) talk(me, { known }).andMore().asksNever('showCard').isOver();
  for (const flow of [move, away, leave, correct]) talk(flow).says('change.membersOnly').asksNever('askChange').isOver();
});

test.each([
  ['em muốn chuyển nhà', 'move.askCommune'],
  ['chuyen nha', 'move.askCommune'],
  ['chị đi làm xa', 'away.askWhich'],
  ['di lam an xa', 'away.askWhich'],
  ['xin ra khỏi hội', 'leave.askSure'],
  ['sửa số điện thoại', 'correct.askWhat'],
  ['sửa thông tin', 'correct.askWhat'],
  ['thông tin của tôi', 'me.card'],
])('“%s” leads to its own conversation', (text, key) => {
  talk(undefined, member).hear(text).says(key).andMore();
});

test('a move is read back and filed; who does not know her branch goes to the commune', () => {
  talk(move, member)
    .says('move.askCommune')
    .hear('xã Bố Trạch')
    .says('join.askBranch')
    .hear('thôn 4')
    .says('join.pickBranch')
    .hear('2')
    .says('move.review', { place: 'Chi hội thôn 4, xã Bố Trạch' })
    .hear('đúng rồi')
    .asks('askChange', { kind: 'move', unit: 'CHI-4' })
    .says('change.filed', { no: '123456', days: 3 })
    .isOver();
  talk(move, member)
    .says('move.askCommune')
    .hear('xã Bố Trạch')
    .says('join.askBranch')
    .tap('Không nhớ')
    .says('move.review')
    .tap('Đúng rồi')
    .asks('askChange', { kind: 'move', unit: 'XA-BO-TRACH' })
    .says('change.filed');
  const out = talk(move, member)
    .says('move.askCommune')
    .tap('Ra tỉnh khác')
    .says('move.reviewOutside')
    .tap('Đúng rồi')
    .says('change.filed');
  expect(out.done.findLast(({ name }) => name === 'askChange')?.params).toEqual({ kind: 'move' });
  talk(move, member)
    .says('move.askCommune')
    .tap('Ra tỉnh khác')
    .says('move.reviewOutside')
    .tap('Thôi, để vậy')
    .says('change.cancelled')
    .asksNever('askChange')
    .isOver();
});

test('working away and coming back', () => {
  talk(away, member)
    .says('away.askWhich')
    .tap('Đi làm xa')
    .says('away.review')
    .hear('đúng')
    .asks('askChange', { kind: 'away' })
    .says('change.filed')
    .isOver();
  talk(away, member)
    .says('away.askWhich')
    .hear('2')
    .says('away.reviewBack')
    .tap('Đúng rồi')
    .asks('askChange', { kind: 'back' })
    .says('change.filed')
    .isOver();
});

test('who wants to leave is asked once, and need give no reason', () => {
  talk(leave, member)
    .says('leave.askSure')
    .tap('Đúng, xin ra')
    .says('leave.askReason')
    .tap('Bận việc')
    .asks('askChange', { kind: 'leave', reason: 'busy' })
    .says('change.filed')
    .isOver();
  const silent = talk(leave, member)
    .says('leave.askSure')
    .hear('đúng')
    .says('leave.askReason')
    .tap('Không muốn nói')
    .says('change.filed');
  expect(silent.done.findLast(({ name }) => name === 'askChange')?.params).toEqual({ kind: 'leave' });
  talk(leave, member).says('leave.askSure').hear('không').says('change.cancelled').asksNever('askChange').isOver();
});

test('a wrong name, year or phone is told right and read back', () => {
  talk(correct, member)
    .says('correct.askWhat')
    .hear('1')
    .says('correct.askName')
    .hear('Nguyễn Thị Lành')
    .says('correct.review', { value: 'Nguyễn Thị Lành' })
    .hear('đúng')
    .asks('askChange', { kind: 'correct', name: 'Nguyễn Thị Lành' })
    .says('change.filed');
  talk(correct, member)
    .says('correct.askWhat')
    .tap('Năm sinh')
    .says('join.askBirth')
    .hear('2012')
    .says('person.birthUnderAge')
    .hear('1986')
    .says('join.confirmBirth', { year: 1986 })
    .hear('đúng')
    .says('correct.review', { value: 1986 })
    .tap('Đúng rồi')
    .asks('askChange', { kind: 'correct', birthYear: 1986 })
    .says('change.filed');
  talk(correct, member)
    .says('correct.askWhat')
    .tap('Số điện thoại')
    .says('correct.askPhone')
    .hear('01689999888')
    .says('person.confirmPhone')
    .hear('đúng')
    .says('correct.review', { value: '0389999888' })
    .tap('Thôi, để vậy')
    .says('change.cancelled')
    .asksNever('askChange');
});

test('the same request twice is one; a slow Hội is not asked again and again', () => {
  const again = {
    ...WORLD,
    askChange: () => ({ type: 'changeAsked', no: '123456', branch: 'b', days: 3, again: true }) as const,
  };
  talk(away, { ...member, world: again })
    .says('away.askWhich')
    .hear('1')
    .says('away.review')
    .hear('đúng')
    .says('change.again', { no: '123456' })
    .isOver();
  const { askChange: _, ...slow } = WORLD;
  talk(away, { ...member, world: slow })
    .says('away.askWhich')
    .hear('1')
    .says('away.review')
    .hear('đúng')
    .waits(3 * 60_000)
    .says('change.slow')
    .isOver();
});
