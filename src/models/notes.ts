import { model, Schema } from 'mongoose';
import { insertOnce } from './once';
import { seal } from './secrets';

/** Something a person of the Union must see to: a wish, a call for help, a request about data, a wish to speak to somebody. */
export interface Note {
  _id: string;
  conversation: string;
  unit: string;
  kind: 'wish' | 'help' | 'call' | 'view' | 'delete';
  /** Sealed text, where she wrote one. */
  text?: string;
  reason?: string;
  state: 'open' | 'done';
  at: number;
  /** Legal deadline of a request about data, ms since 1970 (domain.md §3.3). */
  due?: number;
}

const schema = new Schema<Note>(
  {
    _id: { type: String, required: true },
    conversation: { type: String, required: true },
    unit: { type: String, required: true },
    kind: { type: String, required: true },
    text: String,
    reason: String,
    state: { type: String, required: true },
    at: { type: Number, required: true },
    due: Number,
  },
  { versionKey: false, bufferCommands: false, autoIndex: false },
);
schema.index({ unit: 1 });

export const Notes = model<Note>('note', schema);

/** Keeps a note; the same id twice is one note. */
export async function keep({ text, ...note }: Omit<Note, 'state'>): Promise<void> {
  const stored: Note = { ...note, state: 'open', ...(text === undefined ? {} : { text: seal(text) }) };
  await insertOnce(Notes, stored);
}
