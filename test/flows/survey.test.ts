import { survey } from '../../flows/survey';
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
