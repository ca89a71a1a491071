import { model, Schema } from 'mongoose';
import type { Vars } from '../engine/types';
import { type AggregateRoot, type CommonEffect, type Entry, indexWakeUps, rootFields, storeOf } from './aggregate';
import { seal, unseal } from './secrets';

/** `told`: a message is on its way; `over`: it came, or nobody is to phone; `open`: somebody is to phone her; `done`: she knows. */
export type NewsState = 'told' | 'over' | 'open' | 'done';

export interface NewsEntry extends Entry {
  action: 'keep' | 'look' | 'remind';
  outcome: NewsState;
}

/** `remindCalls`: of all that a unit has not phoned, once in a turn of some days. */
export type NewsEffect = CommonEffect | { id: string; attempts?: number; name: 'remindCalls'; unit: string; turn: number };

/** News for a woman whom no message reaches: somebody of her unit phones her, or goes to her door. */
export interface NewsCall extends AggregateRoot<NewsEntry, NewsEffect> {
  /** Of the effect that tells her, or would have: the same one again is the same call. */
  _id: string;
  /** Id of the application that it is about. */
  about: string;
  unit: string;
  /** Sealed `News`: it names her. */
  news: string;
  at: number;
  state: NewsState;
  done?: { at: number; by: string };
}

/** A text of the locale and what fills it. */
export interface News {
  key: string;
  vars: Vars;
}

const required = { type: String, required: true } as const;
const schema = new Schema<NewsCall>(
  {
    ...(rootFields as object),
    about: required,
    unit: required,
    news: required,
    at: { type: Number, required: true },
    state: required as never,
    done: Schema.Types.Mixed as never,
  },
  { versionKey: false, bufferCommands: false, autoIndex: false, strict: 'throw' },
);
schema.index({ unit: 1, state: 1 });
schema.index({ about: 1 });
indexWakeUps(schema);

export const NewsCalls = model<NewsCall>('newsCall', schema, 'newsCalls');
export const newsStore = storeOf<NewsCall>(NewsCalls);

/** What there is to tell, as it is kept. */
export const sealNews = (news: News): string => seal(news);

/** The calls of some units that nobody has made, the oldest first. */
export async function openCalls(units: readonly string[]): Promise<NewsCall[]> {
  const found = await NewsCalls.find({ unit: { $in: [...units] }, state: 'open' }).lean<NewsCall[]>();
  return found.sort((a, b) => a.at - b.at);
}

/** Notes that she was told everything that was open about an application; false where nothing was. */
export async function closeCalls(about: string, done: { at: number; by: string }): Promise<boolean> {
  const { matchedCount } = await NewsCalls.updateMany(
    { about, state: 'open' },
    // What its outbox still holds finds nothing to tell any more.
    { $set: { state: 'done', done }, $unset: { dueAt: 1 }, $inc: { rev: 1 } },
  );
  return matchedCount > 0;
}

/** What she is to be told, in clear. */
export const newsOf = ({ news }: Pick<NewsCall, 'news'>): News => unseal<News>(news);
