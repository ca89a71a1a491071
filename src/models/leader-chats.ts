import { model, Schema } from 'mongoose';
import { insertOnce } from './once';

/** A chat in which an officer acts as one, tied by a one-time code. */
export interface LeaderChat {
  /** Id of the conversation. */
  _id: string;
  /** Whose: id of a person, or of an officer only named. */
  holder: string;
  at: number;
}

const schema = new Schema<LeaderChat>(
  { _id: { type: String, required: true }, holder: { type: String, required: true }, at: { type: Number, required: true } },
  { versionKey: false, bufferCommands: false, autoIndex: false, strict: 'throw' },
);
schema.index({ holder: 1 });

export const LeaderChats = model<LeaderChat>('leaderChat', schema);

/** Whose leader's chat a conversation is; null for one that is tied to nobody. */
export const leaderChat = (conversation: string) => LeaderChats.findById(conversation).lean<LeaderChat>();

/** The chats of some officers. */
export const chatsOf = (holders: readonly string[]) => LeaderChats.find({ holder: { $in: [...holders] } }).lean<LeaderChat[]>();

/** All of them: at most a few thousand. */
export const allLeaderChats = () => LeaderChats.find().lean<LeaderChat[]>();

/** Ties a chat to an officer unless it is another's; answers whose it is. */
export async function tieLeaderChat(chat: LeaderChat): Promise<string> {
  if (await insertOnce(LeaderChats, chat)) return chat.holder;
  return (await leaderChat(chat._id))?.holder ?? chat.holder;
}

/** Makes the chats of an officer those of another id of hers. */
export async function moveLeaderChats(from: string, to: string): Promise<void> {
  await LeaderChats.updateMany({ holder: from }, { $set: { holder: to } });
}

/** Unties a chat; false when it was not tied. */
export async function untieLeaderChat(conversation: string): Promise<boolean> {
  return (await LeaderChats.deleteOne({ _id: conversation })).deletedCount === 1;
}
