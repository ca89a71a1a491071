import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readSurvey } from '../../src/tables/survey-text';

const EXAMPLE = readFileSync(path.resolve(__dirname, '..', '..', 'docs', 'survey.txt'), 'utf8');
const HEAD = 'Khảo sát: Họp\nMã: hop\nGiới thiệu: Hỏi chị.\nMã đơn vị: 99\nMở từ: 1/1/2027\nĐến hết: 31/1/2027\n';
/** What is wrong with questions that stand below a good head, from line 7. */
function faults(questions: string, head = HEAD) {
  const read = readSurvey(head + questions);
  return 'problems' in read ? read.problems.map(({ row, reason }) => `${row} ${reason}`) : [];
}

test('the example has each kind of question, with its jumps', () => {
  const read = readSurvey(EXAMPLE);
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  expect(read.survey.head).toMatchObject({ code: { row: 4, text: 'mong-gi-2027' }, closes: { text: '31/3/2027' } });
  const points = ['1 Chưa bổ ích', '2', '3', '4', '5 Rất bổ ích'];
  const evening = ['Tối trong tuần', 'Sáng thứ Bảy', 'Chủ nhật', 'Không họp được'];
  expect(read.survey.questions).toMatchObject([
    { id: 'q1', kind: 'multiple', options: { length: 5 }, jumps: [] },
    { id: 'q2', kind: 'yesNo', options: [], jumps: [{ answer: false, to: 'q4' }] },
    { id: 'q3', kind: 'scale', options: points, jumps: [] },
    { id: 'q4', kind: 'single', options: evening, jumps: [{ answer: 3 }] },
    { id: 'q5', kind: 'number', text: 'Nhà chị có mấy người từ 18 tuổi trở lên?' },
    { id: 'q6', kind: 'text', options: [] },
  ]);
});

test('decomposed letters, other line ends, no accents in the head and other bullets read the same', () => {
  const plain = EXAMPLE.replace('Khảo sát:', 'KHAO SAT:').replaceAll('\n- ', '\n• ').replaceAll('→', '->');
  expect(readSurvey(plain.normalize('NFD').replaceAll('\n', '\r\n'))).toEqual(readSurvey(EXAMPLE));
});

test.each([
  ['no question', '', ['0 surveyEmpty']],
  ['an unknown kind', 'Câu 1 (vẽ): Gì?', ['7 surveyKind']],
  ['no kind', 'Câu 1: Gì?', ['7 surveyKind']],
  ['a question without words', 'Câu 1 (viết):', ['7 surveyNoText']],
  ['the same number twice', 'Câu 1 (viết): A?\nCâu 01 (viết): B?', ['8 surveyTwice']],
  ['an option without label', 'Câu 1 (một ý): A?\n- Có\n-', ['9 surveyNoLabel']],
  ['a label that fits no button', `Câu 1 (một ý): A?\n- Có\n- ${'a'.repeat(21)}`, ['9 surveyLabel']],
  ['the same label twice', 'Câu 1 (một ý): A?\n- Có\n- co', ['9 twiceInFile']],
  ['one option only', 'Câu 1 (nhiều ý): A?\n- Có', ['7 surveyFewOptions']],
  ['too many options', `Câu 1 (một ý): A?\n${[...'abcdefghik'].map((each) => `- ${each}`).join('\n')}`, ['7 surveyManyOptions']],
  ['options below a text', 'Câu 1 (viết): A?\n- Có', ['8 surveyNoOptions']],
  ['a third answer to yes or no', 'Câu 1 (có/không): A?\n- Chưa → hết', ['8 surveyYesNo']],
  ['a scale of one point', 'Câu 1 (thang 1-1): A?', ['7 surveyPoints']],
  ['a point outside the scale', 'Câu 1 (thang 1-5): A?\n- 6 Tốt', ['8 surveyPoint']],
  ['a jump to nowhere', 'Câu 1 (có/không): A?\n- Có → câu 9', ['8 surveyJump']],
  ['a jump back', 'Câu 1 (viết): A?\nCâu 2 (có/không): B?\n- Có → câu 1', ['9 surveyJumpBack']],
  ['a jump from several answers', 'Câu 1 (nhiều ý): A?\n- a → hết\n- b', ['8 surveyJumpHere']],
  ['a stray line', 'Câu 1 (viết): A?\nvà nữa', ['8 surveyLine']],
  ['a long question', `Câu 1 (viết): ${'a'.repeat(251)}`, ['7 surveyLong']],
  [
    'a question that nobody can reach',
    'Câu 1 (có/không): A?\n- Có → câu 3\n- Không → hết\nCâu 2 (viết): B?\nCâu 3 (viết): C?',
    ['10 surveyUnreachable'],
  ],
])('%s is told with its line', (_, questions, told) => expect(faults(questions)).toEqual(told));

test('each missing line of the head is told, and one that stands twice', () => {
  const names = ['Title', 'Code', 'Intro', 'Opens', 'Closes', 'Unit'];
  expect(faults('Câu 1 (viết): A?', '')).toEqual(names.map((each) => `0 surveyNo${each}`));
  expect(faults('Câu 1 (viết): A?', `${HEAD}Mã: khac\nMàu: đỏ\n`)).toEqual(['7 twiceInFile', '8 surveyLine']);
  expect(faults('Câu 1 (viết): A?', HEAD.replace('hop', 'Họp ấy'))).toEqual(['2 surveyCode']);
});
