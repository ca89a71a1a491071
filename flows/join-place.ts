import type { FlowEvent } from '../src/engine/flow';
import { bareOf, fold } from '../src/language/normalise';
import { type Args, flow, notFound, type Place, question, set, textOf, to, type Value } from './join-form';
import { choice, option } from './kit';

/** Words that name a place smaller than a commune. */
const HAMLET = /\b(thon|ap|kp|khu|to|tdp|xom|ban|buon|lang|chi hoi)\b/;

const picked = ({ context, event }: Args): Place | undefined =>
  event.type === 'choice' ? context.places[event.value[0] ?? -1] : context.places[0];
const labelled = ({ id, label, note }: Place & { note?: string }): Place => ({ id, label: note ? `${label} (${note})` : label });
const toCommune = set((args) => {
  const commune = picked(args);
  return commune ? { commune, branch: undefined, branchAsked: false, misses: 0 } : {};
});
const toBranch = to((args) => ({ branch: picked(args), branchAsked: true, misses: 0 }));
const keep = flow.assign(({ event }) => (event.type === 'placesFound' ? { places: event.places.slice(0, 8).map(labelled) } : {}));
const many = ({ event }: Args<Extract<FlowEvent, { type: 'placesFound' }>>) => event.places.length > 1;
/** Still too many with a province said: those that can be shown are offered. */
const namesakes = ({ context, event }: Args<Extract<FlowEvent, { type: 'placesFound' }>>) =>
  event.ask === 'province' && !context.place.includes(',');
const none = ({ event }: Args<Extract<FlowEvent, { type: 'placesFound' }>>) => event.places.length === 0;

const branchFinder = (step: string, zero: { target: string; actions?: ReturnType<typeof notFound> }) =>
  flow.waiting({
    step,
    entry: {
      type: 'findPlace',
      params: ({ context }) => ({ text: context.place, level: 'branch', ...(context.commune && { within: context.commune.id }) }),
    },
    back: 'askBranch',
    on: {
      placesFound: [
        { guard: none, ...zero },
        { guard: many, target: 'pickBranch', actions: keep },
        { ...toBranch, actions: [keep, toBranch.actions] },
      ],
    },
  });

/** Where she lives: the commune, then the branch, which she may not know. */
export const placeSteps = {
  askCommune: question({
    step: 'askCommune',
    say: 'join.askCommune',
    spelled: 'join.askCommuneSpelled',
    expecting: 'anything',
    free: true,
    back: 'askBirth',
    lapse: 'lapsed',
    on: { value: { target: 'findingCommune', actions: set<Value>(({ event }) => ({ place: textOf(event) })) } },
  }),
  findingCommune: flow.waiting({
    step: 'findingCommune',
    entry: { type: 'findPlace', params: ({ context }: Args) => ({ text: context.place, level: 'commune' as const }) },
    back: 'askCommune',
    on: {
      placesFound: [
        { guard: none, target: 'askCommune', actions: notFound('askCommune') },
        { guard: namesakes, target: 'askProvince' },
        { guard: many, target: 'pickCommune', actions: keep },
        { target: 'tryingBranch', actions: [keep, toCommune] },
      ],
    },
  }),
  askProvince: question({
    step: 'askProvince',
    say: 'join.askProvince',
    vars: ({ context }) => ({ place: context.place }),
    expecting: 'anything',
    free: true,
    back: 'askCommune',
    lapse: 'lapsed',
    on: {
      value: {
        target: 'findingCommune',
        actions: set<Value>(({ context, event }) => ({ place: `${context.place}, ${textOf(event)}` })),
      },
    },
  }),
  pickCommune: question({
    step: 'pickCommune',
    say: 'join.pickCommune',
    vars: ({ context }) => ({ n: context.places.length }),
    expecting: 'choice',
    options: ({ places }) => [
      ...places.map(({ label }, index) => choice(index, label)),
      option('value', 'join.otherPlace', 'other'),
    ],
    back: 'askCommune',
    lapse: 'lapsed',
    on: {
      choice: { guard: (args) => picked(args) !== undefined, target: 'tryingBranch', actions: toCommune },
      value: 'askCommune',
    },
  }),
  tryingBranch: {
    always: [
      { guard: ({ context }: Args) => HAMLET.test(bareOf(fold(context.place))), target: 'guessingBranch' },
      { target: 'askBranch' },
    ],
  },
  guessingBranch: branchFinder('guessingBranch', { target: 'askBranch' }),
  askBranch: question({
    step: 'askBranch',
    say: 'join.askBranch',
    spelled: 'join.askBranchAgain',
    vars: ({ context }) => ({ commune: context.commune?.label ?? '' }),
    expecting: 'anything',
    free: true,
    options: [option('skip', 'join.dontRemember')],
    back: 'askCommune',
    lapse: 'lapsed',
    on: {
      value: { target: 'findingBranch', actions: set<Value>(({ event }) => ({ place: textOf(event) })) },
      skip: to(() => ({ branch: undefined, branchAsked: true })),
    },
  }),
  findingBranch: branchFinder('findingBranch', { target: 'askBranch', actions: notFound('askBranch') }),
  pickBranch: question({
    step: 'pickBranch',
    say: 'join.pickBranch',
    vars: ({ context }) => ({ n: context.places.length }),
    expecting: 'choice',
    options: ({ places }) => [...places.map(({ label }, index) => choice(index, label)), option('skip', 'join.dontRemember')],
    back: 'askBranch',
    lapse: 'lapsed',
    on: {
      choice: { guard: (args) => picked(args) !== undefined, ...toBranch },
      skip: to(() => ({ branch: undefined, branchAsked: true })),
    },
  }),
};
