import assert from 'node:assert/strict';
import { createBook } from '../../flows/index';
import { menuButtons } from '../../flows/kit';
import type { Flow, PlayEvent, State, Timer } from '../../src/engine/flow';
import { play } from '../../src/engine/play';
import type {
  Answer,
  Button,
  Effect,
  EffectName,
  EffectParams,
  Known,
  MeetingBrief,
  MemberCard,
  SurveyDoc,
  UnitBrief,
  Vars,
} from '../../src/engine/types';
import { words } from '../../src/words';

type Say = EffectParams['say'];
type World = { [N in EffectName]?: (params: EffectParams[N]) => Answer | undefined };

/** How a conversation of a test begins. */
export interface Start {
  known?: Partial<Known>;
  /** What the world answers to effects; an effect that is not named gets no answer. */
  world?: World;
  /** True for somebody who has never written before. */
  stranger?: true;
}

const MINUTE = 60_000;
/** Sunday, 22 November 2026, nine in the morning in Vietnam. */
export const NOW = Date.UTC(2026, 10, 22, 2);
export const UNIT: UnitBrief = {
  id: 'XA-BO-TRACH',
  name: 'Hội LHPN xã Bố Trạch',
  commune: 'xã Bố Trạch',
  phone: '0232 386 1234',
  why: 'Vào Hội, chị được học nghề, vay vốn, có chị em giúp nhau lúc khó.',
  fee: 'Hội phí 1.000 đồng một tháng.',
  how: 'Chị trả lời vài câu ở đây, chi hội gọi chị, Hội xã công nhận.',
  hotlines: 'Công an 113 · Bạo lực gia đình 1900 96 96 80 · Trẻ em 111 · Cấp cứu 115',
  days: 3,
};
export const LAN = { id: 'p1', name: 'Nguyễn Thị Lan', member: true };
export const MEETING: MeetingBrief = {
  id: 'M1',
  branch: 'Chi hội thôn 3',
  topic: 'bàn việc cuối năm',
  day: 'thứ Bảy, 28/11',
  time: '19 giờ',
  place: 'nhà văn hóa thôn 3',
};
export const SURVEY: SurveyDoc = {
  id: 'S1',
  title: 'Chị cần gì ở Hội?',
  intro: 'Hội muốn nghe chị, khoảng 2 phút.',
  questions: [
    { id: 'q1', kind: 'single', text: 'Chị muốn họp chi hội lúc nào?', options: ['Tối trong tuần', 'Sáng thứ Bảy', 'Chủ nhật'] },
    { id: 'q2', kind: 'multiple', text: 'Chị muốn học nghề gì?', options: ['May', 'Nấu ăn', 'Làm tóc', 'Chăn nuôi'] },
    { id: 'q3', kind: 'yesNo', text: 'Chị có muốn vay vốn làm ăn không?', options: [] },
    { id: 'q4', kind: 'text', text: 'Chị có nguyện vọng gì muốn nói với Hội?', options: [] },
  ],
};

/** What Lan's record says. */
export const CARD: MemberCard = {
  found: true,
  name: 'Nguyễn Thị Lan',
  branch: 'Chi hội thôn 3',
  commune: 'xã Bố Trạch',
  since: '08/03/2015',
  card: '000123',
  leader: 'chị Trần Thị Hoa, 0905 111 222',
  code: 'LAN01',
};

/** What a world with one commune and two branches answers. */
export const WORLD: World = {
  findPlace: ({ text, level, within }) => ({
    type: 'placesFound',
    text,
    places: findPlaces(text.toLowerCase(), level, within),
    ...(/^phú lộc(?!.*quảng trị)/i.test(text) && { ask: 'province' }),
  }),
  checkReferrer: ({ code }) => {
    const found = /^lan01$/i.test(code.trim());
    return { type: 'referrerChecked', code: 'LAN01', found, ...(found && { name: 'Trần Thị Hoa' }) };
  },
  submitApplication: () => ({
    type: 'applicationFiled',
    file: 'HS-2611-0001',
    branch: 'Chi hội thôn 3',
    duplicate: false,
    days: 3,
  }),
  askLink: () => ({ type: 'linkAsked', way: 'code', branch: 'Chi hội thôn 3', days: 3 }),
  tryCode: ({ code }) => ({
    type: 'codeTried',
    result: code === '123456' ? 'linked' : 'wrong',
    branch: 'Chi hội thôn 3',
    days: 3,
  }),
  askLeader: () => ({ type: 'codeTried', result: 'over', branch: 'Chi hội thôn 3', days: 3 }),
  askChange: () => ({ type: 'changeAsked', no: '123456', branch: 'Chi hội thôn 3', days: 3, again: false }),
  showCard: () => ({ type: 'cardShown', ...CARD }),
  showStatus: () => ({ type: 'statusShown', state: 'none' }),
  giveCode: () => ({ type: 'codeGiven', code: 'LAN01', link: 'https://hoi.example/moi/LAN01' }),
};

function findPlaces(text: string, level: 'commune' | 'branch', within?: string) {
  if (level === 'branch') {
    if (within !== 'XA-BO-TRACH' || !/th[oô]n/.test(text)) return [];
    const all = [
      { id: 'CHI-3', label: 'Chi hội thôn 3' },
      { id: 'CHI-4', label: 'Chi hội thôn 4' },
    ];
    return /3|ba/.test(text) ? all.slice(0, 1) : all;
  }
  if (/v[aạ]n tr[aạ]ch/.test(text)) return [{ id: 'XA-BO-TRACH', label: 'xã Bố Trạch', note: 'xã Vạn Trạch cũ' }];
  if (/b[oố] tr[aạ]ch/.test(text)) return [{ id: 'XA-BO-TRACH', label: 'xã Bố Trạch' }];
  if (/phú lộc/.test(text)) return [{ id: 'XA-PHU-LOC', label: 'xã Phú Lộc' }];
  if (/t[aâ]n th/.test(text)) {
    return [
      { id: 'XA-TAN-THANH', label: 'xã Tân Thành' },
      { id: 'XA-TAN-THANHJ', label: 'xã Tân Thạnh' },
    ];
  }
  return [];
}

/** A conversation played through the whole book: state and timers go to JSON and back before every step. */
export class Talk {
  state: State;
  timers: Timer[] = [];
  known: Known;
  /** Everything that was asked of the world so far. */
  readonly done: (Effect & { flow: string })[] = [];
  /** What the last step said. */
  said: Say[] = [];
  /** Everything that was said, for transcripts and for the tests of the words. */
  readonly all: Say[] = [];
  understood = '';
  private readonly book = createBook(words);
  private readonly world: World;
  private heard = 0;

  constructor({ known = {}, world = WORLD, stranger }: Start = {}) {
    this.state = { greeted: !stranger, playing: [] };
    this.world = world;
    this.known = { today: '2026-11-22', now: NOW, unit: UNIT, consents: {}, surveys: [], meetings: [], paused: false, ...known };
  }

  /** She writes. */
  hear(text: string): this {
    return this.event({ type: 'text', text });
  }

  /** She taps the button of the newest message that shows it, by its words. */
  tap(title: string): this {
    const button = this.all
      .slice()
      .reverse()
      .flatMap((each) => each.buttons ?? [])
      .find((each) => titleOf(each) === title);
    assert(button, `no button “${title}” was shown`);
    return this.tapPayload(button.payload);
  }

  tapPayload(payload: string): this {
    return this.event({ type: 'tap', payload });
  }

  /** She sends a picture, a voice message or a sticker. */
  sendsPicture(): this {
    return this.event({ type: 'media', media: [{ kind: 'image' }] });
  }

  /** She sends a picture or file that can be fetched, with words below it or none. */
  sendsFile(text?: string, ...titles: string[]): this {
    const media = (titles.length > 0 ? titles : ['']).map((title) => ({
      ...{ kind: title === '' ? 'image' : 'file', url: `https://f6.photo.talk.zdn.vn/${title || 'a.jpg'}` },
      ...(title === '' ? {} : { title }),
    }));
    return this.event({ type: 'media', media, ...(text === undefined ? {} : { text }) });
  }

  follows(): this {
    return this.event({ type: 'follow' });
  }

  /** A conversation is opened for her by a command's flow. */
  opens(flow: Flow): this {
    return this.tapPayload(`#${flow.name}::open`);
  }

  /** Somebody at the Union asks her something before she writes. */
  invited(flow: string, subject: string): this {
    this.known = { ...this.known, newest: { flow, subject, at: this.known.now } };
    return this;
  }

  /** A text that was sent to her outside this conversation. */
  sent(say: Say): this {
    this.done.push({ name: 'say', params: say, flow: '' });
    this.all.push(say);
    return this;
  }

  /** Time passes; what is due meanwhile is played. */
  waits(ms: number): this {
    this.allHeard();
    this.said = [];
    this.heard = 0;
    const until = this.known.now + ms;
    for (let rounds = 0; rounds < 20; rounds += 1) {
      const [next] = this.timers.filter((timer) => timer.due <= until).sort((a, b) => a.due - b.due);
      if (!next) break;
      this.known = { ...this.known, now: next.due };
      this.step({ type: 'timer', timer: next });
    }
    this.known = { ...this.known, now: until };
    return this;
  }

  /** The next thing said; nothing that is said may pass unheard. */
  says(key: string, vars?: Vars): this {
    const say = this.said[this.heard];
    assert.equal(say?.key, key, `said: ${this.said.map((each) => each.key).join(', ') || 'nothing'}`);
    if (vars) assert.deepEqual(pick(say?.vars ?? {}, Object.keys(vars)), vars);
    this.heard += 1;
    return this;
  }

  /** The words of the buttons below what was said last. */
  offers(...titles: string[]): this {
    assert.deepEqual((this.said[this.heard - 1]?.buttons ?? []).map(titleOf), titles);
    return this;
  }

  saysNothing(): this {
    assert.equal(this.said.map((each) => each.key).join(), '');
    return this;
  }

  /** Skips what is left of this step. */
  andMore(): this {
    this.heard = this.said.length;
    return this;
  }

  /** An effect was asked for in this conversation, the last of its name with these parameters. */
  asks<N extends EffectName>(name: N, params: Partial<EffectParams[N]> = {}): this {
    const last = this.done.findLast((each) => each.name === name);
    assert(last, `${name} was never asked for`);
    assert.deepEqual(JSON.parse(JSON.stringify(pick(last.params, Object.keys(params)))), params);
    return this;
  }

  asksNever(name: EffectName): this {
    assert.equal(this.done.filter((each) => each.name === name).length, 0);
    return this;
  }

  /** Nothing is under way any more. */
  isOver(): this {
    assert.equal(this.state.playing.map((each) => each.flow).join(), '');
    assert.equal(this.timers.map((each) => each.id).join(), '');
    return this;
  }

  event(event: Omit<Extract<PlayEvent, { id: string }>, 'user' | 'account' | 'id' | 'at'> & Record<string, unknown>): this {
    this.allHeard();
    this.said = [];
    this.heard = 0;
    this.known = { ...this.known, now: this.known.now + MINUTE };
    this.step({ user: 'u', account: 'a', id: 'e', at: this.known.now, ...event } as unknown as PlayEvent);
    // A link comes with one event; what is to be remembered of it is in the state.
    const { link: _, ...rest } = this.known;
    this.known = rest;
    return this;
  }

  private step(event: PlayEvent): void {
    const [state, timers] = JSON.parse(JSON.stringify([this.state, this.timers])) as [State, Timer[]];
    const turn = play(this.book, state, timers, event, this.known);
    this.state = turn.state;
    this.timers = turn.timers;
    this.understood = turn.understood;
    for (const effect of turn.effects) this.carryOut(effect);
  }

  private carryOut(effect: Effect & { flow: string }): void {
    this.done.push(effect);
    const { known } = this;
    if (effect.name === 'say') {
      const say = effect.params;
      this.said.push(say);
      this.all.push(say);
      // Whatever is said must have words.
      words(say.key, say.vars);
      if (say.asks) this.known = { ...known, newest: { ...say.asks, at: known.now } };
    } else if (effect.name === 'recordConsent') {
      this.known = { ...known, consents: { ...known.consents, [effect.params.purpose]: effect.params.given } };
    } else if (effect.name === 'stopMessages') {
      this.known = { ...known, consents: { ...known.consents, NHAC_LICH: false, KHAO_SAT: false } };
    } else if (effect.name === 'answerMeeting') {
      const { meeting, answer } = effect.params;
      this.known = { ...known, meetings: known.meetings.map((each) => (each.id === meeting ? { ...each, answer } : each)) };
    }
    if (effect.name === 'finishSurvey' && effect.params.complete) {
      const { survey } = effect.params;
      this.known = { ...this.known, surveys: this.known.surveys.filter(({ id }) => id !== survey) };
    }
    const reply = this.world[effect.name] as ((params: unknown) => Answer | undefined) | undefined;
    const answer = reply?.(effect.params);
    if (answer) this.step({ type: 'answer', flow: effect.flow, answer });
  }

  private allHeard(): void {
    const rest = this.said.slice(this.heard).map((each) => each.key);
    assert.deepEqual(rest, [], 'said, but no test heard it');
  }
}

/** A conversation that opens with one flow; what it says first has still to be heard. */
export function talk(flow?: Flow, start: Start = {}): Talk {
  const talking = new Talk(start);
  return flow ? talking.opens(flow) : talking;
}

/** The words on a button. */
export function titleOf(button: Button): string {
  return 'text' in button ? button.text : words(button.label, button.vars);
}

/** The menu's titles for somebody. */
export const menuOf = (known: Partial<Known>): string[] => menuButtons(known as Known).map(titleOf);

function pick(from: object, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(keys.map((key) => [key, (from as Record<string, unknown>)[key]]));
}
