import { join } from '../../flows/join';
import { type Talk, talk, WORLD } from './talk';

const HOUR = 3600_000;
const agreed = (start = {}) =>
  talk(join, start).says('join.consent').offers('Đồng ý', 'Chưa đồng ý', 'Xem chi tiết').tap('Đồng ý');
const named = (start = {}) => agreed(start).says('join.askName').hear('Nguyễn Thị Lan').says('join.askBirth');
const placed = (start = {}) =>
  named(start).hear('1985').says('join.confirmBirth', { year: 1985, age: 41 }).hear('đúng rồi').says('join.askCommune');
const housed = (start = {}) =>
  placed(start)
    .hear('xã Bố Trạch')
    .says('join.askBranch', { commune: 'xã Bố Trạch' })
    .hear('thôn 3')
    .says('join.askPhone')
    .hear('0905 123 456')
    .says('join.askGroups')
    .tap('Việc khác, bỏ qua')
    .says('join.askHousehold');
const reviewed = (start = {}) => housed(start).hear('chưa').says('join.askReferrer').tap('Không có').says('join.review');
/** Nothing that she typed may be left in the conversation. */
const forgets = (talking: Talk, ...told: string[]) => {
  for (const each of told) expect(JSON.stringify(talking.state)).not.toContain(each);
};

test('a woman joins step by step', () => {
  placed()
    .asks('recordConsent', { purpose: 'GIA_NHAP', given: true, by: 'tap', text: 'join.consent' })
    .hear('xã Vạn Trạch')
    .says('join.askBranch', { commune: 'xã Bố Trạch (xã Vạn Trạch cũ)' })
    .hear('thôn 3')
    .says('join.askPhone')
    .hear('0905 123 456')
    .says('join.askGroups')
    .hear('1 và 3')
    .says('join.askHousehold')
    .hear('chưa')
    .says('join.askReferrer')
    .hear('LAN01')
    .says('join.reviewReferred', { name: 'Nguyễn Thị Lan', phone: '09xx xxx 456', referrer: 'Trần Thị Hoa' })
    .hear('1')
    .asks('submitApplication', {
      name: 'Nguyễn Thị Lan',
      birthYear: 1985,
      unit: 'CHI-3',
      phone: '0905123456',
      groups: ['NONG_NGHIEP', 'TIEU_THUONG'],
      household: 'no',
      referrerCode: 'LAN01',
    })
    .says('join.done', { file: 'HS-2611-0001' })
    .says('reminder.consent')
    .tap('Có, nhắn cho tôi')
    .asks('recordConsent', { purpose: 'NHAC_LICH', given: true })
    .says('reminder.on')
    .isOver();
});

test.each(['ok', 'có', 'ừ', 'vâng', 'được', '1', '👍', '2'])('“%s” is no consent', (text) => {
  talk(join).says('join.consent').hear(text).andMore().asksNever('recordConsent');
});

test('the details of consent are shown, and consent is asked again', () => {
  talk(join).says('join.consent').tap('Xem chi tiết').says('join.consentDetail').says('join.consent').asksNever('recordConsent');
});

test('who does not agree is not asked anything', () => {
  talk(join)
    .says('join.consent')
    .hear('không đồng ý')
    .asks('recordConsent', { purpose: 'GIA_NHAP', given: false })
    .says('join.refused')
    .isOver();
});

test('where there are several provinces, hers is asked first, and the commune is looked for in it', () => {
  const provinces = [
    { id: 'T1', label: 'tỉnh Khánh Hòa' },
    { id: 'T2', label: 'tỉnh Quảng Trị' },
  ];
  const asked = () =>
    named({ known: { provinces } }).hear('1985').says('join.confirmBirth').hear('đúng').says('join.pickProvince');
  asked().offers('tỉnh Khánh Hòa', 'tỉnh Quảng Trị');
  for (const answer of ['quang tri', '2'])
    asked()
      .hear(answer)
      .says('join.askCommune')
      .hear('bố trạch')
      .asks('findPlace', { level: 'commune', within: 'T2' })
      .says('join.askBranch');
});

test.each(['2010', '15 tuổi'])('under age (%s) the flow stops and keeps nothing', (text) => {
  const talking = named().hear(text);
  talking.says('join.underAge').asks('recordConsent', { given: false }).isOver().asksNever('submitApplication');
  forgets(talking, 'Lan', '2010');
});

test('who turns 18 this year is asked whether she has', () => {
  named()
    .hear('2008')
    .says('join.confirmBirth')
    .hear('đúng')
    .says('join.askEighteen')
    .tap('Chưa tới')
    .says('join.underAge')
    .isOver();
  named().hear('2008').says('join.confirmBirth').hear('đúng').says('join.askEighteen').tap('Rồi').says('join.askCommune');
});

test('a birth year in the future is asked again', () => {
  named().hear('2050').says('join.birthFuture').hear('1988').says('join.confirmBirth', { year: 1988, age: 38 });
});

test('a wrong read-back is put right in one message', () => {
  named().hear('85').says('join.confirmBirth', { year: 1985 }).hear('1958').says('join.confirmBirth', { year: 1958, age: 68 });
  named().hear('85').says('join.confirmBirth').hear('2012').says('join.underAge').isOver();
  named().hear('85').says('join.confirmBirth').hear('sửa lại').says('join.askBirth');
});

test('one text that tells everything fills every field, and the year is still read back', () => {
  const talking = agreed().says('join.askName').hear('le thi be 85 0905123456 thon 3 xa van trach');
  talking.says('join.confirmName', { name: 'Le Thi Be' }).hear('đúng').says('join.confirmBirth', { year: 1985 }).hear('đúng');
  talking
    .asks('findPlace', { level: 'branch', within: 'XA-BO-TRACH' })
    .says('join.askGroups')
    .hear('bỏ qua')
    .says('join.askHousehold')
    .tap('Chưa')
    .says('join.askReferrer');
  talking.tap('Không có').says('join.review', { phone: '09xx xxx 456', place: 'Chi hội thôn 3, xã Bố Trạch (xã Vạn Trạch cũ)' });
});

test('several places are offered, and none of them can be right', () => {
  placed()
    .hear('tan thanh')
    .says('join.pickCommune', { n: 2 })
    .offers('xã Tân Thành', 'xã Tân Thạnh', 'Nơi khác')
    .tap('Nơi khác')
    .says('join.askCommune')
    .hear('tan thanh')
    .says('join.pickCommune')
    .hear('2')
    .says('join.askBranch', { commune: 'xã Tân Thạnh' })
    .hear('không nhớ')
    .says('join.askPhone');
});

test('too many places of one name: her province tells them apart, and is asked for once', () => {
  placed()
    .hear('Phú Lộc')
    .says('join.askProvince', { place: 'Phú Lộc' })
    .hear('Quảng Trị')
    .asks('findPlace', { text: 'Phú Lộc, Quảng Trị', level: 'commune' })
    .says('join.askBranch', { commune: 'xã Phú Lộc' });
  placed().hear('Phú Lộc').says('join.askProvince').hear('trong kia').says('join.askBranch');
});

test('a place that is not found is asked again, each time with more help', () => {
  placed()
    .hear('gần chợ')
    .says('join.askCommuneAgain')
    .hear('gần chợ mà')
    .says('join.askCommuneSpelled')
    .offers('Gặp cán bộ')
    .hear('chợ')
    .says('common.offerPerson')
    .hear('chợ')
    .says('common.offerPerson')
    .tap('Gặp cán bộ')
    .asks('callPerson', { reason: 'misses' })
    .says('human.besides');
});

test('“ấp 1” and “3” are places, not numbers of a button', () => {
  placed()
    .hear('xã Bố Trạch')
    .says('join.askBranch')
    .hear('ấp 1')
    .says('join.askBranchAgain')
    .hear('3')
    .says('join.askBranchAgain');
});

test('an old prefix is read back', () => {
  placed()
    .hear('bố trạch')
    .says('join.askBranch')
    .tap('Không nhớ')
    .says('join.askPhone')
    .hear('01689999888')
    .says('join.confirmPhone', { phone: '0389 999 888' });
});

test('a number that is too short is explained', () => {
  placed()
    .hear('bố trạch')
    .says('join.askBranch')
    .tap('Không nhớ')
    .says('join.askPhone')
    .hear('090512345')
    .says('join.phoneShort');
});

test('one field is corrected and the review comes back', () => {
  reviewed()
    .tap('Sửa')
    .says('join.askEdit')
    .tap('Số điện thoại')
    .says('join.askPhone')
    .hear('0912345678')
    .says('join.review', { phone: '09xx xxx 678' });
  reviewed()
    .hear('sửa')
    .says('join.askEdit')
    .hear('6')
    .says('join.askReferrer')
    .hear('LAN01')
    .says('join.reviewReferred', { referrer: 'Trần Thị Hoa' });
  reviewed().hear('chưa').says('join.askEdit').hear('quay lại').says('join.review');
});

test('who thinks better of it leaves nothing behind', () => {
  const talking = reviewed().tap('Thôi không gửi').says('join.cancelled').asks('recordConsent', { given: false }).isOver();
  talking.asksNever('submitApplication');
  forgets(talking, 'Lan', '0905123456');
});

test('a wrong code after a right one is not kept', () => {
  housed()
    .tap('Chưa')
    .says('join.askReferrer')
    .hear('LAN01')
    .says('join.reviewReferred')
    .tap('Sửa')
    .says('join.askEdit')
    .tap('Người giới thiệu')
    .says('join.askReferrer')
    .hear('XYZ99')
    .says('join.askReferrerAgain')
    .tap('Không có')
    .says('join.review')
    .tap('Đúng, gửi đi')
    .andMore();
});

test('the code of a link needs no typing', () => {
  const talking = talk(undefined, { known: { referral: 'LAN01' } })
    .tapPayload('#join::open:LAN01')
    .says('join.consent')
    .tap('Đồng ý')
    .says('join.askName');
  talking
    .hear('Nguyễn Thị Lan')
    .says('join.askBirth')
    .hear('1985')
    .says('join.confirmBirth')
    .hear('đúng')
    .says('join.askCommune');
  talking
    .hear('bố trạch')
    .says('join.askBranch')
    .hear('xóm trên')
    .says('join.askBranchAgain')
    .tap('Không nhớ')
    .says('join.askPhone')
    .hear('0905123456')
    .says('join.askGroups')
    .hear('làm nông')
    .says('join.askHousehold');
  talking.tap('Không biết').says('join.reviewReferred', { referrer: 'Trần Thị Hoa' });
});

test.each(['chị Lan thôn Đông', 'Nguyen Thi Hoa', 'Hoa'])(
  'who has no code tells a name, which the branch looks at (%s)',
  (name) => {
    housed()
      .tap('Chưa')
      .says('join.askReferrer')
      .hear(name)
      .says('join.reviewReferred', { referrer: name })
      .hear('đúng')
      .asks('submitApplication', { referrerName: name })
      .says('join.done')
      .andMore();
  },
);

test.each(['không ai giới thiệu', 'ko có ai', 'chưa có'])('“%s” is nobody', (text) => {
  housed().tap('Chưa').says('join.askReferrer').hear(text).says('join.review');
});

test('a code that nobody has is asked again', () => {
  housed().tap('Chưa').says('join.askReferrer').hear('BCF234').says('join.askReferrerAgain');
});

test('an application that comes out as under age is not kept', () => {
  const filed = { type: 'applicationFiled', file: '', branch: '', duplicate: false, days: 0, underAge: true } as const;
  reviewed({ world: { ...WORLD, submitApplication: () => filed } })
    .tap('Đúng, gửi đi')
    .says('join.underAge')
    .asks('recordConsent', { purpose: 'GIA_NHAP', given: false })
    .isOver();
});

test('a second application is told kindly', () => {
  const world = {
    ...WORLD,
    submitApplication: () => ({ type: 'applicationFiled' as const, file: '', branch: '', duplicate: true, days: 3 }),
  };
  reviewed({ world }).tap('Đúng, gửi đi').says('join.duplicate').isOver();
});

test('while the application is on its way nothing is sent twice', () => {
  const { submitApplication: _, ...world } = WORLD;
  const talking = reviewed({ world }).tap('Đúng, gửi đi').hear('sao lâu vậy').says('common.wait').waits(HOUR).says('join.slow');
  expect(talking.done.filter(({ name }) => name === 'submitApplication')).toHaveLength(1);
});

test('an unfinished join-up is nudged once and lapses politely', () => {
  named()
    .waits(24 * HOUR)
    .says('common.nudge')
    .says('join.askBirth')
    .waits(48 * HOUR)
    .says('join.lapsed')
    .isOver();
});

test('going back asks the question before', () => {
  named().hear('quay lại').says('join.askName').hear('quay lại').says('common.noBack').says('join.askName');
});

test('a member is not asked to join', () => {
  talk(join, { known: { person: { id: 'p', name: 'Lan', member: true } } })
    .says('join.alreadyMember')
    .isOver();
});

test.each([
  ['the form of one channel', { type: 'contact', name: 'Lan', phone: '84905123456' }],
  ['the button of the other', { type: 'tap', payload: '+84905123456', text: '+84905123456' }],
] as const)('her number can come by %s, and is heard like one that she typed', (_, event) => {
  placed().hear('xã Bố Trạch').says('join.askBranch').hear('thôn 3').says('join.askPhone').event(event).says('join.askGroups');
});
