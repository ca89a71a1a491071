import { figures } from '../../flows/figures';
import { leaderBind } from '../../flows/leader-bind';
import { waiting } from '../../flows/waiting';
import type { Answers, Waiting } from '../../src/engine/types';
import { bindCodeOf, leaderWordOf } from '../../src/language/leader-words';
import { LAN, menuOf, talk } from './talk';

const leader = { offices: [{ post: 'branchLead', unit: 'CHI-3', name: 'Chi hội thôn 3' }] };
const known = { person: LAN, leader };
const BE: Waiting = { file: '26-000001', act: 'verify', name: 'Lê Thị Bé', birthYear: 1985, place: 'thôn 3' };
const bound = (result: Answers['leaderBound']['result']) => ({
  world: { bindLeader: () => ({ type: 'leaderBound', result, office: 'Chi hội trưởng, Chi hội thôn 3' }) as const },
});

/** A desk with some applications, which go as they are moved; what a second order would find is gone. */
function desk(items: Waiting[], result: Answers['applicationMoved']['result'] = 'done', phone?: string) {
  let left = items;
  return {
    listWaiting: () => ({ type: 'waitingListed', items: left, more: 0 }) as const,
    moveApplication: ({ file }: { file: string }) => {
      left = left.filter((each) => each.file !== file);
      return { type: 'applicationMoved', result } as const;
    },
    showPhone: () => ({ type: 'phoneShown', ...(phone === undefined ? {} : { phone }) }) as const,
  };
}

test('a woman without a chat is phoned: the leader reads what to tell her and notes that she did', () => {
  const news = 'Hồ sơ 26-000001 đã được xác minh.';
  talk(waiting, { known, world: desk([{ ...BE, act: 'call', news }], 'done', '0905123456') })
    .says('waiting.pick')
    .hear('1')
    .says('waiting.showCall', { file: '26-000001', news })
    .tap('Xem số điện thoại')
    .says('waiting.phoneIs')
    .says('waiting.showCall')
    .tap('Đã báo chị ấy')
    .asks('moveApplication', { file: '26-000001', act: 'call' })
    .says('waiting.calledNoted', { file: '26-000001' })
    .says('waiting.none')
    .isOver();
});

test.each([
  ['mã 123456', '123456'],
  ['Ma 123 456', '123456'],
  ['MÃ SỐ: 123456.', '123456'],
  ['123456', undefined],
  ['mã 12345', undefined],
  ['mã LAN01', undefined],
  ['gửi mã 123456 cho em', undefined],
])('“%s” holds the code %s', (text, code) => {
  expect(bindCodeOf(text)).toBe(code);
});

test.each([
  ['đơn chờ', 'waiting'],
  ['Don cho', 'waiting'],
  ['dạ cho chị xem đơn chờ nhé', 'waiting'],
  ['SỐ LIỆU', 'figures'],
  ['kết quả 1+1', 'figures'],
  ['thôi làm cán bộ', 'leaderLeave'],
  ['số liệu bán hàng', undefined],
  ['dọn chỗ ngồi', undefined],
  ['toString', undefined],
])('“%s” asks for %s', (text, word) => {
  expect(leaderWordOf(text)).toBe(word);
});

describe('binding', () => {
  test('a code ties the chat; work is told of only with clear consent', () => {
    talk(undefined, bound('bound'))
      .hear('mã 123456')
      .asks('bindLeader', { code: '123456' })
      .says('leaderBind.askWork', { office: 'Chi hội trưởng, Chi hội thôn 3' })
      .offers('Đồng ý', 'Chưa đồng ý')
      .hear('ok')
      .says('common.consentStrict')
      .hear('đồng ý')
      .asks('recordConsent', { purpose: 'CONG_VIEC', given: true })
      .says('leaderBind.agreed')
      .isOver();
  });

  test('the link with the code does the same, also with the first tap of a stranger', () => {
    for (const event of [{ type: 'referral', ref: 'ma-123456' }, { type: 'follow' }] as const) {
      const talking = talk(undefined, { ...bound('bound'), stranger: true, known: { leaderCode: '123456' } });
      talking.event(event).says('greeting.welcome').says('greeting.safety').says('leaderBind.askWork');
      talking.asks('bindLeader', { code: '123456' });
    }
  });

  test('a wrong code may be typed again; too many, or a chat of somebody else, end it', () => {
    talk(undefined, bound('wrong'))
      .hear('ma 123456')
      .says('leaderBind.wrong')
      .says('leaderBind.askCode')
      .hear('dạ không thấy')
      .says('leaderBind.askCodeAgain')
      .hear('654 321')
      .asks('bindLeader', { code: '654321' })
      .says('leaderBind.wrong')
      .says('leaderBind.askCodeAgain')
      .tap('Để sau')
      .says('leaderBind.left')
      .isOver();
    talk(undefined, bound('later')).hear('mã 123456').says('leaderBind.tooMany').isOver();
    talk(undefined, bound('taken')).hear('mã 123456').says('leaderBind.taken').isOver();
  });

  test('no code is kept in the conversation, and none is taken out of what she writes to another question', () => {
    const talking = talk(undefined, bound('bound')).hear('mã 123456').says('leaderBind.askWork');
    expect(JSON.stringify(talking.state)).not.toContain('123456');
    talk(undefined, { known })
      .hear('góp ý')
      .says('wish.ask')
      .hear('mã 123456')
      .asksNever('bindLeader')
      .asks('keepNote', { text: 'mã 123456' })
      .says('wish.kept');
    talk(leaderBind).says('leaderBind.askCode');
  });

  test('she unties her chat herself', () => {
    talk(undefined, { known })
      .hear('thôi làm cán bộ')
      .says('leaderLeave.confirm')
      .asksNever('unbindLeader')
      .tap('Đúng, ngừng dùng')
      .asks('unbindLeader')
      .says('leaderLeave.untied')
      .isOver();
  });
});

describe('at her desk', () => {
  test('a leader verifies an applicant with buttons, after she has called her', () => {
    const both = [BE, { ...BE, file: '26-000002', act: 'recognise' as const }];
    talk(undefined, { known, world: desk(both, 'done', '0905123456') })
      .hear('đơn chờ')
      .says('waiting.pick', { n: 2 })
      .offers('Lê Thị Bé, 1985, thôn 3', 'Lê Thị Bé, 1985, thôn 3', 'Đủ rồi, cảm ơn')
      .hear('1')
      .says('waiting.show', { file: '26-000001' })
      .tap('Xem số điện thoại')
      .asks('showPhone', { file: '26-000001' })
      .says('waiting.phoneIs', { phone: '0905123456' })
      .says('waiting.show')
      .tap('Xác minh')
      .asks('moveApplication', { file: '26-000001', act: 'verify' })
      .says('waiting.moved')
      .says('waiting.pick', { n: 1 })
      .hear('1')
      .says('waiting.showVerified')
      .tap('Công nhận')
      .asks('moveApplication', { file: '26-000002', act: 'recognise' })
      .says('waiting.moved')
      .says('waiting.none')
      .isOver();
  });

  test.each([
    ['notAllowed', 'waiting.notAllowed'],
    ['wrongState', 'waiting.gone'],
    ['needsBranch', 'waiting.needsBranch'],
  ] as const)('what cannot be done (%s) is said politely', (result, key) => {
    const talking = talk(waiting, { known, world: desk([BE], result) }).says('waiting.pick');
    talking.hear('1').says('waiting.show').tap('Xem số điện thoại').says('waiting.notAllowed').says('waiting.show');
    talking.hear('có').says(key).says('waiting.none');
  });

  test('her figures', () => {
    const read = { type: 'figuresRead', found: true, unit: 'Chi hội thôn 3', year: 2026, members: 122, joined: '3/10' } as const;
    const world = { readFigures: () => ({ ...read, pairs: '2', submitted: 5, verified: 4, recruiters: 2 }) };
    talk(undefined, { known, world }).hear('số liệu').says('figures.year', { members: 122, joined: '3/10' }).isOver();
  });

  test.each([
    ['red', 'figures.gatheringRed'],
    ['amber', 'figures.gatheringAmber'],
    ['green', 'figures.gatheringGreen'],
  ] as const)('a gathering ratio that is %s stands below', (light, key) => {
    const gathering = { light, share: '61,2 %', of: '5.100/8.333', asOf: '31/10/2026' };
    const read = {
      type: 'figuresRead',
      found: true,
      unit: 'Hội xã',
      year: 2026,
      members: 5_100,
      joined: '3',
      pairs: '2',
    } as const;
    const world = (more: object) => ({ readFigures: () => ({ ...read, submitted: 5, verified: 4, recruiters: 2, ...more }) });
    talk(figures, { known, world: world({ gathering }) })
      .says('figures.year')
      .says(key, { share: '61,2 %', of: '5.100/8.333' })
      .isOver();
    talk(figures, { known, world: world({ gathering: { light: 'none' } }) })
      .says('figures.year')
      .says('figures.gatheringNone')
      .isOver();
  });

  test('whoever is no leader is refused, by whatever way she comes', () => {
    for (const flow of ['waiting', 'figures', 'leaderLeave'])
      talk().tapPayload(`#${flow}::open`).says('leader.only').isOver().asksNever('listWaiting');
    talk().hear('đơn chờ').andMore().asksNever('listWaiting');
    talk(figures).says('leader.only');
  });

  test('the menu of a leader has her desk; a group’s leader sees to no applications', () => {
    expect(menuOf(known)).toEqual(expect.arrayContaining(['Đơn chờ', 'Số liệu']));
    const group = { offices: [{ post: 'groupLead', unit: 'TO-1', name: 'Tổ 1' }] };
    expect(menuOf({ person: LAN, leader: group })).not.toContain('Đơn chờ');
    expect(menuOf({ person: LAN })).not.toContain('Số liệu');
  });
});
