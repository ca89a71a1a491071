import { model, Schema } from 'mongoose';
import { insertAllOnce } from './once';

/** How long a message counts against the cap, ms. */
export const CAP_WINDOW = 24 * 3_600_000;

/** The messages of our own accord that somebody got, or is about to get, in the last 24 hours. */
interface Cap {
  /** Id of the person. */
  _id: string;
  slots: { send: string; at: number }[];
}

const schema = new Schema<Cap>(
  { _id: { type: String, required: true }, slots: { type: [Schema.Types.Mixed] as never, required: true } },
  { versionKey: false, bufferCommands: false, autoIndex: false },
);
const Caps = model<Cap>('cap', schema);

/** A message that wants a slot. */
export interface Wanting {
  person: string;
  send: string;
}

/**
 * Takes a slot for each message whose receiver has had fewer than `most` in the last 24 hours (`now` in ms); one that has its
 * slot keeps it. Answers, for those without room, when there will be some. One message a person in one call.
 */
export async function takeSlots(wanting: readonly Wanting[], most: number, now: number): Promise<Map<string, number>> {
  const since = now - CAP_WINDOW;
  const people = wanting.map(({ person }) => person);
  const had = await slotsOf(people);
  await insertAllOnce(
    Caps,
    wanting.filter(({ person }) => !had.has(person)).map(({ person, send }) => ({ _id: person, slots: [{ send, at: now }] })),
  );
  const holds = ({ person, send }: Wanting, all: Map<string, Cap['slots']>) =>
    all.get(person)?.some((slot) => slot.send === send) ?? false;
  const asking = wanting.filter((each) => had.has(each.person) && !holds(each, had));
  const ids = asking.map(({ person }) => person);
  const recent = { $filter: { input: '$slots', cond: { $gt: ['$$this.at', since] } } };
  const mine = { $arrayElemAt: [{ $literal: asking.map(({ send }) => send) }, { $indexOfArray: [{ $literal: ids }, '$_id'] }] };
  if (ids.length > 0)
    // Asked and taken in one write: two workers never give the last slot away twice.
    await Caps.collection.updateMany({ _id: { $in: ids }, $expr: { $lt: [{ $size: recent }, most] } } as never, [
      { $set: { slots: { $concatArrays: [recent, [{ send: mine, at: { $literal: now } }]] } } },
    ]);
  const have = await slotsOf(people);
  const none = new Map<string, number>();
  for (const each of wanting) {
    if (holds(each, have)) continue;
    const [oldest = now] = (have.get(each.person) ?? [])
      .map(({ at }) => at)
      .filter((at) => at > since)
      .sort((a, b) => a - b);
    none.set(each.send, oldest + CAP_WINDOW);
  }
  return none;
}

/** Gives back the slots of messages that did not leave. */
export async function giveSlotsBack(given: readonly Wanting[]): Promise<void> {
  if (given.length === 0) return;
  const sends = given.map(({ send }) => send);
  await Caps.collection.updateMany(
    { _id: { $in: given.map(({ person }) => person) } } as never,
    {
      $pull: { slots: { send: { $in: sends } } },
    } as never,
  );
}

/** What somebody got by one id counts for another one of hers too. */
export async function mergeSlots(from: string, to: string): Promise<void> {
  const slots = (await slotsOf([from])).get(from) ?? [];
  if (slots.length === 0) return;
  await insertAllOnce(Caps, [{ _id: to, slots: [] }]);
  await Caps.updateOne({ _id: to }, { $addToSet: { slots: { $each: slots } } });
}

async function slotsOf(people: readonly string[]): Promise<Map<string, Cap['slots']>> {
  const found = await Caps.find({ _id: { $in: people } }).lean<Cap[]>();
  return new Map(found.map(({ _id, slots }) => [_id, slots]));
}
