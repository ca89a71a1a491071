import { templateOf } from '../../src/words';
import type { Sent } from '../fake/platform';
import type { Hand } from './hand';
import { makeMember } from './member';
import { BRANCHES, MEETING, SURVEY } from './province';

/** What people play; each is played once in peace before anything is killed. */
export const VISITS: Record<string, (hand: Hand) => Promise<void>> = {
  survey: (hand) => survey(hand, false),
  surveyTypedAhead: (hand) => survey(hand, true),
  rsvp,
  join,
  chatter,
  call,
};

/** Text of a reply before its first variable. */
const opening = (key: string) => templateOf(key).split('{', 1)[0] ?? '';
const says = (key: string) => (sent: Sent) => sent.text.startsWith(opening(key));
const has = (payload: RegExp) => (sent: Sent) => sent.buttons.some((button) => payload.test(button.payload));
function button(sent: Sent, payload: RegExp): string {
  const found = sent.buttons.find((each) => payload.test(each.payload));
  if (!found) throw new Error(`no button ${payload} below a question`);
  return found.payload;
}
const pick = <T>(random: () => number, list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;

async function survey(hand: Hand, ahead: boolean): Promise<void> {
  const { person, random, reads, say, tap, thinks } = hand;
  const first = Math.floor(random() * 3);
  const [q1, q2, q3] = [Math.floor(random() * 3), [0, 2], random() < 0.5];
  const q4 = `tôi mong có lớp may ở thôn ${Math.floor(random() * 1000)}`;
  person.survey = { q1: [q1], q2, q3, q4 };
  person.consents.push('KHAO_SAT:true');
  await say('khảo sát');
  const asked = await reads(has(/askConsent:yes$/), 'the consent of the survey');
  await thinks(300);
  await tap(button(asked, /:yes$/));
  const question = (id: string) => async () => void (await reads(has(new RegExp(`/${id}:`)), id));
  // She answers the first question, thinks better of it, and goes on.
  const steps: [() => Promise<void>, () => Promise<void>][] = [
    [question('q1'), () => tap(`#survey:${SURVEY}/q1:choice:${first}`)],
    [question('q2'), () => say('quay lại')],
    [question('q1'), () => say(String(q1 + 1))],
    [question('q2'), () => say('1, 3')],
    [question('q3'), () => say(q3 ? 'có' : 'không')],
    [question('q4'), () => say(q4)],
  ];
  for (const [waits, answers] of steps) {
    if (!ahead) await waits();
    await thinks(200);
    await answers();
  }
  person.replies = 2 + 2 + 6 + 1;
  await reads(says('survey.thanks'), 'the thanks');
}

async function rsvp(hand: Hand): Promise<void> {
  const { person, random, atOnce, thinks } = hand;
  await makeMember(person.conversation);
  person.rsvp = [];
  const answers = { yes: 'going', no: 'busy', maybe: 'unsure' } as const;
  for (let round = 0; round < 4; round += 1) {
    const verbs = Array.from({ length: 1 + Math.floor(random() * 3) }, () => pick(random, Object.keys(answers)));
    const known = person.deliveries.flatMap((each) => each.events).length;
    await atOnce(verbs.map((verb) => ({ payload: `#meeting:${MEETING}:${verb}` })));
    const events = person.deliveries.flatMap((each) => each.events).slice(known);
    for (const [index, { at }] of events.entries()) {
      person.rsvp.push({ answer: answers[verbs[index] as keyof typeof answers], at });
    }
    await thinks(600);
  }
  person.replies = 2 + person.rsvp.length;
}

async function join(hand: Hand): Promise<void> {
  const { person, random, reads, say, tap, thinks } = hand;
  const place = pick(random, BRANCHES);
  const birthYear = 1960 + Math.floor(random() * 40);
  const phone = `0905${String(Number(person.user.slice(-6))).padStart(6, '0')}`;
  const name = pick(random, ['Nguyễn Thị Lan', 'Trần Thị Hoa', 'Lê Thị Hương']);
  person.application = { name, birthYear, phone, unit: place.unit };
  person.consents.push('GIA_NHAP:true', 'NHAC_LICH:false');
  await say('tôi muốn đăng ký vào hội');
  await tap(button(await reads(has(/askConsent:yes$/), 'the consent'), /:yes$/));
  const answers: [string, (sent: Sent) => boolean, string][] = [
    ['name', says('join.askName'), name],
    ['birth year', says('join.askBirth'), String(birthYear)],
    ['birth year read back', has(/confirmBirth:yes/), 'đúng rồi'],
    ['commune', says('join.askCommune'), place.commune],
    ['branch', has(/askBranch:skip/), place.branch],
    ['phone', says('join.askPhone'), phone],
    ['what she does', says('join.askGroups'), '1'],
    ['household', has(/askHousehold:yes/), 'có'],
  ];
  for (const [what, asked, answer] of answers) {
    await reads(asked, what);
    await thinks(150);
    await say(answer);
  }
  await tap(button(await reads(has(/askReferrer:skip/), 'who brought her'), /:skip/));
  await tap(button(await reads(has(/review:yes/), 'the review'), /:yes$/));
  await reads(says('join.done'), 'the file number');
  await tap(button(await reads(has(/askReminder:no/), 'the reminders'), /:no$/));
  await reads(says('reminder.off'), 'the end');
  person.replies = 2 + 11 + 3;
}

async function chatter(hand: Hand): Promise<void> {
  const { person, random, atOnce, thinks } = hand;
  delete person.calls;
  const words = ['alo', 'chị ơi', '5', 'cảm ơn em', 'menu', 'hội phí bao nhiêu', 'chào em', 'dạ', 'xin lịch họp'];
  for (let round = 0; round < 3; round += 1) {
    await atOnce(Array.from({ length: 1 + Math.floor(random() * 3) }, () => ({ text: pick(random, words) })));
    await thinks(1_000);
  }
}

async function call(hand: Hand): Promise<void> {
  const { person, reads, say } = hand;
  person.calls = 1;
  await say('gặp cán bộ');
  await reads((sent) => sent.text.includes('cán bộ Hội'), 'that somebody was called');
  // From here on a person of the Union speaks.
  await say('chị gọi cho em nhé');
  person.replies = 2 + 1;
}
