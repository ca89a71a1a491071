import type { EffectParams, Known } from '../src/engine/types';
import { fresh, no, opens, setupFlow, yes } from './kit';

const flow = setupFlow('news');

/** What she gets besides what she asked for, in words: by the two purposes. */
const STATE = { both: 'news.both', information: 'news.onlyInformation', care: 'news.onlyCare', none: 'news.none' } as const;

/** The button that leads to these settings. */
export const newsButton = opens('news', 'news.open');

/** Says what she agreed to, with the way to change it. */
export function newsState({ consents }: Pick<Known, 'consents'>): EffectParams['say'] {
  const { TUYEN_TRUYEN: information = false, CHAM_SOC: care = false } = consents;
  const key = information && care ? STATE.both : information ? STATE.information : care ? STATE.care : STATE.none;
  return { key, buttons: [newsButton], numbered: false };
}

/** "Nhận tin": what the Union tells and its greetings, each a consent of its own, one question after the other; also withdrawn here. */
export const news = {
  name: 'news',
  version: 1,
  machine: flow.createMachine({
    id: 'news',
    context: fresh,
    initial: 'idle',
    states: {
      idle: flow.idle('askInformation'),
      askInformation: flow.consent({
        step: 'askInformation',
        say: 'news.information',
        vars: ({ event }) => ({ unit: event.known.unit.name }),
        purpose: 'TUYEN_TRUYEN',
        options: [yes('common.agree'), no('common.disagree')],
        agreed: 'askCare',
        refused: 'askCare',
        lapse: 'left',
        nudge: false,
      }),
      askCare: flow.consent({
        step: 'askCare',
        say: 'news.greetings',
        vars: ({ event }) => ({ unit: event.known.unit.name }),
        purpose: 'CHAM_SOC',
        options: [yes('common.agree'), no('common.disagree')],
        agreed: 'careOn',
        refused: 'careOff',
        back: 'askInformation',
        lapse: 'left',
        nudge: false,
      }),
      careOn: flow.end('news.careOn'),
      careOff: flow.end('news.careOff'),
      left: flow.end(),
    },
  }),
};
