import { isDuplicate } from './once';
import { numberFor, People } from './people';
import type { Person } from './person';

/** Somebody who is there, with the first entry of her history. */
type Came = Pick<Person, '_id' | 'history'>;

/** Tries of a member number; two of a province's 160.000 women meet about once in 600. */
const TRIES = 20;

/**
 * Keeps many new people in few unordered writes, each under a free member number; answers those who were there
 * already, with the first entry of their history. Throws on any other failure: the same people again then go on.
 */
export async function insertNewPeople(fresh: readonly Omit<Person, 'number'>[]): Promise<Came[]> {
  const there: Came[] = [];
  let left = [...fresh];
  for (let attempt = 0; left.length > 0; attempt += 1) {
    if (attempt === TRIES) throw new Error('no free member number was found: check the index of people.number');
    const refused = await insert(left.map((each) => ({ ...each, number: numberFor(each._id, attempt) })));
    const known = new Map((await firstEntries(refused)).map((each) => [each._id, each]));
    there.push(...known.values());
    left = left.filter((each) => refused.some(({ _id }) => _id === each._id) && !known.has(each._id));
  }
  return there;
}

/** The first entry of the history of those people who are there, by which order they came; `unit` is where they are most likely. */
export async function firstEntries(people: readonly Pick<Person, '_id' | 'unit'>[]): Promise<Came[]> {
  if (people.length === 0) return [];
  const asked = new Set(people.map(({ _id }) => _id));
  const first = { rev: 1, history: { $slice: 1 } } as const;
  // By unit: the embedded server reads the whole collection for many ids at once.
  const near = await People.find({ unit: { $in: [...new Set(people.map(({ unit }) => unit))] } }, first).lean<Came[]>();
  const found = near.filter(({ _id }) => asked.delete(_id));
  for (const id of asked) {
    const moved = await People.findById(id, first).lean<Came>();
    if (moved) found.push(moved);
  }
  return found;
}

/** Who has these phone hashes and has not left; for flags. */
export async function phonesKnown(hashes: readonly string[]): Promise<Map<string, Set<string>>> {
  const known = new Map<string, Set<string>>();
  if (hashes.length === 0) return known;
  const found = await People.find({ phoneHash: { $in: [...hashes] } })
    .select({ phoneHash: 1, status: 1 })
    .lean<Pick<Person, '_id' | 'phoneHash' | 'status'>[]>();
  for (const { _id, phoneHash, status } of found) {
    if (status === 'left' || phoneHash === undefined) continue;
    known.set(phoneHash, (known.get(phoneHash) ?? new Set()).add(_id));
  }
  return known;
}

async function insert(people: readonly Person[]): Promise<Person[]> {
  try {
    await People.collection.insertMany(people as never, { ordered: false });
    return [];
  } catch (error) {
    const failed = [(error as { writeErrors?: unknown }).writeErrors ?? []].flat() as { index: number }[];
    if (failed.length === 0 || !failed.every(isDuplicate)) throw error;
    return failed.flatMap(({ index }) => people[index] ?? []);
  }
}
