import { model, Schema } from 'mongoose';
import { insertOnce } from './once';
import { keyed } from './secrets';

/** A file of ours as a platform has it: by what name it sends it, or that it does not take it; one for each file and channel. */
export interface Upload {
  /** See `uploadId`. */
  _id: string;
  /** The platform's name of it. */
  ref?: string;
  /** Until when the name, or else the refusal, holds; ms since 1970, 0 while nothing is known. */
  until: number;
  /** Somebody is handing it in until then, ms. */
  leaseUntil: number;
  /** Times that it was handed in without an answer since it last had one. */
  tries: number;
  expireAt: Date;
}

/** What is known of a file is forgotten after this time, ms: longer than any platform keeps it. */
const FORGOTTEN = 100 * 24 * 3_600_000;

const schema = new Schema<Upload>(
  {
    _id: { type: String, required: true },
    ref: String,
    until: { type: Number, required: true },
    leaseUntil: { type: Number, required: true },
    tries: { type: Number, required: true },
    expireAt: { type: Date, required: true },
  },
  { versionKey: false, bufferCommands: false, autoIndex: false, strict: 'throw' },
);
schema.index({ expireAt: 1 }, { expireAfterSeconds: 0 });

export const Uploads = model<Upload>('upload', schema);

/** The id under which a channel's dealings with a file are kept. */
export const uploadId = (file: string, channel: string): string => keyed('upload', file, channel);

/** Null where the file was never handed in. */
export const uploadOf = (id: string) => Uploads.findById(id).lean<Upload>();

/** Takes the handing in of a file upon oneself for so long (ms); false where somebody else does, or it is known already. */
export async function claimUpload(id: string, now: number, lease: number): Promise<boolean> {
  const leaseUntil = now + lease;
  const fresh = { _id: id, until: 0, leaseUntil, tries: 1, expireAt: new Date(now + FORGOTTEN) };
  if (await insertOnce(Uploads, fresh)) return true;
  const { matchedCount } = await Uploads.updateOne(
    { _id: id, leaseUntil: { $lte: now }, until: { $lte: now } },
    { $set: { leaseUntil }, $inc: { tries: 1 } },
  );
  return matchedCount > 0;
}

/** Notes what came of it: a name, or a refusal, until a time (ms); nothing yet where there is no time. */
export async function noteUpload(id: string, came: { ref?: string; until: number } | undefined): Promise<void> {
  const { ref, until = 0 } = came ?? {};
  await Uploads.updateOne(
    { _id: id },
    {
      $set: { leaseUntil: 0, until, ...(ref === undefined ? {} : { ref }), ...(came ? { tries: 0 } : {}) },
      ...(ref === undefined ? { $unset: { ref: 1 } } : {}),
    },
  );
}

/** Forgets a name that the platform does not know any more: the next one to be sent is handed in anew. */
export async function forgetUpload(id: string, ref: string): Promise<void> {
  await Uploads.updateOne({ _id: id, ref }, { $set: { until: 0 }, $unset: { ref: 1 } });
}
