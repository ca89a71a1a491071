import { takeTurns } from '../../src/engine/turn';
import { MeetingAnswers } from '../../src/models/meeting-answers';
import { unseal } from '../../src/models/secrets';
import { SurveyAnswers } from '../../src/models/surveys';
import { makeMember } from '../faults/member';
import { MEETING, SURVEY } from '../faults/province';
import { useWorkshop } from './workshop';

const workshop = useWorkshop();

/** A worker whose handler of one effect stands still until it is let go; `reached` tells that it stands there. */
function stalling<N extends 'answerMeeting' | 'answerSurvey' | 'recordConsent'>(name: N) {
  const { turns } = workshop().worker();
  const gate = open();
  const reached = open();
  const handle = turns.handlers[name] as (...args: unknown[]) => Promise<undefined>;
  const stalled = async (...args: unknown[]) => {
    reached.done();
    await gate.wait;
    return handle(...args);
  };
  return { turns: { ...turns, handlers: { ...turns.handlers, [name]: stalled } }, reached: reached.wait, letGo: gate.done };
}

function open(): { wait: Promise<void>; done: () => void } {
  let done = () => {};
  const wait = new Promise<void>((resolve) => {
    done = resolve;
  });
  return { wait, done };
}

test('a worker stalled between commit and carrying out does not bring an older answer back', async () => {
  const { worker, hears, id, keys, conversation } = workshop();
  await makeMember(id('lan'));
  const slow = stalling('answerMeeting');
  await hears('lan', { payload: `#meeting:${MEETING}:yes` }, 1_000);
  const stalled = takeTurns(id('lan'), slow.turns);
  await slow.reached;
  await hears('lan', { payload: `#meeting:${MEETING}:maybe` }, 2_000);
  await takeTurns(id('lan'), worker().turns);
  const now = () => MeetingAnswers.findById(`${MEETING}/member-${id('lan')}`).lean();
  expect((await now())?.answer).toBe('unsure');
  slow.letGo();
  await stalled;
  expect((await now())?.answer).toBe('unsure');
  expect(await keys('lan')).toEqual(['greeting.welcome', 'greeting.safety', 'meeting.notedCalendar', 'meeting.notedUnsure']);
  expect(await conversation('lan')).toMatchObject({ rev: 2, outbox: [] });
});

test('nor an older answer to a survey, to which she went back', async () => {
  const { worker, hears, id } = workshop();
  const { turns } = worker();
  await hears('hoa', { text: 'khảo sát' }, 1_000);
  await hears('hoa', { text: 'đồng ý' }, 1_001);
  await takeTurns(id('hoa'), turns);
  const slow = stalling('answerSurvey');
  await hears('hoa', { text: '1' }, 2_000);
  const stalled = takeTurns(id('hoa'), slow.turns);
  await slow.reached;
  await hears('hoa', { text: 'quay lại' }, 3_000);
  await hears('hoa', { text: '3' }, 4_000);
  await takeTurns(id('hoa'), turns);
  slow.letGo();
  await stalled;
  const stored = await SurveyAnswers.findById(`${SURVEY}/${id('hoa')}/q1`).lean();
  expect(unseal(stored?.value ?? '')).toEqual([2]);
});

test('one stalled between load and commit plays nothing twice', async () => {
  const { worker, hears, id, conversation, keys } = workshop();
  const gate = open();
  const reached = open();
  const { turns } = worker();
  const slow: typeof turns = {
    ...turns,
    async known(...args) {
      const known = await turns.known(...args);
      reached.done();
      await gate.wait;
      return known;
    },
  };
  const event = await hears('mai', { text: 'menu' }, 1_000);
  const stalled = takeTurns(id('mai'), slow);
  await reached.wait;
  await takeTurns(id('mai'), turns);
  await hears('mai', { text: '5' }, 2_000);
  await takeTurns(id('mai'), turns);
  gate.done();
  await stalled;
  const after = await conversation('mai');
  expect(after?.done.filter((each) => each === event)).toHaveLength(1);
  expect(after).toMatchObject({ rev: 2, outbox: [] });
  expect(await keys('mai')).toEqual(['greeting.welcome', 'greeting.safety', 'menu.ask', 'about.ask']);
});
