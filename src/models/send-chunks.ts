import { seal } from './secrets';
import { type NewSend, newSend, type Send, type SendBody, type SendState, Sends } from './sends';

/** A send of a broadcast; one that only a caller can reach is `held` from the beginning, with its reason. */
export type PlannedSend = NewSend & Required<Pick<Send, 'broadcast' | 'chunk' | 'person' | 'planned'>>;

const DUPLICATE = 11000;

/** Plans sends in one unordered insert; those that are there already stay as they are. True when none of them was there. */
export async function planSends(sends: readonly PlannedSend[]): Promise<boolean> {
  if (sends.length === 0) return true;
  // What all are told in the same words is sealed once.
  const sealed = new Map<SendBody, string>();
  const documents = sends.map((send) => {
    const body = sealed.get(send.say) ?? seal(send.say);
    sealed.set(send.say, body);
    return newSend(send, send.planned === 'call' ? 'held' : 'planned', body);
  });
  try {
    await Sends.collection.insertMany(documents as never, { ordered: false });
    return true;
  } catch (error) {
    const failed = [(error as { writeErrors?: unknown }).writeErrors ?? []].flat() as { code?: number }[];
    if (failed.length === 0 || failed.some(({ code }) => code !== DUPLICATE)) throw error;
    return false;
  }
}

/** For whom (ids of persons), and for which channels, a chunk has messages that are still only planned. */
export async function waitingIn(chunk: string): Promise<{ people: string[]; channels: string[] }> {
  const found = await Sends.find({ chunk, state: 'planned' })
    .select({ person: 1, channel: 1 })
    .lean<Pick<Send, 'person' | 'channel'>[]>();
  return { people: found.flatMap(({ person }) => person ?? []), channels: [...new Set(found.map(({ channel }) => channel))] };
}

/** Cancels what is planned in a broadcast for some people, for a reason. */
export async function cancelPlanned(broadcast: string, people: readonly string[], failure: string): Promise<void> {
  if (people.length === 0) return;
  const ids = people.map((person) => `${broadcast}/${person}`);
  await Sends.updateMany({ _id: { $in: ids }, state: 'planned' }, { $set: { state: 'cancelled', failure } });
}

/** Calls back what has not left yet of the messages of a broadcast to some people, because another one of it is theirs. */
export async function cancelTwins(broadcast: string, people: readonly string[], failure: string): Promise<void> {
  if (people.length === 0) return;
  const ids = people.map((person) => `${broadcast}/${person}`);
  const state = { $in: ['planned', 'queued', 'held'] satisfies SendState[] };
  await Sends.updateMany({ _id: { $in: ids }, state }, { $set: { state: 'cancelled', failure }, $unset: { notBefore: 1 } });
}

/** The broadcasts of which something still waits in some chats. */
export async function broadcastsWaiting(conversations: readonly string[]): Promise<string[]> {
  const found = await Sends.find({ conversation: { $in: [...conversations] }, state: { $in: ['planned', 'queued'] } })
    .select({ broadcast: 1 })
    .lean<Pick<Send, 'broadcast'>[]>();
  return [...new Set(found.flatMap(({ broadcast }) => broadcast ?? []))];
}

/** Holds what a chunk still has for some channels, for a reason. */
export async function holdWaiting(chunk: string, channels: readonly string[], failure: string): Promise<void> {
  if (channels.length === 0) return;
  await Sends.updateMany(
    { chunk, state: { $in: ['planned', 'queued'] }, channel: { $in: [...channels] } },
    { $set: { state: 'held', failure }, $unset: { notBefore: 1 } },
  );
}

/** Lets the planned sends of a chunk go, but for some channels; answers the ids of all its queued ones by channel, to be rung for. Twice does nothing more. */
export async function feedChunk(chunk: string, now: number, but: readonly string[] = []): Promise<Map<string, string[]>> {
  const others = but.length > 0 ? { channel: { $nin: [...but] } } : {};
  await Sends.updateMany({ chunk, state: 'planned', ...others }, { $set: { state: 'queued', notBefore: now } });
  const queued = await Sends.find({ chunk, state: 'queued' }).select({ channel: 1 }).lean<{ _id: string; channel: string }[]>();
  const ids = new Map<string, string[]>();
  for (const { _id, channel } of queued) ids.set(channel, [...(ids.get(channel) ?? []), _id]);
  return ids;
}

/** Takes what has not left yet of a chunk back to planned, for a pause; answers how many. */
export async function recallChunk(chunk: string): Promise<number> {
  const { modifiedCount } = await Sends.updateMany(
    { chunk, state: 'queued' },
    { $set: { state: 'planned' }, $unset: { notBefore: 1 } },
  );
  return modifiedCount;
}

/** Cancels what has not left yet of a chunk; answers how many. */
export async function cancelChunk(chunk: string): Promise<number> {
  const { modifiedCount } = await Sends.updateMany(
    { chunk, state: { $in: ['planned', 'queued'] } },
    { $set: { state: 'cancelled' }, $unset: { notBefore: 1 } },
  );
  return modifiedCount;
}

/** How far a chunk is. */
export interface Looked {
  tally: Partial<Record<SendState, number>>;
  /** Sends that could leave at this moment, by channel. */
  due: Record<string, number>;
  /** Persons whom it has reached. */
  reached: string[];
  /** Sends of which nobody knows whether they left. */
  uncertain: string[];
}

/** Each has dozens of sends, and the embedded server compares each of them with the whole list. */
const CHUNKS_TOGETHER = 8;

/** Asks for some chunks, a few at a time and one after the other: whoever waits for something small comes in between. */
async function inChunks<T>(chunks: readonly string[], ask: (chunk: { $in: string[] }) => PromiseLike<T[]>): Promise<T[]> {
  const found: T[] = [];
  for (let from = 0; from < chunks.length; from += CHUNKS_TOGETHER)
    found.push(...(await ask({ $in: chunks.slice(from, from + CHUNKS_TOGETHER) })));
  return found;
}

const nothing = (): Looked => ({ tally: {}, due: {}, reached: [], uncertain: [] });

/** How far some chunks are at a time (ms), counted afresh in one reading. */
export async function lookInto(chunks: readonly string[], now: number): Promise<Map<string, Looked>> {
  const looked = new Map(chunks.map((chunk): [string, Looked] => [chunk, nothing()]));
  const found = await inChunks(chunks, (chunk) =>
    Sends.find({ chunk })
      .select({ chunk: 1, state: 1, channel: 1, notBefore: 1, person: 1 })
      .lean<Pick<Send, '_id' | 'chunk' | 'state' | 'channel' | 'notBefore' | 'person'>[]>(),
  );
  for (const { _id, chunk = '', state, channel, notBefore = 0, person } of found) {
    const { tally, due, reached, uncertain } = looked.get(chunk) ?? nothing();
    tally[state] = (tally[state] ?? 0) + 1;
    if (state === 'queued' && notBefore <= now) due[channel] = (due[channel] ?? 0) + 1;
    if (state === 'sent' && person !== undefined) reached.push(person);
    if (state === 'unknown') uncertain.push(_id);
  }
  return looked;
}

/** How far one chunk is, whenever that is. */
export const lookIntoOne = async (chunk: string): Promise<Looked> => (await lookInto([chunk], 0)).get(chunk) ?? nothing();

/** How many sends of a chunk are in each state, counted afresh. */
export const tallyChunk = async (chunk: string): Promise<Looked['tally']> => (await lookIntoOne(chunk)).tally;

/** When messages of some chunks left, since a time (ms). */
export async function recentlyLeft(chunks: readonly string[], since: number): Promise<number[]> {
  const found = await inChunks(chunks, (chunk) =>
    Sends.find({ chunk, state: 'sent' }).select({ leftAt: 1 }).lean<Pick<Send, 'leftAt'>[]>(),
  );
  return found.flatMap(({ leftAt = 0 }) => (leftAt > since ? [leftAt] : []));
}

/** Whom a chunk has reached: ids of persons. */
export async function peopleReached(chunk: string): Promise<string[]> {
  const found = await Sends.find({ chunk, state: 'sent' }).select({ person: 1 }).lean<Pick<Send, 'person'>[]>();
  return found.flatMap(({ person }) => person ?? []);
}

/** Whether some chunks have sends already, from an earlier try. */
export const haveSends = async (chunks: readonly string[]): Promise<boolean> =>
  (await Sends.findOne({ chunk: { $in: [...chunks] } })
    .select({ _id: 1 })
    .lean<Pick<Send, '_id'>>()) !== null;

/** How the people of some chunks are planned to be reached, and what stands against a message, by chunk. */
export async function plansOfChunks(
  chunks: readonly string[],
): Promise<Map<string, Pick<PlannedSend, 'planned' | 'failure' | 'channel'>[]>> {
  const found = await inChunks(chunks, (chunk) =>
    Sends.find({ chunk })
      .select({ chunk: 1, planned: 1, failure: 1, channel: 1 })
      .lean<Pick<PlannedSend, 'chunk' | 'planned' | 'failure' | 'channel'>[]>(),
  );
  const plans = new Map<string, typeof found>(chunks.map((chunk) => [chunk, []]));
  for (const each of found) plans.get(each.chunk)?.push(each);
  return plans;
}

/** All sends of a chunk. */
export const sendsOfChunk = (chunk: string) => Sends.find({ chunk }).lean<Send[]>();

/** What became of the message of a broadcast to some people, by person. */
export async function statesOfPeople(broadcast: string, people: readonly string[]): Promise<Map<string, SendState>> {
  const ids = people.map((person) => `${broadcast}/${person}`);
  if (ids.length === 0) return new Map();
  const found = await Sends.find({ _id: { $in: ids } })
    .select({ person: 1, state: 1 })
    .lean<Pick<Send, 'person' | 'state'>[]>();
  return new Map(found.map(({ person = '', state }) => [person, state]));
}

/** What a message has come to that has not reached her, or of which nobody knows. */
const NOT_REACHED: readonly SendState[] = ['held', 'failed', 'expired', 'unknown'];

/** Whom the messages of some chunks have not reached, with the reason, by person. */
export async function notReached(chunks: readonly string[]): Promise<Map<string, string>> {
  const found = await inChunks(chunks, (chunk) =>
    Sends.find({ chunk }).select({ person: 1, state: 1, failure: 1 }).lean<Pick<Send, 'person' | 'state' | 'failure'>[]>(),
  );
  const missed = found.filter(({ state }) => NOT_REACHED.includes(state));
  return new Map(missed.map(({ person = '', state, failure }) => [person, failure ?? state]));
}

/** What stood against the message of a broadcast to some people, by person; whoever got it is not among them. */
export async function plansOfPeople(broadcast: string, people: readonly string[]): Promise<Map<string, string>> {
  const ids = people.map((person) => `${broadcast}/${person}`);
  const sends = ids.length === 0 ? [] : await Sends.find({ _id: { $in: ids } }).lean<Send[]>();
  return new Map(
    sends.filter(({ state }) => NOT_REACHED.includes(state)).map(({ person = '', state, failure }) => [person, failure ?? state]),
  );
}
