import { model, Schema } from 'mongoose';
import type { FileType, MeetingFile } from './meeting-files';
import { insertOnce } from './once';
import { seal, sealBytes, unseal, unsealBytes } from './secrets';

/** A file of a meeting with its bytes; whose it is says the meeting, which is written after it. */
export interface StoredFile {
  /** See `fileIdOf`. */
  _id: string;
  meeting: string;
  unit: string;
  role: MeetingFile['role'];
  type: FileType;
  /** Sealed text. */
  name: string;
  /** Sealed bytes. */
  body: Buffer;
  /** When it was handed in, ms. */
  at: number;
}

/** A file in clear. */
export interface ClearFile extends Omit<StoredFile, 'name' | 'body'> {
  name: string;
  bytes: Buffer;
}

const required = { type: String, required: true } as const;
const schema = new Schema<StoredFile>(
  {
    ...{ _id: required, meeting: required, unit: required, role: required as never, type: required as never, name: required },
    body: { type: Buffer, required: true },
    at: { type: Number, required: true },
  },
  { versionKey: false, bufferCommands: false, autoIndex: false, strict: 'throw' },
);
schema.index({ meeting: 1 });

export const Files = model<StoredFile>('file', schema);

/** Keeps a file, sealed; the same id twice is one. */
export async function insertFile({ name, bytes, ...rest }: ClearFile): Promise<void> {
  await insertOnce(Files, { ...rest, name: seal(name), body: sealBytes(bytes) });
}

/** A file in clear; undefined where it was erased or never kept. */
export async function fileById(id: string): Promise<ClearFile | undefined> {
  const found = await Files.collection.findOne({ _id: id } as never);
  if (!found) return undefined;
  // As the driver gives it: bytes of BSON, not of Node.
  const { name, body, ...rest } = found as unknown as Omit<StoredFile, 'body'> & { body: { buffer: Uint8Array } };
  return { ...rest, name: unseal<string>(name), bytes: unsealBytes(Buffer.from(body.buffer)) };
}

/** Erases some files of a meeting. */
export async function eraseFiles(meeting: string, ids: readonly string[]): Promise<void> {
  await Files.deleteMany({ meeting, _id: { $in: [...ids] } });
}

/** Erases all files of a meeting that were handed in up to a time (ms), those that no list names as well. */
export async function eraseAllFiles(meeting: string, until: number): Promise<void> {
  await Files.deleteMany({ meeting, at: { $lte: until } });
}
