import type { Carrying } from './carrying';
import { LEADER_ANSWERS, type LeaderAnswers, type LeaderParams } from './leader-types';
import type { Answer, Answers, ApplicationStep, EffectParams } from './types';

/** Where an order of a chat comes from. */
export interface From {
  id: string;
  conversation: string;
}

/** What the world answers to each effect of a leader's desk. */
export type LeaderDesk = {
  [N in keyof LeaderParams]: (params: LeaderParams[N], from: From) => Promise<LeaderAnswers[(typeof LEADER_ANSWERS)[N]]>;
};

/** What actions do for the leader in whose chat an effect arose; given by composition. Each asks for her rights anew. */
export interface LeaderDeps {
  bind(code: string, from: From): Promise<Answers['leaderBound']>;
  unbind(from: From): Promise<void>;
  waiting(from: From): Promise<Answers['waitingListed']>;
  advance(file: string, act: ApplicationStep, from: From): Promise<Answers['applicationMoved']>;
  phone(file: string, from: From): Promise<Answers['phoneShown']>;
  figures(from: From): Promise<Answers['figuresRead']>;
  requests(from: From): Promise<Answers['requestsListed']>;
  decide(asked: EffectParams['decideRequest'], from: From): Promise<Answers['requestDecided']>;
  desk: LeaderDesk;
}

type Name =
  | keyof LeaderParams
  | 'bindLeader'
  | 'unbindLeader'
  | 'listWaiting'
  | 'moveApplication'
  | 'showPhone'
  | 'readFigures'
  | 'listRequests'
  | 'decideRequest';
type Handlers = { [N in Name]: (params: EffectParams[N], about: Carrying) => Promise<Answer | undefined> };

const from = ({ effect, conversation }: Carrying): From => ({ id: effect.id, conversation: conversation._id });

/** The effects of leaders' conversations. */
export function leaderHandlers(deps: LeaderDeps): Handlers {
  return {
    ...deskHandlers(deps.desk),
    bindLeader: async ({ code }, about) => ({ type: 'leaderBound', ...(await deps.bind(code, from(about))) }),
    async unbindLeader(_, about) {
      await deps.unbind(from(about));
      return undefined;
    },
    listWaiting: async (_, about) => ({ type: 'waitingListed', ...(await deps.waiting(from(about))) }),
    moveApplication: async ({ file, act }, about) => ({
      type: 'applicationMoved',
      ...(await deps.advance(file, act, from(about))),
    }),
    showPhone: async ({ file }, about) => ({ type: 'phoneShown', ...(await deps.phone(file, from(about))) }),
    listRequests: async (_, about) => ({ type: 'requestsListed', ...(await deps.requests(from(about))) }),
    decideRequest: async (asked, about) => ({ type: 'requestDecided', ...(await deps.decide(asked, from(about))) }),
    readFigures: async (_, about) => ({ type: 'figuresRead', ...(await deps.figures(from(about))) }),
  };
}

function deskHandlers(desk: LeaderDesk): Pick<Handlers, keyof LeaderParams> {
  const handler = <N extends keyof LeaderParams>(name: N) => {
    const handle = async (params: LeaderParams[N], about: Carrying) =>
      ({ type: LEADER_ANSWERS[name], ...(await desk[name](params, from(about))) }) as Answer;
    return [name, handle] as const;
  };
  const names = Object.keys(LEADER_ANSWERS) as (keyof LeaderParams)[];
  return Object.fromEntries(names.map(handler)) as unknown as Pick<Handlers, keyof LeaderParams>;
}
