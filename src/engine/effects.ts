import { createHash } from 'node:crypto';
import type { Log } from '../log';
import * as consents from '../models/consents';
import type { Conversation } from '../models/conversations';
import { countMiss } from '../models/misses';
import * as notes from '../models/notes';
import { queueSend } from '../models/sends';
import * as surveys from '../models/surveys';
import { LOCALE, templateOf } from '../words';
import type { Carrying } from './carrying';
import { type LeaderDeps, leaderHandlers } from './leader-effects';
import { type MeetingDeps, meetingHandlers } from './meeting-effects';
import { type MemberDeps, memberHandlers } from './member-effects';
import type { Answer, Answers, ApplicationForm, EffectName, EffectParams, Matter, Purpose, SurveyValue } from './types';

const DAY = 24 * 3600_000;
/** Messages of our own accord that `stop` ends. */
const STOPPABLE: readonly Purpose[] = ['NHAC_LICH', 'KHAO_SAT'];
/** Ended as well where she had agreed: only a leader is told of work, and few are asked for the others. */
const ONCE_AGREED: readonly Purpose[] = ['TUYEN_TRUYEN', 'CHAM_SOC', 'CONG_VIEC'];
/** Days in which a request about data must be done (domain.md §3.3). */
const LEGAL_DAYS = { view: 10, delete: 20 } as const;

/** What other rooms do for effects; given by composition. */
export interface EffectDeps extends MeetingDeps {
  now(): number;
  log: Log;
  /** Adds a fact under its id, exactly once. */
  fact(fact: { id: string; metric: string; unit: string; at: number; n: number; period?: string }): Promise<void>;
  findPlaces(text: string, level: 'commune' | 'branch', within?: string): Promise<Omit<Answers['placesFound'], 'text'>>;
  checkCode(code: string, conversation: string): Promise<{ found: boolean; name?: string }>;
  submit(id: string, form: ApplicationForm, about: Carrying): Promise<Answers['applicationFiled']>;
  codeOf(conversation: Conversation): Promise<Answers['codeGiven'] | undefined>;
  noteInvitation(code: string, conversation: string, at: number): Promise<void>;
  statusOf(conversation: string, file?: string): Promise<Answers['statusShown']>;
  /** Notes once that she has read a broadcast that she got (`at` in ms); anything else changes nothing. */
  readBroadcast(broadcast: string, conversation: string, at: number): Promise<void>;
  /** Tells those in charge of a unit that there is something to see to, without its content; the same id is the same message. */
  tellLeaders(telling: { id: string; unit: string; matter: Matter }): Promise<void>;
  leaders: LeaderDeps;
  members: MemberDeps;
  /** Sensitive data are no longer agreed to: what is kept of them goes. */
  forgetSensitive(conversation: string): Promise<void>;
  /** Rings for the replies of a conversation. */
  ringReplies(channel: string, conversation: string): void;
  month(at: number): string;
}

type Handlers = { [N in EffectName]: (params: EffectParams[N], about: Carrying) => Promise<Answer | undefined> };

/** One case per effect; each may run twice and then does nothing the second time. */
export function createHandlers(deps: EffectDeps): Handlers {
  const consent = async (about: Carrying, purpose: Purpose, given: boolean, text: string, by: 'tap' | 'words') => {
    const { effect, conversation } = about;
    const { at, seq } = effect;
    const hash = createHash('sha256').update(templateOf(text)).digest('hex');
    const _id = `${effect.id}.${purpose}`;
    const event = effect.id.slice(0, effect.id.lastIndexOf('.'));
    const { channel } = conversation;
    const record = {
      _id,
      conversation: conversation._id,
      purpose,
      given,
      text,
      textHash: hash,
      locale: LOCALE,
      channel,
      by,
      event,
      at,
      seq,
    };
    await consents.record(record);
    if (purpose === 'NHAY_CAM' && !given) await deps.forgetSensitive(conversation._id);
    const metric = `consents:${given ? 'given' : 'withdrawn'}:${purpose}`;
    await deps.fact({ id: _id, metric, unit: about.unit, at, n: 1 });
    return undefined;
  };
  return {
    ...leaderHandlers(deps.leaders),
    ...memberHandlers(deps.members),
    ...meetingHandlers(deps),
    async say({ asks, ...say }, { conversation, effect }) {
      const { _id, channel } = conversation;
      await queueSend({
        _id: effect.id,
        conversation: _id,
        channel,
        reply: true,
        seq: effect.seq,
        notBefore: deps.now(),
        // Nobody wants the answer to yesterday's question.
        notAfter: deps.now() + DAY,
        say,
        ...(asks ? { asks } : {}),
      });
      deps.ringReplies(channel, _id);
      return undefined;
    },
    recordConsent: ({ purpose, given, text, by }, about) => consent(about, purpose, given, text, by),
    async stopMessages({ text, by }, about) {
      for (const purpose of STOPPABLE) await consent(about, purpose, false, text, by);
      for (const purpose of ONCE_AGREED)
        if (await consents.hasAgreed(purpose, about.conversation._id)) await consent(about, purpose, false, text, by);
      return undefined;
    },
    async findPlace({ text, level, within }) {
      return { type: 'placesFound', text, ...(await deps.findPlaces(text, level, within)) };
    },
    async checkReferrer({ code }, { conversation, effect }) {
      const checked = await deps.checkCode(code, conversation._id);
      if (checked.found) await deps.noteInvitation(code, conversation._id, effect.at);
      return { type: 'referrerChecked', code, ...checked };
    },
    async noteInvitation({ code }, { conversation, effect }) {
      await deps.noteInvitation(code, conversation._id, effect.at);
      return undefined;
    },
    async showStatus({ file }, { conversation }) {
      return { type: 'statusShown', ...(await deps.statusOf(conversation._id, file)) };
    },
    async submitApplication(form, about) {
      return { type: 'applicationFiled', ...(await deps.submit(about.effect.id, form, about)) };
    },
    async answerSurvey({ survey, question, value }, { conversation, effect }) {
      await surveys.answerSurvey({ survey, question, value, conversation: conversation._id, at: effect.at, seq: effect.seq });
      return undefined;
    },
    async finishSurvey({ survey, answers }, { conversation, unit, effect }) {
      // The facts come from the answers that this effect holds: a second run adds the same ones under the same ids.
      const id = `${survey}/${conversation._id}`;
      const period = `survey:${survey}`;
      for (const [question, value] of Object.entries(answers)) {
        for (const [metric, n] of answerMetrics(question, value)) {
          await deps.fact({ id: `${id}/${metric}`, metric, unit, at: effect.at, n, period });
        }
      }
      if (Object.keys(answers).length > 0) {
        await deps.fact({ id: `${id}/responses`, metric: 'responses', unit, at: effect.at, n: 1, period });
      }
      await surveys.endSurvey(survey, conversation._id, effect.at);
      return undefined;
    },
    async readBroadcast({ broadcast }, { conversation, effect }) {
      await deps.readBroadcast(broadcast, conversation._id, effect.at);
      return undefined;
    },
    async callPerson({ reason }, { conversation, unit, effect }) {
      await notes.keep({ _id: effect.id, conversation: conversation._id, unit, kind: 'call', reason, at: effect.at });
      await deps.tellLeaders({ id: effect.id, unit, matter: reason === 'help' ? 'help' : 'question' });
      return undefined;
    },
    async giveCode(_, { conversation }) {
      const code = await deps.codeOf(conversation);
      return code ? { type: 'codeGiven', ...code } : { type: 'codeGiven', code: '', link: '' };
    },
    async fileRequest({ kind }, { conversation, unit, effect }) {
      const due = effect.at + LEGAL_DAYS[kind] * DAY;
      await notes.keep({ _id: effect.id, conversation: conversation._id, unit, kind, at: effect.at, due });
      return undefined;
    },
    async keepNote({ kind, text }, { conversation, unit, effect }) {
      await notes.keep({ _id: effect.id, conversation: conversation._id, unit, kind, text, at: effect.at });
      // Who asks for help says whether she wants to be called: that is an effect of its own.
      if (kind === 'wish') await deps.tellLeaders({ id: effect.id, unit, matter: 'wish' });
      return undefined;
    },
    async miss({ question, shape }, { effect }) {
      await countMiss(question, shape, deps.month(effect.at));
      return undefined;
    },
  };
}

/** The metrics that one answer counts in, and how much; free text counts in none, a number in a sum and in how many gave one. */
function answerMetrics(question: string, value: SurveyValue): [metric: string, n: number][] {
  if (typeof value === 'boolean') return [[`${question}:${value ? 'yes' : 'no'}`, 1]];
  if (typeof value === 'number')
    return [
      [`${question}:sum`, value],
      [`${question}:given`, 1],
    ];
  return Array.isArray(value) ? [...new Set(value)].map((option) => [`${question}:o${option + 1}`, 1]) : [];
}
