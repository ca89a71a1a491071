import { model, Schema } from 'mongoose';
import type { Purpose } from '../engine/types';
import { insertOnce } from './once';
import { inPieces } from './pieces';

/** One agreement or withdrawal for one purpose; never changed (domain.md §3.7). The newest by `at`, then `seq`, holds. */
export interface Consent {
  /** Id of the effect that recorded it. */
  _id: string;
  conversation: string;
  purpose: Purpose;
  given: boolean;
  /** Locale key and hash of the text that she was shown. */
  text: string;
  textHash: string;
  locale: string;
  channel: string;
  /** A tap on the button or words that hold the agreement itself; `merge`: withdrawn, because she had withdrawn it in another record of hers. */
  by: 'tap' | 'words' | 'paper' | 'merge';
  /** Id of the event, a keyed hash of the platform's message id; of a paper the id of who entered it. */
  event: string;
  /** Where the signed paper lies. */
  paper?: string;
  at: number;
  seq: number;
}

const schema = new Schema<Consent>(
  {
    _id: { type: String, required: true },
    conversation: { type: String, required: true },
    purpose: { type: String, required: true },
    given: { type: Boolean, required: true },
    text: { type: String, required: true },
    textHash: { type: String, required: true },
    locale: { type: String, required: true },
    channel: { type: String, required: true },
    by: { type: String, required: true },
    event: { type: String, required: true },
    paper: String,
    at: { type: Number, required: true },
    seq: { type: Number, required: true },
  },
  { versionKey: false, bufferCommands: false, autoIndex: false },
);
schema.index({ conversation: 1 });

export const Consents = model<Consent>('consent', schema);

/** What is agreed to and what is not, by purpose. */
type Agreed = Partial<Record<Purpose, boolean>>;

/** Adds a record; the same effect twice is one record. True when it is new. */
export const record = (consent: Consent): Promise<boolean> => insertOnce(Consents, consent);

/** What a person agrees to now; a purpose that she was never asked about is missing. */
export async function current(conversation: string): Promise<Agreed> {
  return (await currentOf([conversation])).get(conversation) ?? {};
}

/** The same of many at once; whoever was never asked anything is missing. */
export async function currentOf(conversations: readonly string[]): Promise<Map<string, Agreed>> {
  const records = await inPieces(conversations, (piece) =>
    Consents.find({ conversation: { $in: piece } })
      .select({ conversation: 1, purpose: 1, given: 1, at: 1, seq: 1 })
      .lean<Pick<Consent, 'conversation' | 'purpose' | 'given' | 'at' | 'seq'>[]>(),
  );
  records.sort((a, b) => a.at - b.at || a.seq - b.seq);
  const agreed = new Map<string, Agreed>();
  for (const { conversation, purpose, given } of records)
    agreed.set(conversation, { ...agreed.get(conversation), [purpose]: given });
  return agreed;
}

/** Whether a conversation has ever agreed to a purpose. */
export const hasAgreed = async (purpose: Purpose, conversation: string): Promise<boolean> =>
  (await Consents.findOne({ conversation, purpose, given: true }).select({ _id: 1 }).lean<{ _id: string }>()) !== null;

/** Which of some conversations agree to a purpose now; with `text` only those that were shown it (a key) when they agreed. */
export async function agreedTo(purpose: Purpose, conversations: readonly string[], text?: string): Promise<Set<string>> {
  const records = await inPieces(conversations, (piece) =>
    Consents.find({ conversation: { $in: piece }, purpose }).lean<Consent[]>(),
  );
  records.sort((a, b) => a.at - b.at || a.seq - b.seq);
  const last = new Map(records.map((each) => [each.conversation, each]));
  const holds = (each: Consent) => each.given && (text === undefined || each.text === text);
  return new Set([...last.values()].flatMap((each) => (holds(each) ? [each.conversation] : [])));
}
