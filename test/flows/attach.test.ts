import type { LeaderAnswers, LeaderParams } from '../../src/engine/leader-types';
import type { Answer } from '../../src/engine/types';
import { LAN, MEETING, talk } from './talk';

const leader = { offices: [{ post: 'branchLead', unit: 'CHI-3', name: 'Chi hội thôn 3' }] };
const known = { person: LAN, leader };
const AHEAD = { id: 'M1', topic: '20/10', day: 'thứ bảy 28/11', time: '19h30', begun: false };
const OVER = { id: 'M2', topic: 'vay vốn', day: 'thứ hai 16/11', time: '8h', begun: true };
const REACH = { people: 40, free: 30, paid: 1, template: 3, phone: 6 };
let count = 0;
const took = ({ files }: LeaderParams['takeFiles']): Answer => ({
  type: 'filesTaken',
  files: files.map(({ kind, title }) => ({
    id: `f${++count}`,
    kind: kind === 'image' ? 'picture' : 'file',
    title: title ?? 'Ảnh',
  })),
});
const kept = ({ files }: LeaderParams['attachFiles']): Answer => ({
  type: 'filesAttached',
  files: files.map((id) => ({ id: `kept-${id}`, title: 'Tài liệu: Kế hoạch' })),
});
const world = {
  takeFiles: took,
  listAttachable: (): Answer => ({ type: 'attachableListed', meetings: [AHEAD, OVER] }),
  attachFiles: kept,
  detachFiles: () => ({ type: 'filesDetached', result: 'done' }) as const,
};
beforeEach(() => {
  count = 0;
});

describe('papers, minutes and photos of a meeting', () => {
  test('by a word: which meeting, the file, read back, more, dropped again', () => {
    talk(undefined, { known, world })
      .hear('tai lieu')
      .says('attach.pickMeeting')
      .hear('1')
      .says('attach.askFile', { topic: '20/10' })
      .hear('dạ')
      .says('attach.askFileAgain')
      .sendsFile(undefined, 'Kế hoạch.docx')
      .asks('takeFiles', { files: [{ kind: 'file', url: 'https://f6.photo.talk.zdn.vn/Kế hoạch.docx', title: 'Kế hoạch.docx' }] })
      .asks('attachFiles', { meeting: 'M1', role: 'paper', files: ['f1'] })
      .says('attach.added', { topic: '20/10', titles: 'Tài liệu: Kế hoạch' })
      .sendsFile()
      .asks('attachFiles', { meeting: 'M1', role: 'paper', files: ['f2'] })
      .says('attach.added')
      .tap('Bỏ cái vừa gửi')
      .asks('detachFiles', { meeting: 'M1', files: ['kept-f2'] })
      .says('attach.dropped')
      .says('attach.askFile')
      .sendsFile()
      .says('attach.added')
      .hear('xong')
      .says('attach.keptForAll')
      .isOver();
  });

  test('of a meeting that is over it is asked whether these are minutes or photos; a word says so at once', () => {
    talk(undefined, { known, world })
      .hear('gửi tài liệu')
      .says('attach.pickMeeting')
      .hear('2')
      .says('attach.askRole', { topic: 'vay vốn' })
      .tap('Ảnh buổi họp')
      .says('attach.askFile')
      .sendsFile()
      .asks('attachFiles', { meeting: 'M2', role: 'photo', files: ['f1'] })
      .says('attach.added')
      .tap('Xong')
      .says('attach.keptForLeaders')
      .isOver();
    talk(undefined, { known, world }).hear('gửi biên bản').says('attach.askFile', { topic: 'vay vốn' });
    talk(undefined, { known, world }).hear('đề cương').says('attach.askFile', { topic: '20/10' });
  });

  test('a picture that she just sends: to what it belongs is asked, never guessed', () => {
    talk(undefined, { known, world })
      .sendsFile()
      .says('attach.askUse', { titles: 'Ảnh' })
      .offers('Gửi tin cho chị em', 'Tài liệu họp', 'Biên bản họp', 'Ảnh buổi họp', 'Thôi, không làm')
      .tap('Biên bản họp')
      .asks('attachFiles', { meeting: 'M2', role: 'minutes', files: ['f1'] })
      .says('attach.added');
    talk(undefined, { known, world }).sendsFile().says('attach.askUse').hear('thôi').says('attach.left').isOver();
  });

  test.each(['tooLarge', 'wrongType', 'gone', 'notAllowed'] as const)('%s is told, and nothing is kept', (fault) => {
    const takeFiles = (): Answer => ({ type: 'filesTaken', files: [], fault });
    talk(undefined, { known, world: { ...world, takeFiles } })
      .sendsFile()
      .says(`attach.${fault}`)
      .asksNever('attachFiles')
      .isOver();
  });

  test('a member’s picture leads nowhere, but the words below it are heard; a sticker of a leader is none', () => {
    talk(undefined, { known: { person: LAN }, world })
      .sendsFile()
      .says('common.media')
      .andMore()
      .asksNever('takeFiles');
    talk(undefined, { known: { person: LAN, meetings: [MEETING] }, world })
      .invited('meeting', 'M1')
      .sendsFile('em bận ạ')
      .asks('answerMeeting', { meeting: 'M1', answer: 'busy' })
      .says('meeting.askSummary');
    talk(undefined, { known, world }).sendsPicture().says('common.media').andMore().asksNever('takeFiles');
  });
});

const planned = ({ file, text }: LeaderParams['planMessage']): Answer => {
  const enclosed = { file: file ?? '', kind: 'picture' as const, title: 'Ảnh', link: 'https://hoi.example/tep/x' };
  const ready: LeaderAnswers['messagePlanned'] = {
    result: 'ready',
    broadcast: `b${text.length}`,
    unit: 'Chi hội thôn 3',
    ...REACH,
  };
  return { type: 'messagePlanned', ...ready, ...(file ? { enclosed } : {}) };
};
const sending = {
  ...world,
  planMessage: planned,
  moveMessage: ({ step }: LeaderParams['moveMessage']): Answer => ({
    type: 'messageMoved',
    result: step === 'cancel' ? 'cancelled' : 'sending',
  }),
};

describe('a message with a picture', () => {
  test('words, then a picture while its kind is asked; read back, tried, sent', () => {
    const talking = talk(undefined, { known, world: sending }).hear('gửi tin').says('announce.askText');
    talking.hear('mời chị em xem áp phích').says('announce.askKind');
    talking.sendsFile().says('announce.gotFile').says('announce.askKind').tap('Tuyên truyền');
    talking.asks('planMessage', { text: 'mời chị em xem áp phích', kind: 'information', file: 'f1' });
    talking.says('announce.confirmWith', { title: 'Ảnh', people: 40 }).tap('Gửi thử cho tôi').says('broadcast.test');
    expect(talking.said[0]?.enclosed).toMatchObject({ file: 'f1', link: 'https://hoi.example/tep/x' });
    talking.says('announce.confirmWith').tap('Gửi').asks('moveMessage', { step: 'confirm' }).says('announce.sent').isOver();
  });

  test('a picture alone, with its words below it, or with one word; from the menu of what to do with it', () => {
    const first = talk(undefined, { known, world: sending }).hear('gửi tin').says('announce.askText').sendsFile();
    first.says('announce.gotFile').says('announce.askWords').tap('Chỉ gửi ảnh, tệp').says('announce.askKind').hear('3');
    first.asks('planMessage', { text: '', kind: 'care', file: 'f1' }).says('announce.confirmWith');
    const below = talk(undefined, { known, world: sending }).hear('gửi tin').says('announce.askText');
    below.sendsFile('chúc chị em ngày vui').says('announce.gotFile').says('announce.askKind').hear('1');
    below.asks('planMessage', { text: 'chúc chị em ngày vui', file: 'f2' }).says('announce.confirmWith');
    const menu = talk(undefined, { known, world: sending }).sendsFile().says('attach.askUse').tap('Gửi tin cho chị em');
    menu
      .says('announce.askWords')
      .hear('Hội')
      .says('announce.askKind')
      .hear('1')
      .asks('planMessage', { text: 'Hội', file: 'f3' });
    menu.says('announce.confirmWith').tap('Gửi').says('announce.sent').isOver();
  });

  test('dropped or changed at the preview it is planned anew; the old plan is cancelled', () => {
    const talking = talk(undefined, { known, world: sending }).hear('gửi tin').says('announce.askText');
    talking.hear('mời chị em xem áp phích').says('announce.askKind').hear('2').says('announce.confirm');
    talking.sendsFile().says('announce.gotFile').asks('moveMessage', { step: 'cancel' });
    talking.says('announce.confirmWith').offers('Gửi', 'Gửi thử cho tôi', 'Bỏ ảnh, tệp', 'Thôi, không làm');
    talking.sendsFile().says('announce.gotFile').asks('planMessage', { file: 'f2' }).says('announce.confirmWith');
    talking.tap('Bỏ ảnh, tệp').says('announce.confirm').asks('planMessage', { text: 'mời chị em xem áp phích' });
    expect(talking.done.findLast(({ name }) => name === 'planMessage')?.params).not.toHaveProperty('file');
    // A picture alone that is dropped leaves nothing to send.
    const alone = talk(undefined, { known, world: sending }).hear('gửi tin').says('announce.askText').sendsFile();
    alone.says('announce.gotFile').says('announce.askWords').tap('Chỉ gửi ảnh, tệp').says('announce.askKind').hear('1');
    alone.says('announce.confirmWith').tap('Bỏ ảnh, tệp').says('announce.askText');
  });

  test('what could not be fetched, or is kept no more, is told, and her words stay', () => {
    const gone = { ...sending, takeFiles: (): Answer => ({ type: 'filesTaken', files: [], fault: 'gone' }) };
    const talking = talk(undefined, { known, world: gone }).hear('gửi tin').says('announce.askText');
    talking.hear('mời chị em xem áp phích').says('announce.askKind').sendsFile().says('attach.gone').says('announce.askKind');
    const late = { ...sending, planMessage: (): Answer => ({ type: 'messagePlanned', result: 'noFile' }) };
    const other = talk(undefined, { known, world: late }).tapPayload('#announce::open:tep.f9').says('announce.askWords');
    other.hear('mời xem').says('announce.askKind').hear('1').says('attach.gone').says('announce.askText');
  });
});

test('papers go with an invitation, and can be left out again at its preview', () => {
  const ready = { result: 'ready', unit: 'Chi hội thôn 3', day: 'thứ bảy 28/11', time: '19h30', ...REACH } as const;
  const calling = {
    ...world,
    previewMeeting: (): Answer => ({ type: 'meetingPreviewed', ...ready }),
    conveneMeeting: ({ files = [] }: LeaderParams['conveneMeeting']): Answer => ({
      ...{ type: 'meetingConvened', result: 'done' },
      attached: Math.min(files.length, 2),
    }),
  };
  const said = 'mời họp chi hội bàn 20/10 thứ 7 này 19h30 ở nhà văn hóa';
  const talking = talk(undefined, { known, world: calling }).hear(said).says('convene.confirm');
  talking.sendsFile(undefined, 'Kế hoạch.pdf').says('convene.confirmWith', { papers: 'Kế hoạch.pdf' });
  talking.tap('Bỏ tài liệu').says('convene.confirm').sendsFile(undefined, 'Đề cương.pdf').says('convene.confirmWith');
  talking.sendsFile(undefined, 'Thu chi.xlsx').says('convene.confirmWith', { papers: 'Đề cương.pdf, Thu chi.xlsx' });
  talking
    .hear('1')
    .asks('conveneMeeting', { topic: '20/10', files: ['f2', 'f3'] })
    .says('convene.called')
    .isOver();
  const lost = talk(undefined, { known, world: calling }).hear(said).says('convene.confirm');
  lost.sendsFile(undefined, 'a.pdf', 'b.pdf', 'c.pdf').says('convene.confirmWith').hear('1');
  lost.says('convene.lost').says('convene.called').isOver();
});
