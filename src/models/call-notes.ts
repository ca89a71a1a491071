import { model, Schema } from 'mongoose';
import { insertOnce } from './once';

/** What came of a call about a message that did not reach somebody: she was told, or nobody was reached. */
export type CallResult = 'told' | 'missed';

/** The newest of what was noted for her; one for each broadcast and person. */
export interface CallNote {
  /** `broadcast/person`. */
  _id: string;
  broadcast: string;
  person: string;
  result: CallResult;
  at: number;
  /** Who noted it: `post:person`. */
  by: string;
}

const required = { type: String, required: true } as const;
const schema = new Schema<CallNote>(
  {
    _id: required,
    broadcast: required,
    person: required,
    result: required as never,
    at: { type: Number, required: true },
    by: required,
  },
  { versionKey: false, bufferCommands: false, autoIndex: false, strict: 'throw', collection: 'callNotes' },
);
schema.index({ broadcast: 1 });

export const CallNotes = model<CallNote>('callNote', schema);

/** Keeps what came of a call; the newest holds, whoever noted it. */
export async function keepCallNote(note: Omit<CallNote, '_id'>): Promise<void> {
  const _id = `${note.broadcast}/${note.person}`;
  if (await insertOnce(CallNotes, { _id, ...note })) return;
  const { result, at, by } = note;
  await CallNotes.updateOne({ _id, at: { $lt: at } }, { $set: { result, at, by } });
}

/** What was noted for some people about a broadcast, by person. */
export async function callNotesOf(broadcast: string, people: readonly string[]): Promise<Map<string, CallNote>> {
  const ids = people.map((person) => `${broadcast}/${person}`);
  const found = ids.length === 0 ? [] : await CallNotes.find({ _id: { $in: ids } }).lean<CallNote[]>();
  return new Map(found.map((each) => [each.person, each]));
}
