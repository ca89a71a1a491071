import type { Carrying } from './carrying';
import type { Answer, Answers, ChangeForm, EffectName, EffectParams, LinkForm } from './types';

/** What members may ask of their record; given by composition. `id` is the effect's: the same one again is the same request. */
export interface MemberDeps {
  askLink(id: string, form: LinkForm, conversation: string): Promise<Answers['linkAsked']>;
  tryCode(id: string, code: string, conversation: string): Promise<Answers['codeTried']>;
  askLeader(id: string, conversation: string): Promise<Answers['codeTried']>;
  askChange(id: string, form: ChangeForm, conversation: string): Promise<Answers['changeAsked']>;
  card(conversation: string): Promise<Answers['cardShown']>;
}

type MemberEffect = Extract<EffectName, 'askLink' | 'tryCode' | 'askLeader' | 'askChange' | 'showCard'>;
type Handlers = { [N in MemberEffect]: (params: EffectParams[N], about: Carrying) => Promise<Answer> };

/** The effects of members who tie their chat to their record or ask for a change of it. */
export function memberHandlers(deps: MemberDeps): Handlers {
  return {
    async askLink(form, { effect, conversation }) {
      return { type: 'linkAsked', ...(await deps.askLink(effect.id, form, conversation._id)) };
    },
    async tryCode({ code }, { effect, conversation }) {
      return { type: 'codeTried', ...(await deps.tryCode(effect.id, code, conversation._id)) };
    },
    async askLeader(_, { effect, conversation }) {
      return { type: 'codeTried', ...(await deps.askLeader(effect.id, conversation._id)) };
    },
    async askChange(form, { effect, conversation }) {
      return { type: 'changeAsked', ...(await deps.askChange(effect.id, form, conversation._id)) };
    },
    async showCard(_, { conversation }) {
      return { type: 'cardShown', ...(await deps.card(conversation._id)) };
    },
  };
}
