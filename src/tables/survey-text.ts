import { headingKey } from './headings';
import type { Problem } from './report';
import { checkSurvey } from './survey-checks';
import type { QuestionLines, QuestionText, SurveyHead, SurveyKind, SurveyText } from './survey-lines';

const HEADS = {
  title: ['khao sat', 'ten khao sat', 'tieu de'],
  code: ['ma', 'ma khao sat'],
  intro: ['gioi thieu', 'loi gioi thieu', 'loi chao'],
  unit: ['don vi'],
  unitCode: ['ma don vi'],
  opens: ['mo tu', 'mo tu ngay', 'tu ngay', 'bat dau'],
  closes: ['den het', 'den het ngay', 'den ngay', 'ket thuc'],
} as const satisfies Record<SurveyHead, readonly string[]>;
const KINDS: Readonly<Record<string, SurveyKind>> = {
  'mot y': 'single',
  'chon mot': 'single',
  'nhieu y': 'multiple',
  'chon nhieu': 'multiple',
  'co khong': 'yesNo',
  so: 'number',
  viet: 'text',
  'tu viet': 'text',
};
const HEAD_BY_KEY = new Map(
  Object.entries(HEADS).flatMap(([head, keys]) => keys.map((key) => [key as string, head as SurveyHead])),
);
const QUESTION = /^câu\s*(\d{1,3})\s*(?:\(([^)]*)\))?\s*[:.]\s*(.*)$/iu;
const OPTION = /^[-•*–]\s*(.*?)\s*(?:(?:→|[-=]>)\s*(.*))?$/u;
const HEAD = /^([^:]{1,30}):\s*(.*)$/u;
const POINT = /^(\d{1,2})(?:\s*[:=.)]\s*|\s+|$)(.*)$/u;
const SCALE = /^thang (?:diem )?1 (?:den )?(\d{1,2})$/;

/**
 * Reads the text format of surveys (docs/survey.txt): a head of `Khảo sát:`, `Mã:`, `Giới thiệu:`, `Đơn vị:` or `Mã đơn vị:`, `Mở từ:`
 * and `Đến hết:`, then `Câu 1 (một ý): …` with `- option → câu 3` below. Empty lines and those with `#` in front are passed over.
 */
export function readSurvey(content: string): { survey: SurveyText } | { problems: Problem[] } {
  const problems: Problem[] = [];
  const head: SurveyText['head'] = {};
  const questions: QuestionLines[] = [];
  for (const [index, line] of content.normalize('NFC').split(/\r?\n/).entries()) {
    const row = index + 1;
    const text = line.replaceAll(/\s+/g, ' ').trim();
    if (text === '' || text.startsWith('#')) continue;
    const fault = (reason: string, value = text, hint?: string) =>
      void problems.push({ row, reason, value, ...(hint === undefined ? {} : { hint }) });
    const asked = QUESTION.exec(text);
    const option = OPTION.exec(text);
    const last = questions.at(-1);
    if (asked) questions.push(questionOf(asked, row, fault));
    else if (option && last) addOption(last, option, row, fault);
    else if (last) fault('surveyLine');
    else {
      const [, name = '', value = ''] = HEAD.exec(text) ?? [];
      const key = HEAD_BY_KEY.get(headingKey(name));
      if (key === undefined) fault('surveyLine');
      else if (head[key]) fault('twiceInFile', text, String(head[key].row));
      else if (value !== '') head[key] = { row, text: value };
    }
  }
  problems.push(...checkSurvey(head, questions));
  if (problems.length > 0) return { problems: problems.sort((a, b) => a.row - b.row) };
  return { survey: { head, questions: questions.map(plain) } };
}

function questionOf(
  [, number = '', kindText, text = '']: RegExpExecArray,
  row: number,
  fault: (reason: string, value?: string) => void,
): QuestionLines {
  const key = headingKey(kindText ?? '');
  const points = SCALE.exec(key)?.[1];
  const kind = points === undefined ? KINDS[key] : 'scale';
  if (kind === undefined) fault('surveyKind', kindText ?? '');
  const scale = points === undefined ? {} : { points: Number(points) };
  const options = Array.from({ length: Math.min(scale.points ?? 0, 10) }, (_, n) => String(n + 1));
  const asked = { id: `q${Number(number)}`, number: String(Number(number)), row, kind: kind ?? 'text', text };
  return { ...asked, options, optionRows: [], jumps: [], written: [], ...scale };
}

function addOption(
  question: QuestionLines,
  [, label = '', to]: RegExpExecArray,
  row: number,
  fault: (reason: string) => void,
): void {
  const answer = answerOf(question, label, fault);
  question.optionRows.push(row);
  if (to !== undefined && answer !== undefined) question.written.push({ row, answer, to });
}

/** Which answer a line below a question stands for; a line of a scale names one of its points. */
function answerOf(question: QuestionLines, label: string, fault: (reason: string) => void): number | boolean | undefined {
  const { kind, options, points = 0 } = question;
  if (kind === 'single' || kind === 'multiple') return options.push(label) - 1;
  if (kind === 'yesNo') {
    const said = ({ co: true, khong: false } as const)[headingKey(label)];
    if (said === undefined) fault('surveyYesNo');
    return said;
  }
  if (kind !== 'scale') return void fault('surveyNoOptions');
  const [, point = '0', words = ''] = POINT.exec(label) ?? [];
  const at = Number(point) - 1;
  if (at < 0 || at >= points) return void fault('surveyPoint');
  options[at] = `${point} ${words}`.trim();
  return at;
}

function plain({ id, kind, text, options, jumps }: QuestionLines): QuestionText {
  return { id, kind, text, options, jumps };
}
