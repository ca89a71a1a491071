import { about } from '../../flows/about';
import { help } from '../../flows/help';
import { human } from '../../flows/human';
import { me } from '../../flows/me';
import { menu } from '../../flows/menu';
import { deleteData, viewData } from '../../flows/privacy';
import { refer } from '../../flows/refer';
import { restart } from '../../flows/restart';
import { stop } from '../../flows/stop';
import { wish } from '../../flows/wish';
import { LAN, talk, WORLD } from './talk';

const MINUTE = 60_000;
const member = { known: { person: LAN } };

describe('greeting and menu', () => {
  test('a stranger is greeted once, with the promise of safety', () => {
    talk(undefined, { stranger: true })
      .follows()
      .says('greeting.welcome', { commune: 'xã Bố Trạch' })
      .says('greeting.safety')
      .says('menu.ask')
      .hear('abc xyz')
      .says('menu.askAgain');
  });

  test('the same number means the same thing', () => {
    talk(menu)
      .says('menu.ask')
      .offers('Vào Hội', 'Tôi đã là hội viên', 'Khảo sát', 'Tìm hiểu về Hội', 'Cần giúp đỡ', 'Gặp cán bộ')
      .hear('5')
      .says('about.ask');
    talk(menu, member)
      .says('menu.ask')
      .offers(
        'Lịch họp',
        'Giới thiệu bạn',
        'Khảo sát',
        'Góp ý, nguyện vọng',
        'Tìm hiểu về Hội',
        'Cần giúp đỡ',
        'Thông tin của tôi',
        'Gặp cán bộ',
      )
      .hear('7')
      .says('me.card')
      .says('me.leader')
      .says('me.rights');
    talk().hear('1').says('join.consent');
    talk().hear('0').asks('callPerson', { reason: 'asked' }).says('human.called');
  });

  test('four misses call a person', () => {
    const talking = talk(menu)
      .says('menu.ask')
      .hear('blah blah')
      .says('menu.askAgain')
      .hear('blah blah')
      .says('common.tapOrType')
      .hear('blah blah')
      .says('common.offerPerson')
      .hear('blah blah')
      .says('common.calling');
    talking.asks('callPerson', { reason: 'misses' }).asks('miss', { question: 'menu.shown', shape: 'words 2, digits 0' });
  });
});

describe('stop', () => {
  test('is confirmed once', () => {
    talk()
      .hear('dừng nhắn tin')
      .says('stop.confirm')
      .asksNever('stopMessages')
      .tap('Đúng, dừng lại')
      .asks('stopMessages', { text: 'stop.confirm', by: 'tap' })
      .says('stop.stopped')
      .isOver();
    talk(stop).says('stop.confirm').hear('không').says('stop.kept').asksNever('stopMessages').isOver();
  });

  test('“dung” alone never stops anything', () => {
    talk()
      .hear('dung')
      .says('common.whichOne')
      .offers('Tiếp tục', 'Dừng nhắn tin')
      .asksNever('stopMessages')
      .tap('Tiếp tục')
      .says('menu.ask');
  });

  test('“bắt đầu” opens again, with clear consent only', () => {
    talk(restart, { known: { consents: { NHAC_LICH: false } } })
      .says('reminder.consent')
      .hear('ok')
      .says('common.consentStrict')
      .hear('đồng ý')
      .asks('recordConsent', { purpose: 'NHAC_LICH', given: true })
      .says('restart.reopened');
    talk(restart).says('restart.menu').hear('1').says('join.consent');
  });
});

describe('her data', () => {
  test('is shown and deleted on request', () => {
    talk(viewData).asks('fileRequest', { kind: 'view' }).says('news.none').says('privacy.view').isOver();
    talk(deleteData).says('privacy.deleteConfirm').asksNever('fileRequest').hear('thôi').says('privacy.deleteKept').isOver();
    talk(deleteData)
      .says('privacy.deleteConfirm')
      .tap('Đúng, xóa đi')
      .asks('fileRequest', { kind: 'delete' })
      .says('privacy.deleteFiled')
      .isOver();
    talk(me).says('me.unknown').says('me.rights').isOver();
    talk(me, { known: { person: { ...LAN, member: false } } })
      .says('me.person')
      .says('me.rights')
      .isOver();
  });
});

describe('help', () => {
  test('shows the hotlines before it asks anything', () => {
    talk()
      .hear('chồng em đánh')
      .says('help.hotlines')
      .says('help.askKind')
      .hear('2')
      .says('help.askSafe')
      .tap('An toàn')
      .says('help.askWay')
      .tap('Gọi điện')
      .asks('keepNote', { kind: 'help', text: 'violence · call · chồng em đánh' })
      .asks('callPerson', { reason: 'help' })
      .says('help.called')
      .isOver();
  });

  test('who is not safe is left in peace, and a person knows', () => {
    talk(help)
      .says('help.hotlines')
      .says('help.askKind')
      .tap('Nguy hiểm ngay')
      .says('help.askSafe')
      .tap('Không an toàn')
      .asks('callPerson', { reason: 'help' })
      .says('help.unsafeEnd')
      .isOver();
  });

  test('who does not answer any more is called for without another message', () => {
    talk(help)
      .says('help.hotlines')
      .says('help.askKind')
      .hear('em sợ lắm chị ơi')
      .says('help.askSafe')
      .waits(5 * MINUTE)
      .saysNothing()
      .asks('keepNote', { text: 'unanswered · em sợ lắm chị ơi' })
      .asks('callPerson', { reason: 'help' })
      .isOver();
  });

  test('a second cry for help gets the hotlines again', () => {
    talk(help)
      .says('help.hotlines')
      .says('help.askKind')
      .hear('cứu em với')
      .says('help.hotlines')
      .says('help.askSafe')
      .hear('cứu em với')
      .says('help.hotlines')
      .says('help.called')
      .asks('callPerson', { reason: 'help' });
  });

  test('who wants no contact is not contacted', () => {
    talk(help)
      .says('help.hotlines')
      .says('help.askKind')
      .hear('vay vốn')
      .says('help.askWay')
      .hear('4')
      .says('help.notYet')
      .asksNever('callPerson')
      .isOver();
  });
});

describe('the others', () => {
  test('about the Union, in the unit’s own words', () => {
    talk(about)
      .says('about.ask')
      .tap('Hội phí')
      .says('about.feeText', { text: 'Hội phí 1.000 đồng một tháng.' })
      .says('about.ask')
      .hear('3')
      .says('about.howText')
      .says('about.ask')
      .hear('đủ rồi, cảm ơn')
      .says('about.end')
      .isOver();
    talk(about, member).says('about.ask').offers('Vì sao nên vào Hội', 'Hội phí', 'Cách vào Hội', 'Đủ rồi, cảm ơn');
  });

  test('a person is called', () => {
    talk(human).asks('callPerson', { reason: 'asked' }).says('human.called').hear('em ơi').saysNothing();
  });

  test('a wish is kept in her own words', () => {
    talk(wish, member).says('wish.ask').hear('1').asks('keepNote', { kind: 'wish', text: '1' }).says('wish.kept').isOver();
    const told = 'mong Hội mời chị em học may, có khảo sát xem ai cần';
    talk(wish, member).says('wish.ask').hear(told).asks('keepNote', { kind: 'wish', text: told }).says('wish.kept').isOver();
    talk(wish, member)
      .says('wish.ask')
      .hear('cho chị gặp cán bộ nói chuyện này')
      .asks('callPerson', { reason: 'asked' })
      .andMore();
    talk(wish, member).says('wish.ask').hear('thôi, để sau').says('wish.left').asksNever('keepNote').isOver();
  });

  test('a member gets her code and a text to pass on', () => {
    talk(refer, member).asks('giveCode').says('refer.share', { code: 'LAN01' }).says('refer.forward').isOver();
    talk(refer).says('refer.membersOnly').asksNever('giveCode').isOver();
    const chain = { invited: 3, submitted: 2, recognised: 1 };
    const brought = () => ({ type: 'codeGiven' as const, code: 'LAN01', link: '', chain });
    talk(refer, { ...member, world: { ...WORLD, giveCode: brought } })
      .andMore()
      .isOver();
    const { giveCode: _, ...world } = WORLD;
    talk(refer, { ...member, world })
      .waits(3 * MINUTE)
      .says('refer.late')
      .isOver();
  });

  test('pictures and voice messages are answered, and the question repeated', () => {
    talk(stop)
      .says('stop.confirm')
      .sendsPicture()
      .says('common.media')
      .says('stop.confirm')
      .hear('nhắc lại')
      .says('stop.confirm');
  });
});
