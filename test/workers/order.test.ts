import { sendReplies } from '../../src/engine/outbound';
import { takeTurns } from '../../src/engine/turn';
import { Consents } from '../../src/models/consents';
import { MeetingAnswers } from '../../src/models/meeting-answers';
import { unseal } from '../../src/models/secrets';
import { queueSend, Sends } from '../../src/models/sends';
import { SurveyAnswers } from '../../src/models/surveys';
import { makeMember } from '../faults/member';
import { MEETING, SURVEY } from '../faults/province';
import { useWorkshop } from './workshop';

const workshop = useWorkshop();

const rsvpOf = async (user: string) => (await MeetingAnswers.findById(`${MEETING}/member-${workshop().id(user)}`).lean())?.answer;
const answersOf = async (user: string) => {
  const answers = await SurveyAnswers.find({ conversation: workshop().id(user) }).lean();
  return Object.fromEntries(answers.map(({ question, value }) => [question, unseal(value)]));
};
/** An invitation that left for somebody at a time. */
async function invited(user: string, leftAt: number): Promise<void> {
  const conversation = workshop().id(user);
  await makeMember(conversation);
  const asks = { flow: 'meeting', subject: MEETING };
  await queueSend({
    _id: `invite-${user}`,
    conversation,
    channel: 'zalo',
    reply: false,
    seq: 0,
    asks,
    say: { key: 'meeting.gone' },
  });
  await Sends.updateOne({ _id: `invite-${user}` }, { $set: { state: 'sent', leftAt } });
}

test('what waits is played by the time at which it was said, not in which it came', async () => {
  const { worker, hears, id, conversation } = workshop();
  await makeMember(id('a'));
  const later = await hears('a', { payload: `#meeting:${MEETING}:no` }, 3_000);
  const middle = await hears('a', { payload: `#meeting:${MEETING}:maybe` }, 2_000);
  const first = await hears('a', { payload: `#meeting:${MEETING}:yes` }, 1_000);
  await takeTurns(id('a'), worker().turns);
  expect((await conversation('a'))?.done).toEqual([first, middle, later]);
  expect(await rsvpOf('a')).toBe('busy');
});

test('a straggler is played when it comes, and never overwrites a newer answer', async () => {
  const { worker, hears, id, conversation, pending } = workshop();
  await makeMember(id('b'));
  await hears('b', { payload: `#meeting:${MEETING}:maybe` }, 2_000);
  await takeTurns(id('b'), worker().turns);
  await hears('b', { payload: `#meeting:${MEETING}:yes` }, 1_000);
  await takeTurns(id('b'), worker().turns);
  expect((await conversation('b'))?.done).toHaveLength(2);
  expect(await pending('b')).toBe(0);
  expect(await rsvpOf('b')).toBe('unsure');
});

test('people type ahead: every answer finds its question', async () => {
  const { worker, hears, id } = workshop();
  const said = ['khảo sát', 'đồng ý', '2', '1, 3', 'có', 'mong có lớp may'];
  for (const [index, text] of said.entries()) await hears('c', { text }, 1_000 + index);
  await takeTurns(id('c'), worker().turns);
  expect(await answersOf('c')).toEqual({ q1: [1], q2: [0, 2], q3: true, q4: 'mong có lớp may' });
  const consents = await Consents.find({ conversation: id('c') }).lean();
  expect(consents.map(({ purpose, given }) => [purpose, given])).toEqual([['KHAO_SAT', true]]);
});

test('an answer belongs to the newest question that had left before it was said', async () => {
  const { worker, hears, id } = workshop();
  const { turns, sender } = worker();
  for (const [index, text] of ['khảo sát', 'đồng ý', '1', '2', 'xong'].entries()) {
    await hears('d', { text }, 1_000 + index);
    await takeTurns(id('d'), turns);
    await sendReplies(id('d'), sender);
  }
  // The yes-no question of the survey is open; then an invitation leaves.
  const leftAt = Date.now() + 60_000;
  await invited('d', leftAt);
  await hears('d', { text: 'không' }, leftAt - 10_000);
  await takeTurns(id('d'), turns);
  expect([await answersOf('d'), await rsvpOf('d')]).toEqual([{ q1: [0], q2: [1], q3: false }, undefined]);
});

test('said after it, the same word answers the invitation', async () => {
  const { worker, hears, id } = workshop();
  const { turns, sender } = worker();
  for (const [index, text] of ['khảo sát', 'đồng ý', '1', '2', 'xong'].entries()) {
    await hears('e', { text }, 1_000 + index);
    await takeTurns(id('e'), turns);
    await sendReplies(id('e'), sender);
  }
  const leftAt = Date.now() + 60_000;
  await invited('e', leftAt);
  await hears('e', { text: 'chị bận rồi' }, leftAt + 5_000);
  await takeTurns(id('e'), turns);
  expect([await answersOf('e'), await rsvpOf('e')]).toEqual([{ q1: [0], q2: [1] }, 'busy']);
});

test('words that only an older question understands reach that one; a number and a yes stay with the newest', async () => {
  const { worker, hears, id } = workshop();
  const { turns } = worker();
  const leftAt = Date.now() + 60_000;
  const survey = (user: string) => surveyAsked(user, leftAt + 1_000);
  for (const [user, said, came] of [
    ['f', 'dự', ['going', false]],
    ['g', 'em có mặt nhé', ['going', false]],
    ['h', 'xin phép vắng', ['busy', false]],
    // The survey's own invitation hears what it understands, and every number.
    ['i', '1', [undefined, true]],
    ['j', 'có', [undefined, true]],
  ] as const) {
    await invited(user, leftAt);
    await survey(user);
    await hears(user, { text: said }, leftAt + 5_000);
    await takeTurns(id(user), turns);
    const begun = (await workshop().keys(user)).some((key) => key.startsWith('survey.'));
    expect([said, await rsvpOf(user), begun]).toEqual([said, ...came]);
  }
  // Then the older one changes its mind in words as well, and the survey begins with a yes.
  await hears('f', { text: 'bận rồi, chị không dự được' }, leftAt + 9_000);
  await takeTurns(id('f'), turns);
  expect(await rsvpOf('f')).toBe('busy');
});

/** A survey's invitation that left for somebody at a time. */
async function surveyAsked(user: string, leftAt: number): Promise<void> {
  const about = { conversation: workshop().id(user), channel: 'zalo', reply: false, seq: 0 };
  await queueSend({ _id: `survey-${user}`, ...about, asks: { flow: 'survey', subject: SURVEY }, say: { key: 'survey.invite' } });
  await Sends.updateOne({ _id: `survey-${user}` }, { $set: { state: 'sent', leftAt } });
}
