import { model, Schema } from 'mongoose';
import type { SurveyDoc, SurveyValue } from '../engine/types';
import { insertOnce } from './once';
import { seal } from './secrets';

/** A stored survey; published versions are frozen: what is asked otherwise is a new document. */
export interface Survey extends Omit<SurveyDoc, 'id'> {
  /** Code and version, `mong-gi.2`; the id alone where there is no code. */
  _id: string;
  /** What its versions have in common; only the newest that is open is asked. */
  code?: string;
  /** From 1. */
  version?: number;
  /** Everybody of this unit and those below may answer. */
  unit: string;
  /** ms since 1970. */
  opensAt: number;
  closesAt: number;
}

/** Somebody's answer to one question; the newest by `at`, then `seq`, holds. */
export interface SurveyAnswer {
  /** `survey/conversation/question`. */
  _id: string;
  survey: string;
  conversation: string;
  question: string;
  /** Sealed `SurveyValue`. */
  value: string;
  at: number;
  seq: number;
}

/** That somebody is through with a survey, or let it lapse. */
export interface SurveyEnd {
  /** `survey/conversation`. */
  _id: string;
  survey: string;
  conversation: string;
  at: number;
}

const options = { versionKey: false, bufferCommands: false, autoIndex: false } as const;
const text = { type: String, required: true } as const;
const number = { type: Number, required: true } as const;
const schema = new Schema<Survey>(
  {
    _id: text,
    code: String,
    version: Number,
    title: text,
    intro: text,
    questions: { type: [Schema.Types.Mixed] as never, required: true },
    unit: text,
    opensAt: number,
    closesAt: number,
  },
  options,
);
const answers = new Schema<SurveyAnswer>(
  { _id: text, survey: text, conversation: text, question: text, value: text, at: number, seq: number },
  options,
);
const ends = new Schema<SurveyEnd>({ _id: text, survey: text, conversation: text, at: number }, options);
schema.index({ unit: 1 });
schema.index({ code: 1 });
answers.index({ survey: 1 });
ends.index({ conversation: 1 });

export const Surveys = model<Survey>('survey', schema);
export const SurveyAnswers = model<SurveyAnswer>('surveyAnswer', answers, 'surveyAnswers');
export const SurveyEnds = model<SurveyEnd>('surveyEnd', ends, 'surveyEnds');

/** Publishes a survey; the same id twice is one survey. False when it was there. */
export const publish = (survey: Survey): Promise<boolean> => insertOnce(Surveys, survey);

/** The newest version under a code; null where it is free. */
export async function newestSurvey(code: string): Promise<Survey | null> {
  const versions = await Surveys.find({ code }).lean<Survey[]>();
  return versions.reduce<Survey | null>(
    (newest, each) => (versionOf(each) > (newest ? versionOf(newest) : 0) ? each : newest),
    null,
  );
}

/** Opens and closes a published survey on other days; what it asks stays. */
export async function changeSurveyDays(id: string, days: Pick<Survey, 'opensAt' | 'closesAt'>): Promise<void> {
  await Surveys.updateOne({ _id: id }, { $set: days });
}

/** Surveys open at a time for any of these units (a unit and those above it), each in its newest version. */
export async function openFor(units: readonly string[], now: number): Promise<Survey[]> {
  const open = await Surveys.find({ unit: { $in: units }, opensAt: { $lte: now }, closesAt: { $gt: now } }).lean<Survey[]>();
  return open.filter(
    (each) => !open.some((other) => codeOf(other._id) === codeOf(each._id) && versionOf(other) > versionOf(each)),
  );
}

/** Codes of the surveys that somebody has ended: who answered one version is not asked the next. */
export async function endedBy(conversation: string): Promise<Set<string>> {
  const found = await SurveyEnds.find({ conversation }).lean<SurveyEnd[]>();
  return new Set(found.map((each) => codeOf(each.survey)));
}

/** What the versions of a survey have in common, out of the id of one. */
export const codeOf = (id: string): string => id.replace(/\.\d+$/, '');

const versionOf = ({ version = 1 }: Survey): number => version;

/** Keeps an answer unless a newer one is there. */
export async function answerSurvey(answer: Omit<SurveyAnswer, '_id' | 'value'> & { value: SurveyValue }): Promise<void> {
  const _id = `${answer.survey}/${answer.conversation}/${answer.question}`;
  const value = seal(answer.value);
  if (await insertOnce(SurveyAnswers, { ...answer, _id, value })) return;
  const { at, seq } = answer;
  const older = [{ at: { $lt: at } }, { at, seq: { $lt: seq } }];
  await SurveyAnswers.updateOne({ _id, $or: older }, { $set: { value, at, seq } });
}

/** Notes that somebody is through with a survey; false when she was before. */
export const endSurvey = (survey: string, conversation: string, at: number): Promise<boolean> =>
  insertOnce(SurveyEnds, { _id: `${survey}/${conversation}`, survey, conversation, at });
