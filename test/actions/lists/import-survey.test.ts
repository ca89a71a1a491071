import type { Actor } from '../../../src/actions/access';
import { importSurvey } from '../../../src/actions/lists/import-survey';
import { loadKnown } from '../../../src/engine/known';
import { type Conversation, conversationId } from '../../../src/models/conversations';
import { endSurvey, openFor, Surveys } from '../../../src/models/surveys';
import { type Level, putUnit } from '../../../src/models/units';
import { readSurvey } from '../../../src/tables/survey-text';
import { openModels } from '../../open-models';

openModels();
const AT = Date.parse('2027-01-10T10:00:00+07:00');
const deps = { now: () => AT, timeZone: 'Asia/Ho_Chi_Minh' };
const operator: Actor = { kind: 'operator' };
const id = (code: string) => `${code}@2025-07-01`;
const text = (changes: Partial<Record<'unit' | 'opens' | 'closes' | 'question', string>> = {}) => {
  const { unit = 'Đơn vị: An Bình', opens = '1/1/2027', closes = '31/1/2027', question = 'Chị khỏe không?' } = changes;
  return `Khảo sát: Hỏi thăm\nMã: hoi\nGiới thiệu: Hỏi chị.\n${unit}\nMở từ: ${opens}\nĐến hết: ${closes}\nCâu 1 (có/không): ${question}`;
};
let orders = 0;
function take(content: string, { actor = operator, dryRun = false } = {}) {
  const read = readSurvey(content);
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  return importSurvey(read.survey, { id: `o${++orders}`, actor, dryRun }, deps);
}
const sums = (added: number, changed: number, unchanged: number) => ({ added, changed, unchanged, problems: [] });

beforeAll(async () => {
  const units: readonly [string, Level, string, string | null][] = [
    ['99', 'province', 'tỉnh Sen', null],
    ['00004', 'commune', 'xã An Bình', '99'],
    ['00005', 'commune', 'xã An Lạc', '99'],
  ];
  for (const [code, level, place, above] of units) {
    const parent = above && id(above);
    await putUnit({ _id: id(code), code, validFrom: '2025-07-01', level, name: `Hội ${place}`, place, aliases: [], parent });
  }
});
beforeEach(() => Surveys.deleteMany({}));

test('tried, published, published again without change; other days move it, other words are a new version', async () => {
  expect(await take(text(), { dryRun: true })).toEqual(sums(1, 0, 0));
  expect(await Surveys.countDocuments()).toBe(0);
  expect(await take(text())).toEqual(sums(1, 0, 0));
  expect(await take(text())).toEqual(sums(0, 0, 1));
  const [first] = await openFor([id('00004')], AT);
  expect(first).toMatchObject({ _id: 'hoi.1', code: 'hoi', version: 1, title: 'Hỏi thăm', unit: id('00004') });
  expect(first?.opensAt).toBe(Date.parse('2027-01-01T00:00:00+07:00'));
  expect(first?.closesAt).toBe(Date.parse('2027-02-01T00:00:00+07:00'));
  expect(await take(text({ closes: '15/2/2027' }))).toEqual(sums(0, 1, 0));
  expect(await take(text({ closes: '15/2/2027', question: 'Chị có khỏe không?' }))).toEqual(sums(1, 0, 0));
  const all = await Surveys.find().sort({ version: 1 }).lean();
  expect(all.map(({ _id, questions }) => [_id, questions[0]?.text])).toEqual([
    ['hoi.1', 'Chị khỏe không?'],
    ['hoi.2', 'Chị có khỏe không?'],
  ]);
  expect((await openFor([id('00004')], AT)).map(({ _id }) => _id)).toEqual(['hoi.2']);
});

test('a new version waits for its first day; who has answered one version is not asked the next', async () => {
  await take(text());
  await take(text({ opens: '20/1/2027', question: 'Chị có khỏe không?' }));
  expect((await openFor([id('00004')], AT)).map(({ _id }) => _id)).toEqual(['hoi.1']);
  const later = Date.parse('2027-01-21T00:00:00+07:00');
  expect((await openFor([id('00004')], later)).map(({ _id }) => _id)).toEqual(['hoi.2']);
  await Surveys.updateMany({}, { $set: { unit: id('99') } });
  const spoken = (user: string) => asked(user, later);
  expect(await spoken('u1')).toEqual(['hoi.2']);
  await endSurvey('hoi.1', conversationId('zalo', 'oa', 'u1'), AT);
  expect(await spoken('u1')).toEqual([]);
});

/** The surveys that somebody without a unit of her own would be asked. */
async function asked(user: string, now: number): Promise<string[]> {
  const who = { channel: 'zalo', account: 'oa', user } as const;
  const conversation = { ...who, _id: conversationId('zalo', 'oa', user) } as Conversation;
  const event = { type: 'text', text: 'khảo sát', id: 'e', at: now, user, account: 'oa' } as const;
  const { surveys } = await loadKnown(conversation, event, { timeZone: deps.timeZone, now: () => now });
  return surveys.map((each) => each.id);
}

test.each([
  ['an unknown unit, with what was meant', { unit: 'Đơn vị: An Lạt' }, 4, 'unknownUnit'],
  ['an unknown code', { unit: 'Mã đơn vị: 77' }, 4, 'noSuchUnit'],
  ['days in the wrong order', { opens: '2/2/2027' }, 6, 'surveyDayOrder'],
  ['a day that is none', { opens: '31/2/2027' }, 5, 'noSuchDay'],
  ['a year of two digits', { closes: '31/1/27' }, 6, 'surveyDay'],
  ['a last day that is over', { opens: '1/1/2027', closes: '9/1/2027' }, 6, 'surveyOver'],
])('%s is refused with its line, and nothing is published', async (_, changes, row, reason) => {
  expect((await take(text(changes))).problems).toMatchObject([{ row, reason }]);
  expect(await Surveys.countDocuments()).toBe(0);
});

test('a leader publishes in her unit alone, and nobody takes the code of another unit', async () => {
  const chair: Actor = { kind: 'leader', person: 'x', unit: id('00005'), post: 'communeChair' };
  expect((await take(text({ unit: 'Mã đơn vị: 00004' }), { actor: chair })).problems).toMatchObject([{ reason: 'noSuchUnit' }]);
  const lead: Actor = { ...chair, unit: id('00004'), post: 'branchLead' };
  expect((await take(text(), { actor: lead })).problems).toMatchObject([{ row: 4, reason: 'notYours' }]);
  expect(await take(text({ unit: 'Đơn vị: xã An Lạc' }), { actor: chair })).toEqual(sums(1, 0, 0));
  expect((await take(text())).problems).toMatchObject([{ row: 2, reason: 'surveyCodeInUse', hint: 'xã An Lạc' }]);
  expect(await Surveys.countDocuments()).toBe(1);
});
