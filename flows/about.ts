import { fresh, no, opens, option, setupFlow } from './kit';

const flow = setupFlow('about');
const TOPICS = [
  { label: 'about.why', key: 'about.whyText', text: 'why' },
  { label: 'about.fee', key: 'about.feeText', text: 'fee' },
  { label: 'about.how', key: 'about.howText', text: 'how' },
] as const;

/** "Tìm hiểu về Hội": why, the fee, how; the words are the unit's own. */
export const about = {
  name: 'about',
  version: 1,
  passing: true as const,
  machine: flow.createMachine({
    id: 'about',
    context: fresh,
    initial: 'idle',
    states: {
      idle: flow.idle('askTopic'),
      askTopic: flow.question({
        step: 'askTopic',
        say: 'about.ask',
        vars: ({ event }) => ({ commune: event.known.unit.commune }),
        expecting: 'choice',
        options: (_, known) => [
          ...TOPICS.map(({ label }, index) => option('choice', label, index)),
          ...(known.person?.member ? [] : [opens('join', 'menu.join')]),
          no('about.enough'),
        ],
        lapse: 'left',
        nudge: false,
        on: {
          choice: TOPICS.map(({ key, text }, index) => ({
            guard: ({ event }) => event.value[0] === index,
            target: 'askTopic',
            reenter: true,
            actions: flow.say(key, ({ event }) => ({ text: event.known.unit[text] })),
          })),
          no: 'enough',
          skip: 'enough',
        },
      }),
      enough: flow.end('about.end'),
      left: flow.end(),
    },
  }),
};
