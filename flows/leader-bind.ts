import { raise } from 'xstate';
import type { FlowEvent } from '../src/engine/flow';
import { bindCodeOf } from '../src/language/leader-words';
import { type Base, fresh, no, setupFlow, skip, yes } from './kit';

const flow = setupFlow<Base & { office: string }>('leaderBind');
const DIGITS = /^\D*(\d{3})[ .-]?(\d{3})\D*$/;

/** The code of an event: of the link or the words that opened this, or typed to the question. It is never kept. */
function codeIn(event: FlowEvent): string | undefined {
  const said = event.type === 'open' || event.type === 'resume' ? event.arg : event.type === 'value' ? event.text : undefined;
  const digits = said === undefined ? undefined : DIGITS.exec(said);
  return digits ? `${digits[1]}${digits[2]}` : said === undefined ? undefined : bindCodeOf(said);
}
const missed = ({ known, text }: FlowEvent) => ({ type: 'notUnderstood', shape: 'noCode', known, text });
const hasCode = ({ event }: { event: FlowEvent }) => codeIn(event) !== undefined;

/** "Mã 123456": ties an officer's chat to her post, by a one-time code; then asks whether she wants to be told of her work here. */
export const leaderBind = {
  name: 'leaderBind',
  version: 1,
  machine: flow.createMachine({
    id: 'leaderBind',
    context: { ...fresh, office: '' },
    initial: 'idle',
    states: {
      idle: { on: { '*': [{ guard: hasCode, target: 'checking' }, { target: 'askCode' }] } },
      askCode: flow.question({
        step: 'askCode',
        say: 'leaderBind.askCode',
        expecting: 'anything',
        free: true,
        options: [skip('leaderBind.later')],
        lapse: 'left',
        nudge: false,
        on: {
          value: [
            { guard: hasCode, target: 'checking' },
            { actions: raise((({ event }: { event: FlowEvent }) => missed(event)) as never) },
          ],
          resume: [
            { guard: hasCode, target: 'checking' },
            { target: 'askCode', reenter: true },
          ],
          skip: 'left',
        },
      }),
      checking: flow.waiting({
        step: 'checking',
        entry: { type: 'bindLeader', params: ({ event }) => ({ code: codeIn(event) ?? '' }) },
        back: 'askCode',
        on: {
          leaderBound: [
            {
              guard: ({ event }) => event.result === 'bound',
              target: 'askWork',
              actions: flow.assign(({ event }) => ({ office: (event.type === 'leaderBound' && event.office) || '' })),
            },
            { guard: ({ event }) => event.result === 'later', target: 'tooMany' },
            { guard: ({ event }) => event.result === 'taken', target: 'taken' },
            { target: 'askCode', actions: flow.say('leaderBind.wrong') },
          ],
        },
      }),
      askWork: flow.consent({
        step: 'askWork',
        say: 'leaderBind.askWork',
        vars: ({ context }) => ({ office: context.office }),
        purpose: 'CONG_VIEC',
        options: [yes('common.agree'), no('common.disagree')],
        agreed: 'agreed',
        refused: 'refused',
        lapse: 'left',
        nudge: false,
      }),
      agreed: flow.end('leaderBind.agreed'),
      refused: flow.end('leaderBind.refused'),
      tooMany: flow.end('leaderBind.tooMany'),
      taken: flow.end('leaderBind.taken'),
      left: flow.end('leaderBind.left'),
    },
  }),
};
