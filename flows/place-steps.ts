import type { FlowEvent } from '../src/engine/flow';
import { bareOf, fold } from '../src/language/normalise';
import { type Base, type Builders, choice, MOST_MISSES, type Node, option, skip } from './kit';

/** A place as it is picked. */
export type Place = { id: string; label: string };

/** What a conversation that asks for a place keeps of it. */
export type PlaceContext = Base & {
  /** Asked for beforehand only where there are several. */
  province?: Place;
  /** What she wrote of where she lives. */
  place: string;
  places: Place[];
  commune?: Place;
  /** Without it and with `branchAsked`, she does not know her branch. */
  branch?: Place | undefined;
  branchAsked: boolean;
};

/** How a conversation asks for a place; the other words are the join-up's. */
export interface PlaceWords {
  commune: string;
  branch: string;
  /** The question before the commune; none where it is the first. */
  before?: string;
  /** Label of the button for who looks for a place that the Union here does not have. */
  outside?: string;
}

type Args<E = FlowEvent> = { context: PlaceContext; event: E };
type Value = Extract<FlowEvent, { type: 'value' }>;
type Found = Args<Extract<FlowEvent, { type: 'placesFound' }>>;
type Steps =
  | 'askCommune'
  | 'findingCommune'
  | 'askProvince'
  | 'pickCommune'
  | 'tryingBranch'
  | 'guessingBranch'
  | 'askBranch'
  | 'findingBranch'
  | 'pickBranch';

/** Words that name a place smaller than a commune. */
const HAMLET = /\b(thon|ap|kp|khu|to|tdp|xom|ban|buon|lang|chi hoi)\b/;
const picked = ({ context, event }: Args): Place | undefined =>
  event.type === 'choice' ? context.places[event.value[0] ?? -1] : context.places[0];
const labelled = ({ id, label, note }: Place & { note?: string }): Place => ({ id, label: note ? `${label} (${note})` : label });
const many = ({ event }: Found) => event.places.length > 1;
/** Still too many with a province said: those that can be shown are offered. */
const namesakes = ({ context, event }: Found) => event.ask === 'province' && !context.place.includes(',');
const none = ({ event }: Found) => event.places.length === 0;

/** Asks for the commune and then the branch, which she may not know; goes on to `next`, and to `outside` by its button. */
export function placeSteps<C extends PlaceContext>(
  builders: Builders<C>,
  say: PlaceWords,
  asking: Builders<C>['question'] = builders.question,
): Record<Steps, Node<C>> {
  // What is built of these fields alone is right for any context that has them, which TypeScript cannot follow while `C` is open.
  const flow = builders as unknown as Builders<PlaceContext>;
  const question = asking as unknown as Builders<PlaceContext>['question'];
  const set = <E extends FlowEvent = FlowEvent>(change: (args: Args<E>) => Partial<PlaceContext>) =>
    flow.assign((args) => change(args as unknown as Args<E>));
  const keep = flow.assign(({ event }) =>
    event.type === 'placesFound' ? { places: event.places.slice(0, 8).map(labelled) } : {},
  );
  const toCommune = set((args) => {
    const commune = picked(args);
    return commune ? { commune, branch: undefined, branchAsked: false, misses: 0 } : {};
  });
  const toBranch = { target: 'next', actions: set((args) => ({ branch: picked(args), branchAsked: true, misses: 0 })) };
  const unknown = { target: 'next', actions: set(() => ({ branch: undefined, branchAsked: true })) };
  const notFound = (step: string) => [
    { type: 'miss' as const, params: { question: `${flow.name}.${step}`, shape: 'notFound' } },
    flow.assign(({ context }) => ({ place: '', misses: Math.min(context.misses + 1, MOST_MISSES) })),
  ];
  const branchFinder = (step: string, zero: { target: string; actions?: ReturnType<typeof notFound> }) =>
    flow.waiting({
      step,
      entry: {
        type: 'findPlace',
        params: ({ context }) => ({
          text: context.place,
          level: 'branch',
          ...(context.commune && { within: context.commune.id }),
        }),
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

  const steps: Record<Steps, Node<PlaceContext>> = {
    askCommune: question({
      step: 'askCommune',
      say: say.commune,
      spelled: 'join.askCommuneSpelled',
      expecting: 'anything',
      free: true,
      ...(say.outside && { options: [skip(say.outside)] }),
      ...(say.before && { back: say.before }),
      lapse: 'lapsed',
      on: {
        value: { target: 'findingCommune', actions: set<Value>(({ event }) => ({ place: textOf(event) })) },
        ...(say.outside && { skip: 'outside' }),
      },
    }),
    findingCommune: flow.waiting({
      step: 'findingCommune',
      entry: {
        type: 'findPlace',
        params: ({ context }: Args) => ({
          text: context.place,
          level: 'commune' as const,
          ...(context.province && { within: context.province.id }),
        }),
      },
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
      say: say.branch,
      spelled: 'join.askBranchAgain',
      vars: ({ context }) => ({ commune: context.commune?.label ?? '' }),
      expecting: 'anything',
      free: true,
      options: [option('skip', 'join.dontRemember')],
      back: 'askCommune',
      lapse: 'lapsed',
      on: {
        value: { target: 'findingBranch', actions: set<Value>(({ event }) => ({ place: textOf(event) })) },
        skip: unknown,
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
      on: { choice: { guard: (args) => picked(args) !== undefined, ...toBranch }, skip: unknown },
    }),
  };
  return steps as unknown as Record<Steps, Node<C>>;
}

const textOf = ({ value, text }: Value) => text ?? String(value);
