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

/** The ways of answering that the domain knows (§5.8), ambiguous ones, second thoughts, late ones, a stop, and silence. */
const ON_ZALO: readonly Answering[] = [
  ...['đi', 'dự', 'có mặt', 'co mat', 'sẽ đi', 'em đi', 'chị đi', 'tui đi', 'e di', 'mình đi', '1', '#yes'].map((said) =>
    going(said),
  ),
  // One says that she comes and does not; another did not know and is there.
  { ...going('+1'), comes: false },
  { ...unsure('3'), comes: true },
  ...['bận', 'ban roi', 'k đi đc', 'ko di dc', 'không đi được', 'xin phép vắng', '2'].map((said) => busy(said)),
  absent('bận rồi em'),
  absent('#no'),
  { ...unsure('chưa biết'), later: ['ở xa', 'không'], inTheEnd: 'busy' },
  { ...unsure('chua biet'), later: ['đi làm', 'có'], inTheEnd: 'busy', wantsSummary: true },
  { ...unsure('để coi'), later: ['đi'], inTheEnd: 'going', comes: true },
  { ...unsure('de coi'), later: ['xem đã'], inTheEnd: 'unsure' },
  { ...unsure('tính sau'), later: ['để xem'], inTheEnd: 'unsure' },
  // Vâng or vắng: asked, never guessed.
  going('vang', 'Tôi dự'),
  busy('vang', 'Tôi bận'),
  // Two change their minds.
  absent('dự', 'bận rồi em ơi'),
  going('bận', 'không', 'em đi'),
  { says: ['dừng nhắn tin', 'đúng, dừng lại'], stops: true, comes: false },
  { ...silent, later: ['dạ em dự ạ'], inTheEnd: 'going', comes: true },
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
