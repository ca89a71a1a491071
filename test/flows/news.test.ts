import { me } from '../../flows/me';
import { news } from '../../flows/news';
import { viewData } from '../../flows/privacy';
import { newsAsked } from '../../src/language/news-words';
import { LAN, talk } from './talk';

describe('what she wants to be told', () => {
  test('two questions, one after the other, each a consent of its own with two equal answers', () => {
    talk(news)
      .says('news.information', { unit: 'Hội LHPN xã Bố Trạch' })
      .offers('Đồng ý', 'Chưa đồng ý')
      .hear('ok')
      .says('common.consentStrict')
      .asksNever('recordConsent')
      .hear('đồng ý')
      .asks('recordConsent', { purpose: 'TUYEN_TRUYEN', given: true, text: 'news.information', by: 'words' })
      .says('news.greetings')
      .offers('Đồng ý', 'Chưa đồng ý')
      .tap('Chưa đồng ý')
      .asks('recordConsent', { purpose: 'CHAM_SOC', given: false, text: 'news.greetings', by: 'tap' })
      .says('news.careOff')
      .isOver();
  });

  test('one is withdrawn where it was given, without the other', () => {
    talk(news, { known: { consents: { TUYEN_TRUYEN: true, CHAM_SOC: true } } })
      .says('news.information')
      .hear('không đồng ý')
      .asks('recordConsent', { purpose: 'TUYEN_TRUYEN', given: false })
      .says('news.greetings')
      .hear('đồng ý')
      .asks('recordConsent', { purpose: 'CHAM_SOC', given: true })
      .says('news.careOn')
      .isOver();
  });

  test('her settings are reached by words and from “thông tin của tôi”, and stand among her data', () => {
    talk().hear('nhận tin').says('news.information');
    talk(me, { known: { person: LAN } })
      .says('me.card')
      .says('me.leader')
      .says('me.rights')
      .tap('Chọn tin muốn nhận')
      .says('news.information');
    const states = [
      [{}, 'news.none'],
      [{ TUYEN_TRUYEN: true, CHAM_SOC: false }, 'news.onlyInformation'],
      [{ TUYEN_TRUYEN: false, CHAM_SOC: true }, 'news.onlyCare'],
      [{ TUYEN_TRUYEN: true, CHAM_SOC: true }, 'news.both'],
    ] as const;
    for (const [consents, key] of states) talk(viewData, { known: { consents } }).says(key).says('privacy.view').isOver();
  });

  test.each([
    ['nhận tin', true],
    ['Nhan tin', true],
    ['tôi muốn nhận tin của Hội nhé', true],
    ['xem nhận tin', true],
    ['dừng nhắn tin', false],
    ['tôi chưa nhận tin nhắn mời họp', false],
    ['nhận', false],
  ])('“%s” asks about it: %s', (text, asked) => {
    expect(newsAsked(text)).toBe(asked);
  });
});

describe('“Đã đọc”', () => {
  test('is noted and thanked for; any other button of it is old', () => {
    talk().tapPayload('#broadcast:B1:read').asks('readBroadcast', { broadcast: 'B1' }).says('broadcast.thanks').isOver();
    talk().tapPayload('#broadcast:B1:like').asksNever('readBroadcast').says('common.stale').isOver();
  });
});
