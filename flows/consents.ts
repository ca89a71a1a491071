import { type Base, type Builders, type Node, no, option, yes } from './kit';

/** How everybody is asked whether the Union may remind her of meetings. */
export const toBeReminded = {
  say: 'reminder.consent',
  purpose: 'NHAC_LICH' as const,
  options: [yes('reminder.yes'), no('reminder.no')],
  nudge: false as const,
};

/** Asks whether the Union may keep what she tells of herself, with a button for who wants to know more; goes on to `next` or `refused`. */
export function askToJoin<C extends Base>(builders: Builders<C>, say: string): Node<C> {
  // Nothing of the context is looked at, which TypeScript cannot follow while `C` is open.
  const flow = builders as unknown as Builders<Base>;
  const detail = flow.say('join.consentDetail', ({ event }) => ({ unit: event.known.unit.name, phone: event.known.unit.phone }));
  return flow.consent({
    step: 'askConsent',
    say,
    vars: ({ event }) => ({ commune: event.known.unit.commune }),
    purpose: 'GIA_NHAP',
    options: [yes('common.agree'), no('common.disagree'), option('detail', 'join.detail')],
    agreed: 'next',
    refused: 'refused',
    lapse: 'lapsed',
    on: { tap: { target: 'askConsent', reenter: true, actions: detail } },
  }) as unknown as Node<C>;
}
