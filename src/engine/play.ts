import { type AnyMachineSnapshot, transition } from 'xstate';
import type { Book, Command, Flow, FlowEvent, PlayEvent, Playing, Shortcut, State, Timer } from './flow';
import { begin, freeze, questionOf, stepOf, thaw } from './frozen';
import { type Asking, hear } from './hear';
import type { SentFile } from './leader-types';
import { type Payload, readPayload } from './payload';
import type { Answer, Effect, EffectParams, Known, Media } from './types';

/** Flows that may wait beneath the one that is heard. */
const DEEPEST = 4;
/** How long the bot stays silent after a person took over, unless `known` says. */
const PAUSE = 12 * 3600_000;
const MENU = 'menu';
const GREETING = 'greeting';
const LEADER_BIND = 'leaderBind';
const LINK = 'link';
const CHECK_IN = 'checkIn';
/** Said by somebody who comes in by a link, before she knows what there is. */
const GREETINGS: ReadonlySet<Command> = new Set(['menu', 'restart']);
const CONFIRMED: ReadonlySet<Command> = new Set(['stop', 'deleteData']);

/** What follows from an event: nothing has been done yet. */
export interface Turn {
  state: State;
  effects: (Effect & { flow: string })[];
  timers: Timer[];
  /** What the bot took it for: the meaning or the verb, for metrics; never the text. */
  understood: string;
}

/** A conversation that nobody has begun. */
export const BLANK: State = { greeted: false, playing: [] };

/** Plays one event: pure, no clock, no chance; the same input gives the same turn. */
export function play(book: Book, before: State, timers: readonly Timer[], event: PlayEvent, known: Known): Turn {
  const stage = new Stage(book, before, timers, known);
  const understood = perform(stage, event);
  return { state: stage.state, effects: stage.effects, timers: stage.timers, understood };
}

function perform(stage: Stage, event: PlayEvent): string {
  switch (event.type) {
    case 'timer':
      return stage.ring(event.timer);
    case 'answer':
      return stage.answer(event.flow, event.answer);
    case 'text':
      if (event.anonymous) return 'anonymous';
      return stage.said(event.text);
    case 'tap':
      // A button that gives her own number says it twice; one of ours never has its payload for a title.
      return event.payload === event.text ? stage.said(event.text) : stage.tapped(event.payload, event.text);
    case 'media':
      return event.anonymous ? 'anonymous' : stage.sentMedia(event.media, event.text);
    case 'contact':
      return event.phone === undefined ? stage.sentMedia([]) : stage.said(event.phone);
    case 'follow':
    case 'referral':
    case 'optin':
      return stage.arrived();
    case 'echo':
      return event.by === 'human' && event.pauses_bot ? stage.pause() : 'echo';
    case 'handover':
      return stage.handedOver(event.action, event.app, event.ours === true);
    case 'erase':
      return stage.withdraw();
    case 'unfollow':
    case 'receipt':
    case 'reaction':
    case 'edit':
    case 'comment':
    case 'ignored':
      return event.type;
    default:
      return event satisfies never;
  }
}

/** The conversation while one event is played. */
class Stage {
  readonly effects: (Effect & { flow: string })[] = [];
  state: State;
  timers: Timer[];
  private readonly book: Book;
  private readonly known: Known;
  /** Her branch's link came with this very event. */
  private readonly led: boolean;
  /** A friend's invitation came with this very event. */
  private readonly invited: boolean;

  constructor(book: Book, before: State, timers: readonly Timer[], known: Known) {
    this.book = book;
    this.state = structuredClone(before);
    this.timers = [...timers];
    // A code that came with an earlier message still counts when she joins: of two friends the first one invited her.
    const referral = before.referral ?? known.referral;
    this.invited = known.referral !== undefined;
    if (known.referral !== undefined)
      this.effects.push({ name: 'noteInvitation', params: { code: known.referral }, flow: 'join' });
    if (referral !== undefined) this.state.referral = referral;
    const link = known.link ?? before.link;
    if (link !== undefined) this.state.link = link;
    this.led = known.link !== undefined;
    this.known = { ...known, ...(referral === undefined ? {} : { referral }), ...(link === undefined ? {} : { link }) };
  }

  said(text: string): string {
    if (this.cannotGoOn()) return 'startedOver';
    const way = this.shortcut(text);
    if (way) return this.go(way);
    const heard = hear(this.book, this.asking(text), text, this.known);
    const order = heard.kind === 'command' ? heard.command : undefined;
    if (order && !(this.led && GREETINGS.has(order))) return this.command(order, text);
    if (this.silent()) return 'paused';
    if (this.isInvited()) return this.arrived();
    this.greet();
    if (this.led || heard.kind === 'command') return this.linking();
    if (heard.kind === 'tap') return this.tapped(heard.payload, text, true);
    this.tell(heard.flow, heard.subject, { ...heard.event, known: this.known, text } as FlowEvent);
    return heard.event.type;
  }

  tapped(raw: string, text?: string, greeted = false): string {
    if (this.cannotGoOn()) return 'startedOver';
    const tap = readPayload(raw);
    if (this.known.meetingCode !== undefined) return this.go({ flow: CHECK_IN, arg: this.known.meetingCode });
    if (this.silent() && tap?.flow !== MENU && tap?.flow !== 'help') return 'paused';
    if (this.isInvited()) return this.arrived();
    if (!greeted) this.greet();
    if (this.known.leaderCode !== undefined) return this.go({ flow: LEADER_BIND, arg: this.known.leaderCode });
    if (this.led) return this.linking();
    const flow = tap && this.flow(tap.flow);
    if (!tap || !flow) {
      this.tell(MENU, '', { type: 'open', known: this.known });
      return 'staleTap';
    }
    const event = { ...tapEvent(tap), known: this.known, ...(text === undefined ? {} : { text }) } as FlowEvent;
    const current = this.asking()[0];
    const isCurrent = current?.flow === tap.flow && (tap.subject === '' || current.subject === tap.subject);
    if (isCurrent || this.opens(flow, tap)) this.tell(tap.flow, tap.subject, event);
    else if (this.top()) this.resume();
    else this.tell(MENU, '', { type: 'open', known: this.known });
    return tap.verb;
  }

  /** She came with a friend's code, by link or typed, and no question waits that this could be an answer to. */
  private isInvited(): boolean {
    const top = this.top();
    return this.invited && (!top || this.flow(top.flow)?.passing === true);
  }

  sentMedia(media: readonly Media[], text?: string): string {
    if (this.silent()) return 'paused';
    if (this.cannotGoOn()) return 'startedOver';
    const files = filesOf(media);
    const [current] = this.asking();
    const flow = current?.question.files ? current.flow : this.isBusy() ? undefined : this.book.unasked?.(this.known);
    if (files.length > 0 && flow !== undefined) {
      this.greet();
      const subject = current?.question.files ? current.subject : '';
      this.tell(flow, subject, { type: 'files', files, known: this.known, ...(text === undefined ? {} : { text }) });
      return 'files';
    }
    // What she wrote below a picture is an answer as well.
    if (text !== undefined) return this.said(text);
    this.greet();
    this.tell(current?.flow ?? MENU, current?.subject ?? '', { type: 'media', known: this.known });
    return 'media';
  }

  arrived(): string {
    if (this.known.meetingCode !== undefined) return this.go({ flow: CHECK_IN, arg: this.known.meetingCode });
    if (this.silent()) return 'paused';
    const first = !this.state.greeted;
    this.greet();
    if (this.known.leaderCode !== undefined) return this.go({ flow: LEADER_BIND, arg: this.known.leaderCode });
    if (this.led) return this.linking();
    if (first && !this.known.referral) this.tell(MENU, '', { type: 'open', known: this.known });
    if (this.known.referral) this.tell('join', '', { type: 'open', known: this.known, arg: this.known.referral });
    return 'arrived';
  }

  private shortcut(text: string): Shortcut | undefined {
    if (this.known.leaderCode !== undefined) return { flow: LEADER_BIND, arg: this.known.leaderCode };
    if (this.known.meetingCode !== undefined) return { flow: CHECK_IN, arg: this.known.meetingCode };
    const way = this.book.shortcut?.(text, this.known);
    if (way?.idle && this.isBusy()) return undefined;
    return way?.asked && this.asking()[0]?.question.free ? undefined : way;
  }

  /** Opens a flow that words of a leader's own, or a code that came along, lead to. */
  private go({ flow, arg }: Shortcut): string {
    // At the door of a meeting she waits for her own name on the roll, not for the person who took over.
    if (this.silent() && flow !== CHECK_IN) return 'paused';
    this.greet();
    this.tell(flow, '', { type: 'open', known: this.known, ...(arg === undefined ? {} : { arg }) });
    return flow;
  }

  /** She followed the link of her branch, with whatever came first: a tap, a greeting, the code typed by hand. */
  private linking(): string {
    this.tell(LINK, '', { type: 'open', known: this.known });
    return 'linked';
  }

  ring(timer: Timer): string {
    const index = this.timers.findIndex((each) => each.id === timer.id && each.flow === timer.flow && each.due === timer.due);
    if (index < 0) return 'staleTimer';
    this.timers.splice(index, 1);
    // A machine that waits beneath another is not nudged: its delays start anew when it is resumed.
    if (this.top()?.flow === timer.flow) this.step({ type: timer.id, known: this.known } as unknown as FlowEvent);
    return 'timer';
  }

  answer(flow: string, answer: Answer): string {
    // She may have turned to something else meanwhile: the one that asked hears it where it waits.
    const at = this.state.playing.findLastIndex((each) => each.flow === flow);
    if (at < 0) return 'staleAnswer';
    this.step({ ...answer, known: this.known } as FlowEvent, at);
    return answer.type;
  }

  pause(): string {
    this.state.pausedUntil = this.pauseEnd();
    return 'handOver';
  }

  /** The platform's own hand-over: the thread went to another app, or came back to us. */
  handedOver(action: string, app: string | undefined, ours: boolean): string {
    if (action === 'pass' && ours) {
      delete this.state.pausedUntil;
      return 'handedBack';
    }
    // Told of a taken thread is the app that had it.
    const lost = action === 'pass' || (action === 'take' && (ours || app === undefined));
    return lost ? this.pause() : 'handover';
  }

  /** She withdrew on the platform itself: nothing more is said, not even that it was heard. */
  withdraw(): string {
    this.state.playing = [];
    this.timers = [];
    const flow = 'deleteData';
    this.effects.push({ name: 'stopMessages', params: { text: 'privacy.platformErase', by: 'tap' }, flow });
    this.effects.push({ name: 'fileRequest', params: { kind: 'delete' }, flow });
    return 'erase';
  }

  private pauseEnd(): number {
    return this.known.now + (this.known.pauseFor ?? PAUSE);
  }

  private command(command: Command, text: string): string {
    // "Alo" is said to the person who has taken over, too: only the word itself wakes the bot.
    const wakes = command === 'restart' || (command === 'menu' && /menu/i.test(text));
    if (this.silent() && !wakes && command !== 'help' && command !== 'stop') return 'paused';
    if (wakes) delete this.state.pausedUntil;
    this.greet();
    if (command === 'repeat' || command === 'back') {
      const { newest } = this.known;
      const flow = newest && this.flow(newest.flow);
      if (this.isBusy() || (this.top() && !flow?.waits?.(topicOf(newest?.subject ?? ''), this.known)))
        this.step({ type: command, known: this.known });
      // "Gửi lại" after an invitation means that one.
      else if (newest && flow?.waits?.(topicOf(newest.subject), this.known))
        this.tell(newest.flow, newest.subject, { type: 'repeat', known: this.known });
      else this.tell(MENU, '', { type: 'open', known: this.known });
      return command;
    }
    if (command === 'restart') this.state.playing = [];
    const flow = this.book.leads?.(command, text) ?? this.book.commands[command] ?? MENU;
    // Said again to "do you really want to": that is a yes.
    const again = CONFIRMED.has(command) && this.top()?.flow === flow;
    this.tell(
      flow,
      '',
      again ? { type: 'yes', by: 'words', known: this.known, text } : { type: 'open', known: this.known, text },
    );
    return command;
  }

  /** Questions that could hear her now, the likeliest first. */
  private asking(text = ''): Asking[] {
    const top = this.top();
    const own = top && this.question(this.flow(top.flow), this.running(top));
    const { newest } = this.known;
    const isOwn =
      newest?.flow === top?.flow && [undefined, topicOf(newest?.subject ?? '')].includes(top?.context.subject as string);
    const other = isOwn ? undefined : newest;
    const first = other && this.firstQuestion(other.flow, other.subject);
    const answered = other && this.flow(other.flow)?.answered?.(topicOf(other.subject), this.known);
    const asked = first && (answered ? { ...first, resting: 'answered' as const } : first);
    const menu = own ? undefined : this.firstQuestion(MENU, '');
    const last = menu && { ...menu, resting: 'menu' as const };
    // Free text is never taken for the answer to something else.
    if (own?.question.free) return [own];
    const older = this.older(top?.flow);
    const about = newest && this.book.about?.(text);
    // Who has answered already changes her mind, unless another one waits.
    const fits = older.filter((each) => each.flow === about && newest?.flow !== about);
    const meant = fits.find(({ resting }) => resting === 'older') ?? fits[0];
    const rest = older.filter((each) => each !== meant);
    const order = answered ? [own, asked, ...rest, last] : [asked, own, ...rest, last];
    const all = order.filter((each) => each !== undefined);
    if (!meant) return all;
    const { resting: _, ...open } = meant;
    return [open, ...all];
  }

  /** The questions before the newest that still wait for an answer, or have one that she may change. */
  private older(running: string | undefined): Asking[] {
    return (this.known.earlier ?? []).flatMap(({ flow: name, subject }) => {
      const flow = this.flow(name);
      const topic = topicOf(subject);
      const question = name !== running && flow?.waits?.(topic, this.known) ? this.firstQuestion(name, subject) : undefined;
      const answered = flow?.answered?.(topic, this.known) === true;
      return question ? [{ ...question, resting: answered ? ('answered' as const) : ('older' as const) }] : [];
    });
  }

  private question(flow: Flow | undefined, snapshot: AnyMachineSnapshot | undefined): Asking | undefined {
    const question = snapshot && questionOf(snapshot);
    if (!flow || !snapshot || !question) return undefined;
    const buttons = question.buttons?.(snapshot.context, this.known) ?? [];
    return { flow: flow.name, subject: question.subject?.(snapshot.context) ?? stepOf(snapshot), question, buttons };
  }

  /** The question of a flow's first state: it was sent before the flow runs (an invitation), or nobody need ask it (the menu). */
  private firstQuestion(name: string, subject: string): Asking | undefined {
    const flow = this.flow(name);
    return flow && this.question(flow, begin(flow, topicOf(subject), this.known));
  }

  /** Lets a flow hear an event: the one on top, one that waits, or one that begins now. */
  private tell(name: string, subject: string, event: FlowEvent): void {
    const { playing } = this.state;
    const flow = this.flow(name);
    if (!flow) throw new Error(`no flow is called ${name}: add it to flows/index.ts`);
    const topic = topicOf(subject);
    const about = (each: Playing) =>
      each.flow === name && (topic === '' || each.context.subject === undefined || each.context.subject === topic);
    const [waiting] = playing.splice(playing.findLastIndex(about), playing.some(about) ? 1 : 0);
    if (waiting) {
      playing.push(waiting);
      this.step(event.type === 'open' ? { ...event, type: 'resume' } : event);
    } else {
      this.suspend();
      playing.push(freeze(flow, begin(flow, topic, this.known)));
      if (playing.length > DEEPEST) playing.shift();
      this.step(event);
    }
  }

  private opens(flow: Flow, tap: Payload): boolean {
    if (tap.verb === 'open') return true;
    // The first state answers for a question that was sent without the flow running (an invitation).
    return tap.subject !== '' && this.firstQuestion(flow.name, tap.subject)?.subject === tap.subject;
  }

  private running(playing: Playing): AnyMachineSnapshot | undefined {
    const flow = this.flow(playing.flow);
    return flow && thaw(flow, playing);
  }

  private flow(name: string): Flow | undefined {
    return Object.hasOwn(this.book.flows, name) ? this.book.flows[name] : undefined;
  }

  private suspend(): void {
    const top = this.top();
    if (top && this.flow(top.flow)?.passing) this.state.playing.pop();
    this.timers = this.timers.filter((timer) => timer.flow !== top?.flow);
  }

  private resume(): void {
    this.step({ type: 'resume', known: this.known });
  }

  private step(event: FlowEvent, at = this.state.playing.length - 1): void {
    const isTop = at === this.state.playing.length - 1;
    const playing = this.state.playing[at];
    const flow = playing && this.flow(playing.flow);
    if (!playing || !flow) return;
    const was = thaw(flow, playing);
    if (!was) {
      if (isTop) this.startOver(flow, playing);
      return;
    }
    const [snapshot, actions] = transition(flow.machine, was, event);
    for (const action of actions) this.collect(flow.name, action as { type: string; params?: unknown });
    if (snapshot.status === 'active') {
      this.state.playing[at] = freeze(flow, snapshot);
      return;
    }
    this.state.playing.splice(at, 1);
    this.timers = this.timers.filter((timer) => timer.flow !== flow.name);
    if (isTop && this.top() && this.state.pausedUntil === undefined) this.resume();
  }

  /** Whether the flow on top was frozen by a version that nobody can read; it has started over then. */
  private cannotGoOn(): boolean {
    const top = this.top();
    const flow = top && this.flow(top.flow);
    if (!top || (flow && thaw(flow, top))) return false;
    if (flow) this.startOver(flow, top);
    else this.state.playing.pop();
    return flow !== undefined;
  }

  /** A flow frozen by a version that cannot be read any more begins again, politely. */
  private startOver(flow: Flow, old: Playing): void {
    this.timers = this.timers.filter((timer) => timer.flow !== flow.name);
    this.effects.push({ name: 'say', params: { key: 'common.startedOver' }, flow: flow.name });
    const subject = typeof old.context.subject === 'string' ? old.context.subject : '';
    this.state.playing[this.state.playing.length - 1] = freeze(flow, begin(flow, subject, this.known));
    this.step({ type: 'open', known: this.known });
  }

  private collect(flow: string, action: { type: string; params?: unknown }): void {
    if (action.type === 'xstate.cancel') {
      const { sendId } = action.params as { sendId: string };
      this.timers = this.timers.filter((timer) => timer.id !== sendId || timer.flow !== flow);
    } else if (action.type === 'xstate.raise') {
      const { id, delay } = action.params as { id: string; delay?: number };
      if (delay !== undefined) this.timers.push({ id, flow, due: this.known.now + delay });
    } else {
      // Who was only misunderstood may go on with the bot until a person writes.
      const called = action.type === 'callPerson' && (action.params as EffectParams['callPerson']).reason !== 'misses';
      if (called) this.state.pausedUntil = this.pauseEnd();
      this.effects.push({ name: action.type, params: action.params ?? {}, flow } as Effect & { flow: string });
    }
  }

  private greet(): void {
    if (this.state.greeted) return;
    this.state.greeted = true;
    const flow = this.flow(GREETING);
    if (!flow) return;
    const [, actions] = transition(flow.machine, begin(flow, '', this.known), { type: 'open', known: this.known });
    for (const action of actions) this.collect(GREETING, action as { type: string; params?: unknown });
  }

  private silent(): boolean {
    const { pausedUntil } = this.state;
    if (pausedUntil === undefined) return false;
    if (pausedUntil > this.known.now) return true;
    delete this.state.pausedUntil;
    return false;
  }

  /** Whether something is under way that is worth coming back to. */
  private isBusy(): boolean {
    const top = this.top();
    return top !== undefined && this.flow(top.flow)?.passing !== true;
  }

  private top(): Playing | undefined {
    return this.state.playing.at(-1);
  }
}

/** Those that can be fetched: neither stickers nor voices. */
const filesOf = (media: readonly Media[]): SentFile[] =>
  media.flatMap(({ kind, url, title }) =>
    (kind === 'image' || kind === 'file') && url !== undefined ? [{ kind, url, ...(title === undefined ? {} : { title }) }] : [],
  );

/** A subject is the meeting or survey that a flow is about, and after a slash the step. */
function topicOf(subject: string): string {
  return subject.split('/', 1)[0] ?? '';
}

const VERBS: Record<string, (tap: Payload) => object> = {
  open: ({ arg }) => ({ type: 'open', ...(arg === undefined ? {} : { arg }) }),
  yes: () => ({ type: 'yes', by: 'tap' }),
  no: () => ({ type: 'no', by: 'tap' }),
  maybe: () => ({ type: 'maybe', by: 'tap' }),
  skip: () => ({ type: 'skip' }),
  back: () => ({ type: 'back' }),
  repeat: () => ({ type: 'repeat' }),
  choice: ({ arg }) => ({ type: 'choice', value: [Number(arg)].filter(Number.isInteger) }),
  value: ({ arg = '' }) => ({ type: 'value', value: /^\d{4}$/.test(arg) ? Number(arg) : arg }),
};

/** The event that a flow hears for a tap on its button; `known` is still to be added. */
export function tapEvent(tap: Payload): object {
  const known = Object.hasOwn(VERBS, tap.verb) ? VERBS[tap.verb] : undefined;
  return known ? known(tap) : { type: 'tap', verb: tap.verb, ...(tap.arg === undefined ? {} : { arg: tap.arg }) };
}
