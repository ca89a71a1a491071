import type { FlowEvent, Frozen } from '../src/engine/flow';
import type { Known, SurveyDoc, SurveyQuestion, SurveyValue } from '../src/engine/types';
import { type Base, choice, fresh, no, option, setupFlow, skip, yes } from './kit';

type SurveyContext = Base & {
  subject: string;
  survey?: SurveyDoc;
  index: number;
  /** Places of the questions that she came by, without the present one: a jump leaves some out. */
  path: number[];
  answers: Record<string, SurveyValue>;
  chosen: number[];
};
type Args<E = FlowEvent> = { context: SurveyContext; event: E };
type Chosen = Extract<FlowEvent, { type: 'choice' }>;

const flow = setupFlow<SurveyContext>('survey', { bySubject: true });
const NO_SURVEY: SurveyDoc = { id: '', title: '', intro: '', questions: [] };
const NOTHING: SurveyQuestion = { id: '', kind: 'text', text: '', options: [] };
/** A scale is one choice among its points. */
const SINGLE: ReadonlySet<string> = new Set(['single', 'scale']);
const MOST = 1_000_000_000;
const whole = (value: unknown) => Number.isInteger(value) && Math.abs(Number(value)) <= MOST;
const codeOf = (id: string) => id.replace(/\.\d+$/, '');
const current = (context: SurveyContext) => context.survey?.questions[context.index] ?? NOTHING;
const optionsOf = (context: SurveyContext) => current(context).options.map((text, index) => choice(index, text));
const introVars = ({ title, intro, questions }: SurveyDoc) => ({ title, intro, total: questions.length });
const tapped = ({ event }: { event: { by: 'tap' | 'words' } }) => event.by === 'tap';

/** The survey she was invited to, or the only one that is open. */
function found({ context, event }: Args): SurveyDoc | undefined {
  const { surveys } = event.known;
  if (event.type === 'choice' && context.subject === '') return surveys[event.value[0] ?? -1];
  // An invitation to a version that was replaced leads to the one that is asked now.
  const exact = surveys.find(({ id }) => id === context.subject);
  const other = surveys.find(({ id }) => codeOf(id) === codeOf(context.subject));
  return exact ?? other ?? (context.subject === '' && surveys.length === 1 ? surveys[0] : undefined);
}

/** Where an answer leads: to the next question, or to the one that its jump names. */
function onward(context: SurveyContext, value?: SurveyValue): Pick<SurveyContext, 'index' | 'path' | 'chosen'> {
  const { index, path, survey } = context;
  const said = Array.isArray(value) ? value[0] : value;
  const jump = current(context).jumps?.find(({ answer }) => answer === said);
  const { questions } = survey ?? NO_SURVEY;
  const target = jump ? questions.findIndex(({ id }) => id === jump.to) : index + 1;
  return { index: target < 0 ? questions.length : target, path: [...path, index], chosen: [] };
}

/** What she answered on the way that she took: an answer changed on the way back may leave others out. */
function kept({ answers, path, survey }: SurveyContext): Record<string, SurveyValue> {
  const came = new Set(path.map((place) => survey?.questions[place]?.id));
  return Object.fromEntries(Object.entries(answers).filter(([id]) => came.has(id)));
}

// An answer is recorded at once: nothing is lost when she stops halfway.
const answered = <E extends FlowEvent>(value: (args: Args<E>) => SurveyValue) => ({
  target: 'next',
  actions: [
    {
      type: 'answerSurvey' as const,
      params: (args: Args<E>) => ({ survey: args.context.subject, question: current(args.context).id, value: value(args) }),
    },
    flow.assign((args) => ({
      answers: { ...args.context.answers, [current(args.context).id]: value(args as unknown as Args<E>) },
      ...onward(args.context, value(args as unknown as Args<E>)),
    })),
  ],
});
const union = ({ context, event }: Args<Chosen>) => [...new Set([...context.chosen, ...event.value])].sort((a, b) => a - b);
const within = ({ context, event }: Args<Chosen>) =>
  event.value.length > 0 && event.value.every((each) => each in current(context).options);
const several = (args: Args<Chosen>) => args.event.value.length > 1 && within(args);
const oneMore = {
  guard: within,
  target: 'more',
  reenter: true,
  actions: flow.assign(({ context, event }) => (event.type === 'choice' ? { chosen: union({ context, event }) } : {})),
};
const finish = (complete: boolean) => ({
  type: 'finishSurvey' as const,
  params: ({ context }: Args) => ({ survey: context.subject, answers: kept(context), complete }),
});
const invitation = {
  say: 'survey.invite',
  expecting: 'yesNo' as const,
  options: [yes('survey.start'), no('survey.later')],
  about: () => '',
};
const asked = {
  vars: ({ context }: Args) => ({
    n: context.index + 1,
    total: context.survey?.questions.length ?? 0,
    text: current(context).text,
  }),
  about: (context: SurveyContext) => current(context).id,
  back: 'previous',
  lapse: 'lapsed',
};
const passed = { target: 'next', actions: flow.assign(({ context }) => onward(context)) };
// A tap on the invitation of a survey under way asks the question again.
const common = { skip: passed, yes: { guard: tapped, target: 'next' }, no: { guard: tapped, target: 'next' } };

/** Any survey of the Union, played from its document; the version that she began stays with her. */
export const survey = {
  name: 'survey',
  version: 2,
  migrations: { 1: withPath },
  waits: (subject: string, { surveys }: Known) => surveys.some(({ id }) => id === subject),
  machine: flow.createMachine({
    id: 'survey',
    context: ({ input }) => ({ ...fresh, subject: input?.subject ?? '', index: 0, path: [], answers: {}, chosen: [] }),
    initial: 'idle',
    states: {
      idle: flow.question({
        ...invitation,
        step: 'idle',
        silent: 'offer',
        on: { open: 'route', yes: 'route', no: 'later', maybe: 'later' },
      }),
      offer: { always: [{ guard: (args) => found(args) === undefined, target: 'route' }, { target: 'offered' }] },
      offered: flow.question({
        ...invitation,
        step: 'offered',
        vars: (args) => introVars(found(args) ?? NO_SURVEY),
        lapse: 'later',
        nudge: false,
        on: { yes: 'route', no: 'later', maybe: 'later', open: 'offer', resume: 'offer', repeat: 'offer' },
      }),
      route: {
        always: [
          {
            guard: (args) => found(args) !== undefined,
            target: 'begin',
            actions: flow.assign((args) => {
              const survey = found(args);
              return survey ? { survey, subject: survey.id } : {};
            }),
          },
          { guard: ({ context }) => context.subject !== '', target: 'gone' },
          { guard: ({ event }) => event.known.surveys.length === 0, target: 'none' },
          { target: 'pick' },
        ],
      },
      pick: flow.question({
        step: 'pick',
        say: 'survey.pick',
        about: () => '',
        expecting: 'choice',
        options: (_, known) => known.surveys.slice(0, 9).map(({ title }, index) => choice(index, title)),
        lapse: 'later',
        nudge: false,
        on: { choice: { guard: (args) => found(args) !== undefined, target: 'route' } },
      }),
      begin: {
        always: [
          // Who answers the invitation has read it already.
          { guard: ({ event }) => event.type === 'yes', target: 'check' },
          { target: 'check', actions: flow.say('survey.intro', ({ context }) => introVars(context.survey ?? NO_SURVEY)) },
        ],
      },
      check: {
        always: [{ guard: ({ event }) => event.known.consents.KHAO_SAT === true, target: 'next' }, { target: 'askConsent' }],
      },
      askConsent: flow.consent({
        step: 'askConsent',
        say: 'survey.consent',
        vars: ({ event }) => ({ unit: event.known.unit.name }),
        purpose: 'KHAO_SAT',
        options: [yes('common.agree'), no('common.disagree')],
        agreed: 'next',
        refused: 'refused',
        lapse: 'later',
      }),
      next: {
        always: [
          { guard: ({ context }) => context.index >= (context.survey?.questions.length ?? 0), target: 'finished' },
          { guard: ({ context }) => SINGLE.has(current(context).kind), target: 'single' },
          { guard: ({ context }) => current(context).kind === 'multiple', target: 'multiple' },
          { guard: ({ context }) => current(context).kind === 'yesNo', target: 'yesNo' },
          { guard: ({ context }) => current(context).kind === 'number', target: 'number' },
          { target: 'text' },
        ],
      },
      previous: {
        always: {
          target: 'next',
          actions: flow.assign(({ context: { path } }) => ({ index: path.at(-1) ?? 0, path: path.slice(0, -1), chosen: [] })),
        },
      },
      single: flow.question({
        ...asked,
        step: 'single',
        say: 'survey.single',
        expecting: 'choice',
        options: (context) => [...optionsOf(context), skip()],
        on: {
          ...common,
          choice: {
            guard: (args) => args.event.value.length === 1 && within(args),
            ...answered<Chosen>(({ event }) => event.value),
          },
        },
      }),
      multiple: flow.question({
        ...asked,
        step: 'multiple',
        say: 'survey.multiple',
        expecting: 'choice',
        options: (context) => [...optionsOf(context), skip()],
        on: { ...common, choice: [{ guard: several, ...answered<Chosen>(union) }, oneMore] },
      }),
      more: flow.question({
        ...asked,
        step: 'more',
        say: 'survey.more',
        vars: ({ context }) => ({ chosen: context.chosen.map((each) => current(context).options[each]).join(', ') }),
        expecting: 'choice',
        options: (context) => [...optionsOf(context), option('value', 'survey.enough', 'done')],
        on: {
          ...common,
          choice: [{ guard: several, ...answered<Chosen>(union) }, oneMore],
          value: answered(({ context }) => context.chosen),
        },
      }),
      yesNo: flow.question({
        ...asked,
        step: 'yesNo',
        say: 'survey.yesNo',
        expecting: 'yesNo',
        options: [option('value', 'common.yes', 'yes'), option('value', 'common.no', 'no'), skip()],
        on: {
          skip: passed,
          value: answered(({ event }) => 'value' in event && event.value === 'yes'),
          yes: [common.yes, answered(() => true)],
          no: [common.no, answered(() => false)],
        },
      }),
      number: flow.question({
        ...asked,
        step: 'number',
        say: 'survey.number',
        expecting: 'number',
        options: [skip()],
        on: {
          ...common,
          value: {
            guard: ({ event }: Args) => event.type === 'value' && whole(event.value) && event.confirm === undefined,
            ...answered(({ event }) => ('value' in event ? Number(event.value) : 0)),
          },
        },
      }),
      text: flow.question({
        ...asked,
        step: 'text',
        say: 'survey.text',
        expecting: 'anything',
        free: 'own',
        options: [skip()],
        on: { ...common, value: answered(({ event }) => ('value' in event ? String(event.value) : '')) },
      }),
      finished: {
        type: 'final',
        meta: { says: 'survey.thanks' },
        entry: [finish(true), flow.say('survey.thanks', ({ event }) => ({ unit: event.known.unit.name }))],
      },
      lapsed: { type: 'final', meta: { says: 'survey.lapsed' }, entry: [finish(false), flow.say('survey.lapsed')] },
      refused: flow.end('survey.refused'),
      later: flow.end('survey.putOff'),
      gone: flow.end('survey.gone'),
      none: flow.end('survey.none'),
    },
  }),
};

/** Before there were jumps she came by every question. */
function withPath(frozen: Frozen): Frozen {
  const index = Number(frozen.context.index ?? 0);
  return { ...frozen, context: { ...frozen.context, path: [...Array(index).keys()] } };
}
