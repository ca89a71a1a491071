import type { Also, FlowEvent } from '../src/engine/flow';
import type { ApplicationForm } from '../src/engine/types';
import { MOST_MISSES, setupFlow } from './kit';
import type { PlaceContext } from './place-steps';

/** What a join-up has heard so far. */
export type JoinContext = PlaceContext & {
  name?: string;
  birthYear?: number;
  birthRead: boolean;
  phone?: string;
  /** Codes of groups; missing until she was asked. */
  groups?: string[];
  household?: NonNullable<ApplicationForm['household']>;
  code: string;
  /** `named`: she told a name, and the branch finds out who that is. */
  referrer: 'open' | 'none' | 'found' | 'named';
  referrerName: string;
};
/** What an answer is heard with. */
export type Args<E = FlowEvent> = { context: JoinContext; event: E };
/** An answer that has a value. */
export type Value = Extract<FlowEvent, { type: 'value' }>;

/** The builders of the join-up. */
export const flow = setupFlow<JoinContext>('join');
/** Keeps what an answer told. */
export const set = <E extends FlowEvent = FlowEvent>(change: (args: Args<E>) => Partial<JoinContext>) =>
  flow.assign((args) => change(args as unknown as Args<E>));
/** Keeps what an answer told and goes on to whatever is still missing. */
export const to = <E extends FlowEvent>(change: (args: Args<E>) => Partial<JoinContext>) => ({
  target: 'next',
  actions: set(change),
});
/** Her own words, where they are the answer. */
export const textOf = ({ value, text }: Value) => text ?? String(value);

/** What else her text told fills what is still empty; all of it is read back. */
export function also({ context }: Args, told: Also = {}): Partial<JoinContext> {
  return {
    ...(told.birthYear !== undefined && context.birthYear === undefined && { birthYear: told.birthYear }),
    ...(told.phone !== undefined && context.phone === undefined && { phone: told.phone }),
    ...(told.place !== undefined && context.place === '' && { place: told.place }),
  };
}

/** What she agreed to ends with the join-up that she leaves. */
export const withdraw = {
  type: 'recordConsent' as const,
  params: ({ event }: Args) => ({
    purpose: 'GIA_NHAP' as const,
    given: false,
    text: 'join.withdrawn',
    by: 'by' in event ? event.by : ('words' as const),
  }),
};
/** The world found nothing: counted as a miss, and she is asked again. */
export const notFound = (question: string, cleared: Partial<JoinContext> = { place: '' }) => [
  { type: 'miss' as const, params: { question: `join.${question}`, shape: 'notFound' } },
  flow.assign(({ context }) => ({ ...cleared, misses: Math.min(context.misses + 1, MOST_MISSES) })),
];
/** A code that comes while she is at it is kept. */
export const question: typeof flow.question = (config) =>
  flow.question({
    ...config,
    on: {
      resume: { target: config.step, reenter: true, actions: [set(codeIn), flow.say('common.resumed')] },
      ...config.on,
    },
  });
/** The code that came with an event. */
export function codeIn({ event }: Args): Partial<JoinContext> {
  const code = (event.type === 'open' || event.type === 'resume' ? event.arg : undefined) ?? event.known.referral;
  return code ? { code, referrer: 'open' } : {};
}
