import { DateTime } from 'luxon';
import type { Config } from '../src/config';
import type { SurveyDoc } from '../src/engine/types';
import { readCount } from '../src/models/counts';
import {
  codeFor,
  giveCode,
  insertPeople,
  inUnits,
  newPerson,
  numberFor,
  type Person,
  tieConversation,
} from '../src/models/people';
import { SETTINGS } from '../src/models/settings';
import { publish } from '../src/models/surveys';
import { putTarget } from '../src/models/targets';
import { type Level, putUnit, type Unit } from '../src/models/units';
import { yearOf } from '../src/programme/periods';
import { addFact, type Ring, recount } from '../src/programme/recount';

/** Members of a branch, spread evenly over its groups. */
const PER_BRANCH = 20;
const VALID_FROM = '2025-07-01';
const FAMILIES = ['Nguyễn', 'Trần', 'Lê', 'Phạm', 'Hoàng', 'Vũ', 'Đặng', 'Bùi', 'Đỗ', 'Ngô', 'Dương'];
const MIDDLES = ['Thị', 'Thị Thu', 'Thị Ngọc', 'Thị Kim', 'Thanh', 'Thị Minh', 'Bích'];
const GIVEN = ['Lan', 'Hoa', 'Mai', 'Hương', 'Thảo', 'Hạnh', 'Nga', 'Yến', 'Dung', 'Thủy', 'Loan', 'Phượng', 'Xuân'];
/** What is asked of a unit of a level in a year: new members, and pairs of 1+1 (b). */
const TARGETS: Readonly<Record<Exclude<Level, 'group'>, readonly [joined: number, pairs: number]>> = {
  province: [60, 36],
  commune: [30, 18],
  branch: [10, 6],
};

const COMMUNES = [
  {
    place: 'xã An Bình',
    aliases: [{ name: 'xã Bình Trung' }, { name: 'xã An Lạc Cũ' }],
    phone: '0900 000 201',
    branches: ['thôn Đông', 'thôn Đoài', 'thôn Thượng'],
  },
  {
    place: 'phường Hòa Mai',
    aliases: [{ name: 'thị trấn Mai Lĩnh' }],
    phone: '0900 000 202',
    branches: ['khu phố 1', 'khu phố 2', 'khu phố Chợ'],
  },
];

/** The survey that is open in the demo province: everyday questions, none of them sensitive (domain §5.5). */
export const DEMO_SURVEY: SurveyDoc = {
  id: 'mong-doi',
  title: 'Chị em mong gì ở Hội',
  intro: 'Hội muốn nghe chị, khoảng 2 phút thôi ạ.',
  questions: [
    {
      id: 'q1',
      kind: 'multiple',
      text: 'Chị đang mong được học nghề gì?',
      options: ['May', 'Nấu ăn, làm bánh', 'Làm tóc, nail', 'Chăn nuôi, trồng cây', 'Bán hàng online', 'Chưa cần'],
    },
    choice('q2', 'Nhà chị thấy khó nhất ở điểm nào của “3 sạch”?', ['Sạch nhà', 'Sạch bếp', 'Sạch ngõ', 'Đã tốt cả']),
    { id: 'q3', kind: 'yesNo', text: 'Chị có muốn Hội mời bác sĩ về nói chuyện ở thôn mình không?', options: [] },
    choice('q4', 'Chị muốn họp chi hội vào lúc nào?', [
      'Tối trong tuần',
      'Sáng thứ Bảy',
      'Chiều thứ Bảy',
      'Chủ nhật',
      'Họp qua Zalo',
    ]),
    { id: 'q5', kind: 'text', text: 'Chị có điều gì muốn nói với Hội ạ?', options: [] },
  ],
};

/** What was made: ids, and the members in the order in which conversations were given to them. */
export interface DemoProvince {
  province: string;
  communes: string[];
  branches: string[];
  survey: string;
  members: { id: string; unit: string; branch: string; code: string; conversation?: string }[];
}

/**
 * Makes a province of made-up people: 2 communes, 6 branches with 2 groups each, 20 members a branch, targets of the current
 * year, an open survey. The first conversations (ids) are tied to the first members. A second run changes nothing.
 */
export async function seedDemoProvince(
  { timeZone }: Pick<Config, 'timeZone'>,
  conversations: readonly string[],
  now = Date.now(),
): Promise<DemoProvince> {
  const units = demoUnits();
  for (const unit of units) await putUnit(unit);
  const ids = (level: Level) => units.filter((unit) => unit.level === level).map((unit) => unit._id);
  const [province = ''] = ids('province');
  const made = { province, communes: ids('commune'), branches: ids('branch') };
  const year = yearOf(now, timeZone);
  const start = DateTime.fromObject({ year }, { zone: timeZone });
  for (const { _id, level } of units) {
    if (level === 'group') continue;
    const [joined, pairs] = TARGETS[level];
    await putTarget({ unit: _id, period: String(year), metric: 'joined', goal: { kind: 'absolute', value: joined } });
    await putTarget({ unit: _id, period: String(year), metric: 'pairs:recruit', goal: { kind: 'absolute', value: pairs } });
  }
  const { id, ...survey } = DEMO_SURVEY;
  const open = { _id: `${id}-${year}`, unit: province, opensAt: start.toMillis(), closesAt: start.plus({ years: 1 }).toMillis() };
  await publish({ ...survey, ...open });
  const people = demoPeople(units, start.minus({ years: 2 }).toMillis());
  await keepPeople(people, conversations);
  await openingFacts(units, people, `${year}-01`);
  const known = new Map((await inUnits(people.map((each) => each.unit))).map((each) => [each._id, each]));
  const members: DemoProvince['members'] = [];
  for (const [n, { _id, unit }] of people.entries()) {
    const conversation = conversations[n];
    const branch = units.find((each) => each._id === unit)?.parent ?? unit;
    const code = known.get(_id)?.code ?? (await giveCode(_id));
    if (conversation !== undefined && !known.get(_id)?.conversations.includes(conversation))
      await tieConversation(_id, conversation);
    members.push({ id: _id, unit, branch, code, ...(conversation === undefined ? {} : { conversation }) });
  }
  return { ...made, survey: open._id, members };
}

function demoUnits(): Unit[] {
  const unit = (level: Level, code: string, name: string, place: string, parent: string | null): Unit => ({
    ...{ _id: `${code}@${VALID_FROM}`, code, validFrom: VALID_FROM, level, name, place, aliases: [], parent },
  });
  const top = unit('province', '99', 'Hội LHPN tỉnh Sen Vàng', 'tỉnh Sen Vàng', null);
  const communes = COMMUNES.flatMap(({ place, aliases, phone, branches }, c) => {
    const commune = { ...unit('commune', `9900${c + 1}`, `Hội LHPN ${place}`, place, top._id), aliases, phone };
    const below = branches.flatMap((where, b) => {
      const branch = unit('branch', `${commune.code}-0${b + 1}`, `Chi hội ${where}`, where, commune._id);
      const groups = [1, 2].map((g) => unit('group', `${branch.code}-${g}`, `Tổ ${g} ${where}`, `tổ ${g} ${where}`, branch._id));
      return [{ ...branch, phone: `0900 000 3${c}${b}` }, ...groups];
    });
    return [commune, ...below];
  });
  const about = {
    why: 'Vào Hội, chị có nơi chia sẻ, được học nghề, vay vốn, chăm sóc sức khỏe và được Hội bảo vệ quyền lợi.',
    fee: 'Hội phí do chi hội bàn và thu công khai, thường vài nghìn đồng một tháng.',
    how: 'Chị từ đủ 18 tuổi, tự nguyện thì gửi nguyện vọng ở đây. Chi hội gọi chị, rồi Hội xã xem xét công nhận.',
  };
  const hotlines = '113 (nguy hiểm), 1900 96 96 80 (bạo lực gia đình), 111 (trẻ em), 115 (cấp cứu)';
  return [{ ...top, phone: '0900 000 200', hotlines, about, settings: planFigures() }, ...communes];
}

/** The figures of the plans, set by the demo province as a real one sets its own. */
function planFigures(): NonNullable<Unit['settings']> {
  return Object.entries(SETTINGS).map(([key, { otherwise }]) => ({ key, from: VALID_FROM, value: otherwise }));
}

function demoPeople(units: readonly Unit[], since: number): Person[] {
  const groups = units.filter((unit) => unit.level === 'group');
  return groups.flatMap((group, g) =>
    Array.from({ length: PER_BRANCH / 2 }, (_, m) => {
      const n = g * (PER_BRANCH / 2) + m;
      const name = [FAMILIES[n % FAMILIES.length], MIDDLES[n % MIDDLES.length], GIVEN[n % GIVEN.length]].join(' ');
      const phone = `0900100${String(n).padStart(3, '0')}`;
      const birthYear = 1955 + ((n * 7) % 50);
      return newPerson(`demo-${n}`, { name, phone, birthYear, unit: group._id, status: 'member', memberSince: since });
    }),
  );
}

/** With chats, codes and numbers from the start, one insert; whoever's were taken is kept without and gets them later. */
async function keepPeople(people: readonly Person[], conversations: readonly string[]): Promise<void> {
  const chats = (n: number) => (conversations[n] === undefined ? [] : [conversations[n]]);
  const signs = ({ _id }: Person) => ({ code: codeFor(_id, 0), number: numberFor(_id, 0) });
  await insertPeople(people.map((each, n) => ({ ...each, ...signs(each), conversations: chats(n) })));
  const kept = new Set((await inUnits(people.map((each) => each.unit))).map((each) => each._id));
  const passedOver = people.filter((each) => !kept.has(each._id));
  if (passedOver.length > 0) await insertPeople(passedOver);
}

async function openingFacts(units: readonly Unit[], people: readonly Person[], period: string): Promise<void> {
  const opened = await readCount(units[0]?._id ?? '', period);
  if (opened && !opened.dirty && (opened.n.members ?? 0) >= people.length) return;
  const owed = new Set<string>();
  const later: Ring = async (unit) => void owed.add(unit);
  for (const { _id } of units.filter((unit) => unit.level === 'group')) {
    const n = people.filter((person) => person.unit === _id).length;
    await addFact({ _id: `demo/members/${_id}`, metric: 'members', unit: _id, period, n }, later);
  }
  // Level by level: a set keeps its order, and units above are added while it is walked.
  for (const unit of owed) await recount(unit, period, later);
}

function choice(id: string, text: string, options: string[]): SurveyDoc['questions'][number] {
  return { id, kind: 'single', text, options };
}
