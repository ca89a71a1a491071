import { headingKey } from './headings';
import type { Problem } from './report';
import type { Jump, QuestionLines, SurveyText } from './survey-lines';

/** Longest label of a button, and texts that still fit one message with what stands around them (product §4 rule 8). */
const LONGEST = { label: 20, question: 250, intro: 250, title: 60 } as const;
/** So many answers fit one keyboard, and one digit each. */
const MOST_OPTIONS = 9;
const POINTS = { from: 2, to: 9 } as const;
const NEEDED = {
  title: 'surveyNoTitle',
  code: 'surveyNoCode',
  intro: 'surveyNoIntro',
  opens: 'surveyNoOpens',
  closes: 'surveyNoCloses',
} as const;
const CODE = /^[a-z0-9][a-z0-9-]{0,39}$/;

/** What is wrong with a survey that was read; the jumps of its questions are filled in where they are right. */
export function checkSurvey(head: SurveyText['head'], questions: QuestionLines[]): Problem[] {
  const problems: Problem[] = [];
  for (const [part, reason] of Object.entries(NEEDED)) if (!head[part as keyof typeof NEEDED]) problems.push({ row: 0, reason });
  if (!head.unit && !head.unitCode) problems.push({ row: 0, reason: 'surveyNoUnit' });
  if (head.code && !CODE.test(head.code.text)) problems.push({ row: head.code.row, reason: 'surveyCode', value: head.code.text });
  for (const [part, longest] of [['title', LONGEST.title] as const, ['intro', LONGEST.intro] as const]) {
    const line = head[part];
    if (line && line.text.length > longest) problems.push({ row: line.row, reason: 'surveyLong', hint: String(longest) });
  }
  if (questions.length === 0) problems.push({ row: 0, reason: 'surveyEmpty' });
  const seen = new Map<string, QuestionLines>();
  for (const question of questions) {
    const other = seen.get(question.id);
    if (other) problems.push({ row: question.row, reason: 'surveyTwice', value: question.number, hint: String(other.row) });
    else seen.set(question.id, question);
    checkQuestion(question, problems);
  }
  for (const [place, question] of questions.entries()) {
    question.jumps = question.written.flatMap((each) => jumpOf(each, place, questions, question, problems));
  }
  if (problems.length === 0)
    for (const place of unreachable(questions)) problems.push({ row: questions[place]?.row ?? 0, reason: 'surveyUnreachable' });
  return problems;
}

function checkQuestion({ row, kind, text, options, optionRows, points }: QuestionLines, problems: Problem[]): void {
  const fault = (reason: string, at = row, hint?: string) =>
    problems.push({ row: at, reason, ...(hint === undefined ? {} : { hint }) });
  if (text === '') fault('surveyNoText');
  if (text.length > LONGEST.question) fault('surveyLong', row, String(LONGEST.question));
  if (points !== undefined && (points < POINTS.from || points > POINTS.to)) return void fault('surveyPoints');
  if ((kind === 'single' || kind === 'multiple') && options.length < 2) fault('surveyFewOptions');
  if (options.length > MOST_OPTIONS) fault('surveyManyOptions', row, String(MOST_OPTIONS));
  const labels = new Map<string, number>();
  for (const [place, label] of options.entries()) {
    const at = (kind === 'scale' ? undefined : optionRows[place]) ?? row;
    const key = headingKey(label);
    const twice = labels.get(key);
    if (label === '') fault('surveyNoLabel', at);
    else if (label.length > LONGEST.label) problems.push({ row: at, reason: 'surveyLabel', value: label });
    else if (twice !== undefined) fault('twiceInFile', at, String(twice));
    else labels.set(key, at);
  }
}

function jumpOf(
  { row, answer, to }: QuestionLines['written'][number],
  from: number,
  questions: readonly QuestionLines[],
  question: QuestionLines,
  problems: Problem[],
): Jump[] {
  const fault = (reason: string) => void problems.push({ row, reason, value: to });
  // Several answers at once could lead to several places.
  if (question.kind === 'multiple') return fault('surveyJumpHere') ?? [];
  const key = headingKey(to);
  if (key === 'het' || key === 'ket thuc') return [{ answer }];
  const number = /^cau (\d{1,3})$/.exec(key)?.[1];
  const target = questions.findIndex((each) => each.number === String(Number(number)));
  if (number === undefined || target < 0) return fault('surveyJump') ?? [];
  if (target <= from) return fault('surveyJumpBack') ?? [];
  return [{ answer, to: `q${Number(number)}` }];
}

/** Places of the questions to which no answer leads; whoever passes a question over goes to the next one, which does not count. */
export function unreachable(questions: readonly Pick<QuestionLines, 'id' | 'kind' | 'options' | 'jumps'>[]): number[] {
  const reached = new Set([0]);
  for (const [place, { kind, options, jumps }] of questions.entries()) {
    if (!reached.has(place)) continue;
    const answers = kind === 'yesNo' ? 2 : options.length;
    const all = answers > 0 && new Set(jumps.map(({ answer }) => answer)).size === answers;
    if (!all) reached.add(place + 1);
    for (const { to } of jumps) reached.add(questions.findIndex(({ id }) => id === to));
  }
  return [...questions.keys()].filter((place) => !reached.has(place));
}
