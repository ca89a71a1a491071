import { model, Schema } from 'mongoose';
import type { SensitiveGroup } from './groups';
import { seal, unseal } from './secrets';

/** What a woman herself agreed to tell of health, origin, religion or poverty. Apart from her record, sealed, gone when she withdraws. */
export interface SensitiveRecord {
  /** Id of the person. */
  _id: string;
  /** Sealed list of `SensitiveGroup`. */
  groups: string;
  /** Id of her own consent record. */
  consent: string;
  at: number;
  by: string;
}

const required = { type: String, required: true } as const;
const schema = new Schema<SensitiveRecord>(
  { _id: required, groups: required, consent: required, at: { type: Number, required: true }, by: required },
  { versionKey: false, bufferCommands: false, autoIndex: false, strict: 'throw' },
);

export const SensitiveGroups = model<SensitiveRecord>('sensitiveGroup', schema, 'sensitiveGroups');

/** Keeps what she told, in place of what was there; writing it twice is writing it once. */
export async function putSensitive(
  record: Omit<SensitiveRecord, 'groups'> & { groups: readonly SensitiveGroup[] },
): Promise<void> {
  const { _id, groups, ...rest } = record;
  await SensitiveGroups.updateOne({ _id }, { $set: { ...rest, groups: seal(groups) } }, { upsert: true });
}

/** Forgets it; nothing happens when there is nothing. */
export async function dropSensitive(person: string): Promise<void> {
  await SensitiveGroups.deleteOne({ _id: person });
}

/** What is kept of her as it is stored; null when nothing. */
export const sensitiveRecord = (person: string) => SensitiveGroups.findById(person).lean<SensitiveRecord>();

/** What she told; null when nothing. */
export async function sensitiveOf(person: string): Promise<SensitiveGroup[] | null> {
  const found = await sensitiveRecord(person);
  return found ? unseal<SensitiveGroup[]>(found.groups) : null;
}

/** Everything there is, for figures; few women tell. */
export async function allSensitive(): Promise<{ person: string; groups: SensitiveGroup[]; consent: string }[]> {
  const all = await SensitiveGroups.find().lean<SensitiveRecord[]>();
  return all.map(({ _id, groups, consent }) => ({ person: _id, groups: unseal<SensitiveGroup[]>(groups), consent }));
}
