import { model, Schema } from 'mongoose';
import type { Vars } from '../engine/types';
import { insertOnce } from './once';
import { seal, unseal } from './secrets';

/** News for a woman who has no chat: somebody of her unit phones her, or goes to her door. */
export interface NewsCall {
  /** Of the effect that would have told her: the same one again is the same call. */
  _id: string;
  /** Id of the application that it is about. */
  about: string;
  unit: string;
  /** Sealed `News`: it names her. */
  news: string;
  at: number;
  state: 'open' | 'done';
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
    _id: required,
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

export const NewsCalls = model<NewsCall>('newsCall', schema, 'newsCalls');

/** Keeps that she is to be phoned; the same id twice is one call. */
export async function keepCall({ news, ...call }: Omit<NewsCall, 'news' | 'state' | 'done'> & { news: News }): Promise<void> {
  await insertOnce(NewsCalls, { ...call, news: seal(news), state: 'open' });
}

/** The calls of some units that nobody has made, the oldest first. */
export async function openCalls(units: readonly string[]): Promise<NewsCall[]> {
  const found = await NewsCalls.find({ unit: { $in: [...units] }, state: 'open' }).lean<NewsCall[]>();
  return found.sort((a, b) => a.at - b.at);
}

/** Notes that she was told everything that was open about an application; false where nothing was. */
export async function closeCalls(about: string, done: { at: number; by: string }): Promise<boolean> {
  const { matchedCount } = await NewsCalls.updateMany({ about, state: 'open' }, { $set: { state: 'done', done } });
  return matchedCount > 0;
}

/** What she is to be told, in clear. */
export const newsOf = ({ news }: Pick<NewsCall, 'news'>): News => unseal<News>(news);
