import { keepAnswer } from '../models/meeting-answers';
import { rateMeeting } from '../models/meeting-ratings';
import { holderOf } from '../models/people';
import type { Carrying } from './carrying';
import type { Answer, CheckedIn, EffectParams } from './types';

/** What members do about meetings beyond answering; given by composition. */
export interface MeetingDeps {
  /** Notes once that whoever writes in a chat is at a meeting; `at` is when she said it, ms. */
  checkIn(code: string, from: { conversation: string; at: number }): Promise<CheckedIn>;
}

type Name = 'answerMeeting' | 'rateMeeting' | 'checkIn';
type Handlers = { [N in Name]: (params: EffectParams[N], about: Carrying) => Promise<Answer | undefined> };

/** The effects of members who answer an invitation, come to a meeting, or say how it was. */
export function meetingHandlers(deps: MeetingDeps): Handlers {
  return {
    async answerMeeting({ meeting, ...answer }, { conversation, effect }) {
      const person = await holderOf(conversation._id);
      // One answer a person, whatever chat she gives it in; a chat that is nobody's (any more) gives none.
      if (person) await keepAnswer(meeting, person._id, answer, { at: effect.at, seq: effect.seq });
      return undefined;
    },
    async rateMeeting({ meeting, value }, { conversation }) {
      const person = await holderOf(conversation._id);
      if (person) await rateMeeting(meeting, person._id, value);
      return undefined;
    },
    async checkIn({ code }, { conversation, effect }) {
      return { type: 'checkedIn', ...(await deps.checkIn(code, { conversation: conversation._id, at: effect.at })) };
    },
  };
}
