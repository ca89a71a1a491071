import { model, Schema } from 'mongoose';
import type { FileType } from './meeting-files';
import { insertOnce } from './once';
import { seal, sealBytes, unseal, unsealBytes } from './secrets';

/** A picture or file that a leader sent in her chat: hers for a day, then gone, unless a message takes it along. */
export interface ChatFile {
  /** A keyed hash of the order by which it was fetched, and of its place in it. */
  _id: string;
  /** Conversation whose leader sent it; `operator` at the command line. */
  by: string;
  type: FileType;
  /** Bytes. */
  size: number;
  /** As it is shown, without its ending; sealed text. */
  name: string;
  /** Sealed bytes. */
  body: Buffer;
  /** When it was fetched, ms. */
  at: number;
  expireAt: Date;
}

/** One of them in clear. */
export interface ClearChatFile extends Omit<ChatFile, 'name' | 'body'> {
  name: string;
  bytes: Buffer;
}

/** So long a file waits to be used, ms. */
const KEPT = 24 * 3_600_000;

const required = { type: String, required: true } as const;
const schema = new Schema<ChatFile>(
  {
    ...{ _id: required, by: required, type: required as never, name: required },
    size: { type: Number, required: true },
    body: { type: Buffer, required: true },
    at: { type: Number, required: true },
    expireAt: { type: Date, required: true },
  },
  { versionKey: false, bufferCommands: false, autoIndex: false, strict: 'throw', collection: 'chatFiles' },
);
schema.index({ expireAt: 1 }, { expireAfterSeconds: 0 });

export const ChatFiles = model<ChatFile>('chatFile', schema);

/** Keeps a file for a day, sealed; the same id twice is one. */
export async function insertChatFile({ name, bytes, ...rest }: Omit<ClearChatFile, 'expireAt' | 'size'>): Promise<void> {
  const expireAt = new Date(rest.at + KEPT);
  await insertOnce(ChatFiles, { ...rest, size: bytes.length, name: seal(name), body: sealBytes(bytes), expireAt });
}

/** What is told of a file: not its bytes. Undefined where its day is over. */
export async function aboutChatFile(
  id: string,
): Promise<Pick<ClearChatFile, '_id' | 'by' | 'type' | 'size' | 'name'> | undefined> {
  const found = await ChatFiles.findById(id).select({ by: 1, type: 1, size: 1, name: 1 }).lean<ChatFile>();
  if (!found) return undefined;
  const { _id, by, type, size, name } = found;
  return { _id, by, type, size, name: unseal<string>(name) };
}

/** A file in clear; undefined where its day is over. */
export async function chatFileById(id: string): Promise<ClearChatFile | undefined> {
  const found = await ChatFiles.collection.findOne({ _id: id } as never);
  if (!found) return undefined;
  // As the driver gives it: bytes of BSON, not of Node.
  const { name, body, ...rest } = found as unknown as Omit<ChatFile, 'body'> & { body: { buffer: Uint8Array } };
  return { ...rest, name: unseal<string>(name), bytes: unsealBytes(Buffer.from(body.buffer)) };
}

/** Keeps a file until a time (ms) at least: something that is sent takes it along. False where it is gone. */
export async function keepChatFile(id: string, until: number): Promise<boolean> {
  const { matchedCount } = await ChatFiles.updateOne({ _id: id }, { $max: { expireAt: new Date(until) } });
  return matchedCount > 0;
}
