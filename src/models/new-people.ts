import { isDuplicate } from './once';
import { numberFor, People } from './people';
import type { Person } from './person';

/** Tries of a member number; two of a province's 160.000 women meet about once in 600. */
const TRIES = 20;

/**
 * Keeps many new people in few unordered writes, each under a free member number; answers those who were there already, as
 * they are stored. Throws on any other failure: the same people again then go on.
 */
export async function insertNewPeople(fresh: readonly Omit<Person, 'number'>[]): Promise<Person[]> {
  const there: Person[] = [];
  let left = [...fresh];
  for (let attempt = 0; left.length > 0; attempt += 1) {
    if (attempt === TRIES) throw new Error('no free member number was found: check the index of people.number');
    const refused = await insert(left.map((each) => ({ ...each, number: numberFor(each._id, attempt) })));
    const known = new Map((await byIds(refused)).map((each) => [each._id, each]));
    there.push(...known.values());
    left = left.filter(({ _id }) => refused.has(_id) && !known.has(_id));
  }
  return there;
}

/** Empties the outboxes of new people whose effects were all carried out and whom nobody has moved since. */
export async function settleNewPeople(ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const change = { $set: { outbox: [] }, $unset: { wakeAt: 1 } };
  await People.updateMany({ _id: { $in: [...ids] }, rev: 1 } as never, change as never);
}

/** Who of them has not left, by phone hash; for flags. */
export async function phonesKnown(hashes: readonly string[]): Promise<Set<string>> {
  const found = await People.find({ phoneHash: { $in: [...hashes] } })
    .select({ phoneHash: 1, status: 1 })
    .lean<Pick<Person, 'phoneHash' | 'status'>[]>();
  return new Set(found.flatMap((each) => (each.status === 'left' || each.phoneHash === undefined ? [] : [each.phoneHash])));
}

async function insert(people: readonly Person[]): Promise<Set<string>> {
  try {
    await People.collection.insertMany(people as never, { ordered: false });
    return new Set();
  } catch (error) {
    const failed = [(error as { writeErrors?: unknown }).writeErrors ?? []].flat() as { index: number }[];
    if (failed.length === 0 || !failed.every(isDuplicate)) throw error;
    return new Set(failed.map(({ index }) => people[index]?._id ?? ''));
  }
}

const byIds = (ids: ReadonlySet<string>) => (ids.size === 0 ? [] : People.find({ _id: { $in: [...ids] } }).lean<Person[]>());
