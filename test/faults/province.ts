import { insertMeeting } from '../../src/models/meetings';
import * as surveys from '../../src/models/surveys';
import { putUnit, type Unit } from '../../src/models/units';

/** Ids of what the people of the fault tests talk about. */
export const SURVEY = 'S1';
export const MEETING = 'M1';
/** What they write as their place, and the unit that it means. */
export const BRANCHES = [
  { commune: 'xã An Bình', branch: 'thôn Đông', unit: '101@2026-01-01' },
  { commune: 'xã An Bình', branch: 'thôn Tây', unit: '102@2026-01-01' },
  { commune: 'xã Hòa Thuận', branch: 'thôn Thượng', unit: '201@2026-01-01' },
] as const;

const unit = (code: string, level: Unit['level'], name: string, place: string, parent: string | null): Unit => ({
  _id: `${code}@2026-01-01`,
  code,
  validFrom: '2026-01-01',
  level,
  name,
  place,
  aliases: [],
  parent: parent === null ? null : `${parent}@2026-01-01`,
  phone: '0232 386 1234',
  hotlines: '113 · 111',
  about: { why: 'Có chị em.', fee: 'Hội phí 1.000 đồng.', how: 'Chị trả lời vài câu.' },
  settings: [{ key: 'applicationDays', from: '2026-01-01', value: 3 }],
});

const UNITS: Unit[] = [
  unit('1', 'province', 'Hội LHPN tỉnh', 'tỉnh Thử', null),
  unit('10', 'commune', 'Hội LHPN xã An Bình', 'xã An Bình', '1'),
  unit('20', 'commune', 'Hội LHPN xã Hòa Thuận', 'xã Hòa Thuận', '1'),
  unit('101', 'branch', 'Chi hội thôn Đông', 'thôn Đông', '10'),
  unit('102', 'branch', 'Chi hội thôn Tây', 'thôn Tây', '10'),
  unit('201', 'branch', 'Chi hội thôn Thượng', 'thôn Thượng', '20'),
];

/** The questions of the survey; people answer each of them. */
export const QUESTIONS: surveys.Survey['questions'] = [
  { id: 'q1', kind: 'single', text: 'Chị muốn họp chi hội lúc nào?', options: ['Tối trong tuần', 'Sáng thứ Bảy', 'Chủ nhật'] },
  { id: 'q2', kind: 'multiple', text: 'Chị muốn học nghề gì?', options: ['May', 'Nấu ăn', 'Làm tóc'] },
  { id: 'q3', kind: 'yesNo', text: 'Chị có muốn vay vốn làm ăn không?', options: [] },
  { id: 'q4', kind: 'text', text: 'Chị có nguyện vọng gì muốn nói với Hội?', options: [] },
];

/** Two communes, three branches, an open survey for everybody and a meeting to be invited to. */
export async function seedProvince(): Promise<void> {
  for (const each of UNITS) await putUnit(each);
  const month = 30 * 24 * 3600_000;
  await surveys.publish({
    _id: SURVEY,
    title: 'Chị cần gì ở Hội?',
    intro: 'Hội muốn nghe chị.',
    questions: QUESTIONS,
    unit: '1@2026-01-01',
    opensAt: Date.now() - month,
    closesAt: Date.now() + month,
  });
  // Nothing goes out around it: the people of these tests are asked by the tests.
  const steps = { again: 0, unsure: 0, day: 0, hours: 0, summary: 'nobody', thanks: false, rating: false } as const;
  const nothing = { history: [], outbox: [], audience: {}, taken: [], sent: [], changes: 0, askedAt: 0 };
  await insertMeeting(
    {
      ...{ ...nothing, _id: MEETING, unit: '101@2026-01-01', kind: 'branch', topic: 'bàn việc cuối năm', steps },
      ...{ place: 'nhà văn hóa', startsAt: Date.now() + month, minutes: 90, state: 'called' },
    },
    Date.now(),
  );
}
