import type { Rsvp } from '../../src/engine/types';

/** One of the forty members whom the leader invites. */
export interface Woman {
  name: string;
  on: 'zalo' | 'messenger';
  /** What she writes, one step after the other; `#yes`, `#no`, `#maybe` are taps on the invitation's buttons. */
  says: readonly string[];
  /** What that comes to; nothing where she did not answer. */
  answer?: Rsvp;
  /** What she writes when she is asked once more, and what it comes to then. */
  later?: readonly string[];
  inTheEnd?: Rsvp;
  wantsSummary?: true;
  stops?: true;
  /** Whether she is there in the end, whatever she said. */
  comes: boolean;
}

type Answering = Omit<Woman, 'name' | 'on'>;

const going = (...says: string[]): Answering => ({ says, answer: 'going', comes: true });
const busy = (...says: string[]): Answering => ({ says: [...says, 'không'], answer: 'busy', comes: false });
const absent = (...says: string[]): Answering => ({ says: [...says, 'có'], answer: 'busy', wantsSummary: true, comes: false });
const unsure = (...says: string[]): Answering => ({ says, answer: 'unsure', comes: false });
const silent: Answering = { says: [], comes: false };

const COMING = ['đi', 'dự', 'có mặt', 'co mat', 'sẽ đi', 'em đi', 'chị đi', 'tui đi', 'e di', 'mình đi', '1', '#yes'];
const YES = (
  'có co ok oke okie oki okela okê uh ừ ừa uhm ờ dạ da vâng đúng đúng_rồi dung_roi đồng_ý dong_y đc dc được duoc chuẩn ukm y yes ' +
  'rồi roi r'
).split(' ');
const BUSY = ['bận', 'ban roi', 'k đi đc', 'ko di dc', 'không đi được', 'xin phép vắng', '2'];
const NO = 'không khong ko k kh kg hông hong hok hem hổng khum hk thôi thoi thui no đừng khỏi bận_rồi vắng'.split(' ');
const LATER = ['lát', 'tí nữa', 'ti nua', 'hồi nữa', 'mai'];
/** Each one's share of some words, written one after the other. */
const shareOf = (words: readonly string[], index: number, of: number): string[] =>
  words.filter((_, n) => n % of === index).map((word) => word.replaceAll('_', ' '));

/**
 * The ways of answering that the domain knows (§5.8): each coming and busy word answers first, then each yes and no changes
 * nothing; ambiguous ones, second thoughts, late ones, a stop, and silence.
 */
const ON_ZALO: readonly Answering[] = [
  ...COMING.map((said, index) => going(said, ...shareOf(YES, index, COMING.length))),
  // One says that she comes and does not; another did not know and is there.
  { ...going('+1'), comes: false },
  { ...unsure('3', ...LATER), comes: true },
  ...BUSY.map((said, index) => busy(said, ...shareOf(NO, index, BUSY.length).flatMap((word) => ['không', word]))),
  absent('bận rồi em'),
  absent('#no'),
  { ...unsure('chưa biết'), later: ['ở xa', 'không'], inTheEnd: 'busy' },
  { ...unsure('chua biet'), later: ['đi làm', 'có'], inTheEnd: 'busy', wantsSummary: true },
  { ...unsure('để coi'), later: ['đi'], inTheEnd: 'going', comes: true },
  { ...unsure('de coi'), later: ['xem đã'], inTheEnd: 'unsure' },
  { ...unsure('tính sau'), later: ['để xem'], inTheEnd: 'unsure' },
  // Vâng or vắng: asked, never guessed.
  going('vang', 'Tôi dự', 'dung', 'Tôi dự'),
  busy('vang', 'Tôi bận', 'không', 'chua', 'Tôi bận'),
  // Two change their minds.
  absent('dự', 'bận rồi em ơi'),
  going('bận', 'không', 'em đi'),
  { says: ['dừng nhắn tin', 'đúng, dừng lại'], stops: true, comes: false },
  // It is shown again as often as she likes, and is still open.
  { ...silent, says: ['nhắc lại', 'gui lai'], later: ['dạ em dự ạ'], inTheEnd: 'going', comes: true },
  silent,
];
/** Where nothing of our own accord can leave a day after she wrote. */
const ON_MESSENGER: readonly Answering[] = [going('#yes'), going('Tôi dự'), unsure('#maybe'), busy('#no'), silent];

const GIVEN = (
  'An Ánh Bích Bình Cúc Châu Chi Dung Duyên Đào Điệp Giang Hà Hải Hạnh Hằng Hậu Hiền Hoa Hồng ' +
  'Huệ Hương Khánh Lan Liên Linh Loan Mai Minh Mỹ Nga Ngân Nhung Oanh Phượng Quyên Sen Tâm Thảo Yến'
).split(' ');
const FAMILY = ['Nguyễn Thị', 'Trần Thị', 'Lê Thị', 'Phạm Thị', 'Hoàng Thị', 'Võ Thị', 'Đỗ Thị'];

/** The members, so named that the order of their names is not that of their answers. */
export const WOMEN: readonly Woman[] = [
  ...ON_ZALO.map((each) => ({ ...each, on: 'zalo' as const })),
  ...ON_MESSENGER.map((each) => ({ ...each, on: 'messenger' as const })),
].map((each, index) => ({ ...each, name: `${FAMILY[index % FAMILY.length]} ${GIVEN[(index * 7) % GIVEN.length]}` }));
