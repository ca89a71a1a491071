import { type EventObject, raise, type StateNodeConfig, setup } from 'xstate';
import type { Command, Expecting, FlowEvent, FlowInput, Free, Question } from '../src/engine/flow';
import { payload } from '../src/engine/payload';
import type { Button, EffectName, EffectParams, Known, MeetingBrief, Purpose, Vars } from '../src/engine/types';
import { understand } from '../src/language/understand';

const MINUTE = 60_000;
/** After this much silence a person is reminded once of what she began. */
export const NUDGE_AFTER = 24 * 60 * MINUTE;
/** After this much silence an unfinished conversation ends politely. */
export const LAPSE_AFTER = 72 * 60 * MINUTE;
/** How long the world may take to answer an effect before the person is asked again. */
export const ANSWER_WITHIN = 2 * MINUTE;
/** After so many misses in a row a person is offered, at the next one called. */
export const MOST_MISSES = 3;

/** What every conversation keeps: whose subject it is about, how often in a row it did not understand, between which readings it asks. */
export type Base = { subject?: string; misses: number; readings: string[] };

/** Where every conversation starts. */
export const fresh: Base = { misses: 0, readings: [] };

/** Which flow hears a command. */
export const commands: Partial<Record<Command, string>> = {
  stop: 'stop',
  deleteData: 'deleteData',
  showData: 'viewData',
  human: 'human',
  help: 'help',
  join: 'join',
  menu: 'menu',
  meetings: 'meetings',
  survey: 'survey',
  refer: 'refer',
  wish: 'wish',
  me: 'me',
  restart: 'restart',
};

/** A choice of a question: the verb that its button carries, and its words. */
export type Option = { verb: string; arg?: string | number; number?: number } & (
  | { label: string; vars?: Vars }
  | { text: string }
);

/** A choice whose words stand in the locale. */
export const option = (verb: string, label: string, arg?: string | number): Option => ({
  verb,
  label,
  ...(arg === undefined ? {} : { arg }),
});

/** The button that says yes. */
export const yes = (label = 'common.yes'): Option => option('yes', label);

/** The button that says no. */
export const no = (label = 'common.no'): Option => option('no', label);

/** The button that passes a question over. */
export const skip = (label = 'common.skip'): Option => option('skip', label);

/** A numbered choice whose words are data. */
export const choice = (index: number, text: string): Option => ({ verb: 'choice', arg: index, text });

/** A button that opens another conversation. */
export const opens = (flow: string, label: string, number?: number): Button => ({
  payload: payload(flow, '', 'open'),
  label,
  ...(number === undefined ? {} : { number }),
});

/** Posts that see to applications; what a leader may is asked when she does it. */
const DESK: ReadonlySet<string> = new Set(['communeChair', 'communeDeputy', 'branchLead', 'branchDeputy']);

/** The menu that fits who she is; the same number for the same thing (product §2). */
export function menuButtons(known: Known): Button[] {
  const both = [opens('survey', 'menu.survey', 3), opens('about', 'menu.about', 5), opens('help', 'menu.help', 6)];
  const own = known.person?.member
    ? [
        opens('meetings', 'menu.meetings', 1),
        opens('refer', 'menu.refer', 2),
        opens('wish', 'menu.wish', 4),
        opens('me', 'menu.me', 7),
      ]
    : [opens('join', 'menu.join', 1), opens('link', 'menu.link', 2)];
  const office = known.leader?.offices.some(({ post }) => DESK.has(post)) ? [opens('waiting', 'menu.waiting', 8)] : [];
  const desk = known.leader ? [...office, opens('figures', 'menu.figures', 9), opens('desk', 'menu.desk', 10)] : [];
  const numbered = [...own, ...both, ...desk].sort((a, b) => (a.number ?? 0) - (b.number ?? 0));
  return [...numbered, opens('human', 'menu.human', 0)];
}

/** The buttons below an invitation or a reminder. */
export const rsvpButtons = (meeting: string): Button[] => [
  { label: 'meeting.going', payload: payload('meeting', meeting, 'yes') },
  { label: 'meeting.busy', payload: payload('meeting', meeting, 'no') },
  { label: 'meeting.unsure', payload: payload('meeting', meeting, 'maybe') },
];

/** What an invitation says of a meeting. */
export const invitationVars = ({ branch, topic, day, time, place }: MeetingBrief) => ({ branch, topic, day, time, place });

type ActionObject = { [N in EffectName]: { type: N; params: EffectParams[N] } }[EffectName];
type Meta<C> = { question?: Question<C>; says?: string };
/** One state of a conversation. */
export type Node<C extends Base> = StateNodeConfig<
  C,
  FlowEvent,
  never,
  ActionObject,
  never,
  never,
  string,
  unknown,
  EventObject,
  Meta<C>
>;
type Args<C, E = FlowEvent> = { context: C; event: E };
type On<C extends Base> = NonNullable<Node<C>['on']>;
type Entry<C extends Base> = Node<C>['entry'];

/** A state that waits for an answer. */
export interface QuestionConfig<C extends Base> {
  /** The state's own name. */
  step: string;
  /** Key of the question; `…Again` is said after the first miss, with an example. */
  say: string;
  /** Another key, beginning with `say`, where what is known calls for it. */
  variant?: (context: C) => string;
  vars?: (args: Args<C>) => Vars;
  expecting: Expecting;
  options?: Option[] | ((context: C, known: Known) => (Option | Button)[]);
  /** What the question is about, behind the subject of the flow; the step when missing, the subject itself when `''`. */
  about?: (context: C) => string;
  numbered?: false;
  free?: Free;
  /** Takes pictures and files: they arrive as `files`. */
  files?: true;
  /** Offers to give her number with one tap, where the channel can. */
  contact?: true;
  /** The question before; without it there is no way back. */
  back?: string;
  on: On<C>;
  /** Said where an answer cannot be right, by reason. */
  invalid?: Record<string, string>;
  /** At a read-back: she may write the right value straight away, read as an answer to this. */
  retell?: Expecting;
  /** Said after the second miss instead of "tap or type the number". */
  spelled?: string;
  /** Where an unfinished conversation ends; `nudge: false` where a reminder would be unwelcome. */
  lapse?: string;
  nudge?: false;
  /** Heard without having been asked (an invitation, the menu): the state that asks aloud when the answer is none. */
  silent?: string;
}

// Where she writes freely, "1" may be her answer: the button below is for tapping.
const isNumbered = (config: { numbered?: false; free?: Free; expecting: Expecting }) =>
  config.numbered !== false && !(config.free && config.expecting === 'anything');
const DIGITS: ReadonlySet<Expecting> = new Set(['birthYear', 'phone', 'number']);
const VALUES: ReadonlySet<Expecting> = new Set(['birthYear', 'phone', 'number', 'name']);
const HUMAN: Button = { payload: payload('human', '', 'open', 'misses'), label: 'menu.human', number: 0 };
// XState knows an action by its name and parameters; nothing is ever executed, so there is nothing to write behind the names.
const EFFECTS = {} as { [N in EffectName]: (args: unknown, params: EffectParams[N]) => void };

/** Builders for one conversation: XState's `setup` in which the actions are exactly the effects that the engine knows. */
export function setupFlow<C extends Base>(name: string, { bySubject = false } = {}) {
  const base = setup({ types: {} as { context: C; events: FlowEvent; input: FlowInput; meta: Meta<C> }, actions: EFFECTS });

  /** Sends a text; buttons of a text that asks nothing carry no numbers, save those that have one of their own. */
  function say<E extends FlowEvent = FlowEvent>(
    key: string,
    vars?: (args: Args<C, E>) => Vars,
    buttons?: (args: Args<C, E>) => Button[],
  ) {
    const params = (args: Args<C, E>): EffectParams['say'] => {
      const shown = buttons?.(args) ?? [];
      const unnumbered = shown.length > 0 && shown.some((button) => button.number === undefined);
      return {
        key,
        ...(vars && { vars: vars(args) }),
        ...(shown.length > 0 && { buttons: shown }),
        ...(unnumbered && { numbered: false }),
      };
    };
    return { type: 'say' as const, params: Object.assign(params, { key }) };
  }

  function subjectOf(config: Pick<QuestionConfig<C>, 'step' | 'about'>, context: C): string {
    const about = config.about?.(context) ?? config.step;
    return bySubject && context.subject !== undefined ? [context.subject, about].filter(Boolean).join('/') : about;
  }

  function buttonsOf(config: QuestionConfig<C>, context: C, known: Known): Button[] {
    const { options = [], expecting } = config;
    const own = (typeof options === 'function' ? options(context, known) : options).map((each) =>
      asButton(config, context, each),
    );
    const read = readingButtons(own, context.readings, expecting, (verb, text) =>
      asButton(config, context, verb === 'repeat' ? option(verb, 'common.carryOn') : { verb, arg: text, text }),
    );
    const person = context.misses >= 2 && !own.some((button) => button.number === 0) ? [HUMAN] : [];
    return [...(read.length > 0 ? read : own), ...person];
  }

  function asButton(config: QuestionConfig<C>, context: C, each: Option | Button): Button {
    if ('payload' in each) return each;
    const { verb, arg, ...words } = each;
    return { ...words, payload: payload(name, subjectOf(config, context), verb, arg) };
  }

  function asking(config: QuestionConfig<C>, key: (args: Args<C>) => string) {
    const params = (args: Args<C>): EffectParams['say'] => {
      const { context, event } = args;
      const said = key(args);
      const buttons = buttonsOf(config, context, event.known);
      const unnumbered = !isNumbered(config) || DIGITS.has(config.expecting);
      const vars = said.startsWith(config.say) ? config.vars?.(args) : undefined;
      const asks = { flow: name, subject: subjectOf(config, context) };
      return {
        key: said,
        ...(vars && { vars }),
        ...(buttons.length > 0 && { buttons }),
        ...(unnumbered && { numbered: false }),
        ...(config.contact && { contact: true }),
        asks,
      };
    };
    return { type: 'say' as const, params };
  }

  /** A state that asks, asks again, explains more at each miss and at last calls a person. */
  function question(config: QuestionConfig<C>): Node<C> {
    const { step, say: key, expecting, back, lapse, silent } = config;
    const retried = ({ context, event }: Args<C>): string => {
      if (event.type === 'ask') return expecting === 'consent' ? 'common.consentStrict' : 'common.whichOne';
      const invalid = event.type === 'invalid' ? config.invalid?.[event.why] : undefined;
      if (invalid) return invalid;
      if (context.misses === 1) return `${key}Again`;
      return context.misses === 2 ? (config.spelled ?? 'common.tapOrType') : 'common.offerPerson';
    };
    const retry = asking(config, retried);
    const ask = asking(config, (args) => {
      if (args.context.readings.length > 0) return 'common.whichOne';
      return args.context.misses > 0 && isAnswer(args.event) ? retried(args) : (config.variant?.(args.context) ?? key);
    });
    const missed = [
      {
        type: 'miss' as const,
        params: ({ event }: Args<C>) => ({
          question: `${name}.${step}`,
          shape: event.type === 'notUnderstood' ? event.shape : event.type,
        }),
      },
      base.assign((({ context, event }: Args<C>) => ({
        misses: context.misses + 1,
        readings: event.type === 'ask' && expecting !== 'consent' ? event.readings : [],
      })) as never),
    ];
    const again = (actions: unknown[]) => [
      { guard: ({ context }: Args<C>) => context.misses < MOST_MISSES, actions: [...missed, ...actions] },
      {
        actions: [
          ...missed,
          base.assign({ misses: 0 } as never),
          say('common.calling'),
          { type: 'callPerson', params: { reason: 'misses' } },
        ],
      },
    ];
    const reask = { target: step, reenter: true };
    const begin = base.assign((({ context, event }: Args<C>) => ({
      // The world's "not found" leads back here: the flow has counted it as a miss.
      misses: isAnswer(event) ? context.misses : 0,
      readings: event.type === 'ask' ? event.readings : [],
    })) as never);
    const aloud = { notUnderstood: { target: silent, actions: missed }, media: { target: silent, actions: say('common.media') } };
    const usual = {
      open: reask,
      repeat: reask,
      resume: { ...reask, actions: say('common.resumed') },
      back: back ? { target: back } : { ...reask, actions: say('common.noBack') },
      notUnderstood: [...retold(config.retell), ...again([retry])],
      ask: again([retry]),
      invalid: again([retry]),
      media: again([say('common.media'), ask]),
      ...LATE,
      '*': again([retry]),
    };
    const on = silent ? { ...LATE, ...aloud, '*': { target: silent }, ...config.on } : { ...usual, ...config.on };
    const after = {
      ...(config.nudge !== false && lapse && { [NUDGE_AFTER]: { actions: [say('common.nudge'), ask] } }),
      ...(lapse && { [LAPSE_AFTER]: { target: lapse } }),
    };
    const meta: Meta<C> = {
      says: key,
      question: {
        expecting,
        subject: (context) => subjectOf(config, context),
        buttons: (context, known) => buttonsOf(config, context, known),
        ...(!isNumbered(config) && { numbered: false }),
        ...(config.free && { free: config.free }),
        ...(config.files && { files: true as const }),
      },
    };
    // What is built here is right for any context, which TypeScript cannot follow while `C` is open.
    return { meta, on, ...(silent ? {} : { entry: [begin, ask], after }) } as unknown as Node<C>;
  }

  /** A question whose yes and no are kept as consent to one purpose; only clear words or a button agree. */
  function consent(
    config: Omit<QuestionConfig<C>, 'expecting' | 'numbered' | 'on'> & {
      purpose: Purpose;
      agreed: string;
      refused: string;
      on?: On<C>;
    },
  ): Node<C> {
    const { purpose, agreed, refused, on, ...rest } = config;
    const record = (given: boolean) => ({
      type: 'recordConsent' as const,
      params: ({ event }: Args<C>) => ({ purpose, given, text: config.say, by: 'by' in event ? event.by : ('words' as const) }),
    });
    const answers = { yes: { target: agreed, actions: record(true) }, no: { target: refused, actions: record(false) }, ...on };
    return question({ ...rest, expecting: 'consent', numbered: false, on: answers as unknown as On<C> });
  }

  /** A state that has asked the world and waits for its answer; `back` is where it asks her again when none comes. */
  function waiting(config: { step: string; entry: Entry<C>; back: string; on: On<C>; late?: string; files?: true }): Node<C> {
    const { step, entry, back, late = 'common.slow', files } = config;
    const wait = { actions: say('common.wait') };
    const on = { resume: { target: back }, back: { target: back }, ...LATE, '*': wait, ...config.on };
    const subject = (context: C) => subjectOf({ step }, context);
    const meta: Meta<C> = { question: { expecting: 'anything', free: true, subject, ...(files && { files }) } };
    const after = { [ANSWER_WITHIN]: { target: back, actions: say(late) } };
    return { meta, entry, on, after } as unknown as Node<C>;
  }

  /** The first state: it says nothing and opens at whatever it hears. */
  function idle(target: string): Node<C> {
    return { on: { '*': { target } } } as unknown as Node<C>;
  }

  /** An end with some last words. */
  function end(key?: string, vars?: (args: Args<C>) => Vars, buttons?: (args: Args<C>) => Button[]): Node<C> {
    return { type: 'final', ...(key && { entry: say(key, vars, buttons), meta: { says: key } }) } as unknown as Node<C>;
  }

  const { createMachine, assign, enqueueActions } = base;
  return { name, createMachine, assign, enqueueActions, say, question, consent, waiting, idle, end };
}

/** The builders of one conversation. */
export type Builders<C extends Base> = ReturnType<typeof setupFlow<C>>;

// An answer of the world that comes too late is no miss of hers.
const LATE = {
  placesFound: {},
  referrerChecked: {},
  applicationFiled: {},
  codeGiven: {},
  statusShown: {},
  leaderBound: {},
  waitingListed: {},
  applicationMoved: {},
  phoneShown: {},
  figuresRead: {},
  requestsListed: {},
  requestDecided: {},
  linkAsked: {},
  codeTried: {},
  changeAsked: {},
  cardShown: {},
  checkedIn: {},
  meetingPreviewed: {},
  meetingConvened: {},
  filesTaken: {},
  attachableListed: {},
  filesAttached: {},
  filesDetached: {},
  comingRead: {},
  comingNamed: {},
  callsListed: {},
  memberShown: {},
  answerNoted: {},
  rollOpened: {},
  doorShown: {},
  minutesRead: {},
  rollClosed: {},
  summarySent: {},
  messagePlanned: {},
  messageMoved: {},
  approvalsListed: {},
  surveysRead: {},
  ratingsRead: {},
  signInGiven: {},
};
/** Whether an event answers an effect, and not she. */
export const isAnswer = (event: { type: string }): boolean => event.type in LATE;

/** Plays a value or its refusal that stands where yes or no was expected as if it had been asked for. */
function retold(expecting: Expecting | undefined) {
  if (!expecting) return [];
  const reading = ({ event }: { event: FlowEvent }) =>
    understand({ expecting, text: event.text ?? '', today: event.known.today });
  return [
    {
      guard: (args: { event: FlowEvent }) => ['value', 'invalid'].includes(reading(args).meaning),
      actions: raise(((args: { event: FlowEvent }) => {
        const { meaning, ...told } = reading(args);
        return { type: meaning, ...told, known: args.event.known, text: args.event.text };
      }) as never),
    },
  ];
}

const SIDES: ReadonlySet<string> = new Set(['yes', 'no', 'maybe', 'skip', 'back', 'repeat']);

/** Buttons for the readings of an ambiguous text; none when a reading has no button, so that the question's own are shown. */
function readingButtons(
  own: readonly Button[],
  readings: readonly string[],
  expecting: Expecting,
  made: (verb: 'value' | 'repeat', text: string) => Button,
): Button[] {
  const buttons = new Map<string, Button>();
  for (const reading of readings) {
    const flow = commands[reading as Command];
    const bySide = own.find((button) => SIDES.has(reading) && button.payload.endsWith(`:${reading}`));
    const byText = own.find((button) => 'text' in button && button.text === reading);
    const told = VALUES.has(expecting) && !SIDES.has(reading) ? made('value', reading) : undefined;
    const button = bySide ?? byText ?? (flow ? opens(flow, `command.${reading}`) : told);
    if (!button && !SIDES.has(reading)) return [];
    // "Đúng" or "dừng" where nothing was asked: the one that is no command simply goes on.
    const shown = button ?? made('repeat', '');
    buttons.set(shown.payload, shown);
  }
  return [...buttons.values()];
}
