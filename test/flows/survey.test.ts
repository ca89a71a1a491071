import { survey } from '../../flows/survey';
import type { SurveyDoc } from '../../src/engine/types';
import { SURVEY, talk } from './talk';

const HOUR = 3600_000;
const known = { surveys: [SURVEY], consents: { KHAO_SAT: true } };
const begun = () => talk(survey, { known }).says('survey.intro', { total: 4 }).says('survey.single', { n: 1, total: 4 });

test('consent is asked once, strictly, and kept', () => {
  talk(survey, { known: { surveys: [SURVEY] } })
    .says('survey.intro')
    .says('survey.consent')
    .hear('ok')
    .says('common.consentStrict')
    .asksNever('recordConsent')
    .hear('đồng ý')
    .asks('recordConsent', { purpose: 'KHAO_SAT', given: true, by: 'words' })
    .says('survey.single');
  talk(survey, { known: { surveys: [SURVEY] } })
    .says('survey.intro')
    .says('survey.consent')
    .tap('Chưa đồng ý')
    .says('survey.refused')
    .isOver();
});

test('every kind of question can be answered by number, word or tap, and passed over', () => {
  begun()
    .hear('chu nhat')
    .asks('answerSurvey', { survey: 'S1', question: 'q1', value: [2] })
    .says('survey.multiple')
    .hear('1 và 3')
    .asks('answerSurvey', { question: 'q2', value: [0, 2] })
    .says('survey.yesNo')
    .hear('2')
    .asks('answerSurvey', { question: 'q3', value: false })
    .says('survey.text')
    .hear('bỏ qua')
    .says('survey.thanks')
    .asks('finishSurvey', { survey: 'S1', complete: true, answers: { q1: [2], q2: [0, 2], q3: false } })
    .isOver();
});

test('several options can be tapped one after the other', () => {
  begun()
    .tap('Bỏ qua')
    .says('survey.multiple')
    .tap('May')
    .says('survey.more', { chosen: 'May' })
    .tap('Làm tóc')
    .says('survey.more', { chosen: 'May, Làm tóc' })
    .tap('Xong')
    .asks('answerSurvey', { question: 'q2', value: [0, 2] })
    .says('survey.yesNo');
});

test('one answer is wanted where there is one', () => {
  begun().hear('1, 2').says('survey.singleAgain').asksNever('answerSurvey');
});

test('going back changes an answer', () => {
  begun()
    .tap('Chủ nhật')
    .says('survey.multiple')
    .hear('quay lại')
    .says('survey.single', { n: 1 })
    .tap('Sáng thứ Bảy')
    .asks('answerSurvey', { question: 'q1', value: [1] })
    .says('survey.multiple');
});

test('a tap on the invitation of a survey under way is no answer', () => {
  const talking = begun()
    .tap('Chủ nhật')
    .says('survey.multiple')
    .tap('Bỏ qua')
    .says('survey.yesNo')
    .tapPayload('#survey:S1:yes')
    .says('survey.yesNo');
  expect(talking.done.filter(({ name }) => name === 'answerSurvey')).toHaveLength(1);
});

test('a tap on an old question of the survey answers nothing', () => {
  const talking = begun()
    .tap('Chủ nhật')
    .says('survey.multiple')
    .tapPayload('#survey:S1/q1:choice:0')
    .says('common.resumed')
    .says('survey.multiple');
  expect(talking.done.filter(({ name }) => name === 'answerSurvey')).toHaveLength(1);
});

test('half a survey counts for what it is', () => {
  begun()
    .tap('Chủ nhật')
    .says('survey.multiple')
    .waits(24 * HOUR)
    .says('common.nudge')
    .says('survey.multiple')
    .waits(48 * HOUR)
    .asks('finishSurvey', { complete: false, answers: { q1: [2] } })
    .says('survey.lapsed')
    .isOver();
});

test('an invitation is answered without having been played', () => {
  talk(undefined, { known }).invited('survey', 'S1').hear('có').says('survey.single').tap('Chủ nhật').says('survey.multiple');
  talk(undefined, { known }).invited('survey', 'S1').hear('để sau').says('survey.putOff').isOver();
  talk(undefined, { known: { ...known, surveys: [] } })
    .tapPayload('#survey:S1:yes')
    .says('survey.gone')
    .isOver();
});

test('the one she wants is picked when there are several, and there may be none', () => {
  const two = { ...known, surveys: [SURVEY, { ...SURVEY, id: 'S2', title: 'Chị thấy họp thế nào?' }] };
  talk(survey, { known: two })
    .says('survey.pick')
    .hear('2')
    .says('survey.intro', { title: 'Chị thấy họp thế nào?' })
    .says('survey.single');
  talk(survey).says('survey.none').isOver();
});

const BRANCHED: SurveyDoc = {
  ...SURVEY,
  id: 'hop.2',
  questions: [
    { id: 'q1', kind: 'yesNo', text: 'Chị có dự họp không?', options: [], jumps: [{ answer: false, to: 'q3' }] },
    { id: 'q2', kind: 'scale', text: 'Họp bổ ích đến đâu?', options: ['1 Chưa', '2', '3 Rất bổ ích'] },
    { id: 'q3', kind: 'number', text: 'Nhà chị có mấy người?', options: [] },
    { id: 'q4', kind: 'single', text: 'Chị muốn gì?', options: ['Vay vốn', 'Không gì'], jumps: [{ answer: 1 }] },
    { id: 'q5', kind: 'text', text: 'Chị nói thêm?', options: [] },
  ],
};
const branched = () =>
  talk(survey, { known: { ...known, surveys: [BRANCHED] } })
    .says('survey.intro', { total: 5 })
    .says('survey.yesNo', { n: 1 });

test('a scale and a number are answered by digits; a doubtful number is asked again', () => {
  branched()
    .hear('có')
    .says('survey.single', { n: 2 })
    .hear('3')
    .asks('answerSurvey', { question: 'q2', value: [2] })
    .says('survey.number', { n: 3 })
    .hear('khoảng 4')
    .says('survey.numberAgain', { n: 3 })
    .hear('bốn người')
    .asks('answerSurvey', { question: 'q3', value: 4 })
    .says('survey.single', { n: 4 })
    .tap('Vay vốn')
    .says('survey.text', { n: 5 })
    .hear('bỏ qua')
    .says('survey.thanks')
    .asks('finishSurvey', { complete: true, answers: { q1: true, q2: [2], q3: 4, q4: [0] } })
    .isOver();
});

test('an answer leaves questions out, and back goes the way she came', () => {
  branched()
    .hear('không')
    .says('survey.number', { n: 3 })
    .hear('quay lại')
    .says('survey.yesNo', { n: 1 })
    .hear('không')
    .says('survey.number', { n: 3 })
    .hear('2')
    .says('survey.single', { n: 4 })
    .tap('Không gì')
    .says('survey.thanks')
    .asks('finishSurvey', { complete: true, answers: { q1: false, q3: 2, q4: [1] } })
    .isOver();
});

test('an answer that a changed mind leaves out is not counted', () => {
  branched()
    .hear('có')
    .says('survey.single', { n: 2 })
    .hear('1')
    .says('survey.number', { n: 3 })
    .hear('quay lại')
    .says('survey.single', { n: 2 })
    .hear('quay lại')
    .says('survey.yesNo', { n: 1 })
    .hear('không')
    .says('survey.number', { n: 3 })
    .hear('2')
    .says('survey.single', { n: 4 })
    .tap('Không gì')
    .says('survey.thanks')
    .asks('finishSurvey', { answers: { q1: false, q3: 2, q4: [1] } });
});

test('an invitation to a version that was replaced leads to the newest', () => {
  talk(undefined, { known: { ...known, surveys: [BRANCHED] } })
    .tapPayload('#survey:hop.1:yes')
    .says('survey.yesNo', { n: 1, total: 5 });
});

test('what was frozen before there were jumps goes on', () => {
  const was = { value: 'yesNo', context: { index: 2, answers: { q1: [0] } } };
  expect(survey.migrations[1](was).context).toEqual({ index: 2, answers: { q1: [0] }, path: [0, 1] });
});
