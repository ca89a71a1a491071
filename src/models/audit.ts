import { model, Schema } from 'mongoose';
import { insertOnce } from './once';

/** What somebody did or looked at; never changed. It holds ids of ours and no personal data (product §4 rule 6). */
export interface AuditEntry {
  /** Of the order, so that the same one again is one entry. */
  _id: string;
  at: number;
  /** `post:person`, or `operator:name`. */
  by: string;
  /** What: the name of a right, `officers:appoint`. */
  action: string;
  unit: string;
  /** Id of the officer, application or person that it was about. */
  about?: string;
  outcome: 'done' | 'refused';
}

const required = { type: String, required: true } as const;
const schema = new Schema<AuditEntry>(
  {
    _id: required,
    at: { type: Number, required: true },
    by: required,
    action: required,
    unit: required,
    about: String,
    outcome: required as never,
  },
  { versionKey: false, bufferCommands: false, autoIndex: false, strict: 'throw' },
);
schema.index({ unit: 1 });
schema.index({ by: 1 });

export const Audit = model<AuditEntry>('audit', schema, 'audit');

/** Adds an entry; the same id twice is one entry. */
export async function writeAudit(entry: AuditEntry): Promise<void> {
  await insertOnce(Audit, entry);
}

/** Whether something was noted under an order's id. */
export const isNoted = async (id: string): Promise<boolean> =>
  (await Audit.findById(id).select({ _id: 1 }).lean<{ _id: string }>()) !== null;

/** What was done in some units, the newest first. */
export async function auditOf(units: readonly string[]): Promise<AuditEntry[]> {
  const found = await Audit.find({ unit: { $in: [...units] } }).lean<AuditEntry[]>();
  return found.sort((a, b) => b.at - a.at);
}
