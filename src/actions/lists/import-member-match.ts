import { inUnits, nameOf, People, type Person, person, phoneHash } from '../../models/people';
import { keyed } from '../../models/secrets';
import type { Tree } from '../../models/units';
import { headingKey } from '../../tables/headings';
import type { Problem } from '../../tables/report';
import type { MemberDraft } from './import-member-rows';

/** A row beside the person that it tells of; `id` is hers, or the one that she will have. */
export interface Matched {
  draft: MemberDraft;
  id: string;
  was: Person | undefined;
}

/** The id of a woman who comes by a list: the same name, year and phone (or branch) is the same woman. */
export const importedId = (draft: MemberDraft): string =>
  keyed('imported', headingKey(draft.name), String(draft.birthYear), draft.phone ?? draft.branch);

/**
 * Finds whom each row tells of: by member number, else by phone, name and year, else by name, year and branch among those whom
 * no other row has claimed. Reads branch by branch, so that memory does not grow with the list.
 */
export async function matchMembers(drafts: readonly MemberDraft[], tree: Tree, problems: Problem[]): Promise<Matched[]> {
  const claims = new Map<string, number>();
  const matched: Matched[] = [];
  for (const rows of byBranch(drafts).values()) {
    const [first] = rows;
    if (first) matched.push(...(await matchBranch(rows, await knownFor(rows, first.branch, tree), claims, problems)));
  }
  return matched;
}

/** People as they can be found. */
interface Known {
  ids: Map<string, Person>;
  numbers: Map<string, Person>;
  phones: Map<string, Person[]>;
  names: Map<string, Person[]>;
}

async function knownFor(rows: readonly MemberDraft[], branch: string, tree: Tree): Promise<Known> {
  const here = await inUnits(tree.subtree(branch).map(({ _id }) => _id));
  const ids = new Map(here.map((who) => [who._id, who]));
  const hashes = rows.flatMap(({ phone }) => (phone === undefined ? [] : [phoneHash(phone)]));
  const numbers = rows.flatMap(({ number }) => (number === undefined ? [] : [number]));
  const elsewhere = [
    ...(hashes.length > 0 ? await People.find({ phoneHash: { $in: hashes } }).lean<Person[]>() : []),
    ...(numbers.length > 0 ? await People.find({ number: { $in: numbers } }).lean<Person[]>() : []),
    ...(await People.find({ _id: { $in: rows.map(importedId) } }).lean<Person[]>()),
  ];
  const known: Known = { ids, numbers: new Map(), phones: new Map(), names: new Map() };
  for (const who of elsewhere) ids.set(who._id, who);
  for (const record of [...ids.values()]) {
    // What a record says that has ended in another one leads to that one.
    const who = record.mergedInto === undefined ? record : ((await person(record._id)) ?? record);
    ids.set(record._id, who);
    if (who.status === 'applicant') continue;
    if (record.number !== undefined) known.numbers.set(record.number, who);
    const { phoneHash: hash } = record;
    if (hash === undefined) continue;
    const key = `${hash}|${keyOf(nameOf(record), record.birthYear)}`;
    if (!known.phones.get(key)?.some(({ _id }) => _id === who._id)) push(known.phones, key, who);
  }
  for (const who of here)
    if (who.status !== 'applicant' && who.mergedInto === undefined) push(known.names, keyOf(nameOf(who), who.birthYear), who);
  return known;
}

async function matchBranch(
  rows: readonly MemberDraft[],
  known: Known,
  claims: Map<string, number>,
  problems: Problem[],
): Promise<Matched[]> {
  const found = new Map<MemberDraft, Matched>();
  const claim = (draft: MemberDraft, was: Person | undefined, id: string) => {
    const other = claims.get(id);
    if (other === undefined) claims.set(id, draft.row);
    else problems.push({ row: draft.row, reason: 'twiceInFile', hint: String(other) });
    found.set(draft, { draft, id, was });
  };
  for (const draft of rows) {
    const byNumber = draft.number === undefined ? undefined : known.numbers.get(draft.number);
    if (draft.number !== undefined && !byNumber) {
      problems.push({ row: draft.row, reason: 'unknownNumber', value: draft.number });
      continue;
    }
    const key = keyOf(draft.name, draft.birthYear);
    const byPhone = draft.phone === undefined ? [] : (known.phones.get(`${phoneHash(draft.phone)}|${key}`) ?? []);
    const sure = byNumber ?? (byPhone.length === 1 ? byPhone[0] : undefined);
    if (sure) claim(draft, sure, sure._id);
  }
  for (const draft of rows) {
    if (found.has(draft) || draft.number !== undefined) continue;
    const free = (known.names.get(keyOf(draft.name, draft.birthYear)) ?? []).filter(({ _id }) => !claims.has(_id));
    const same = free.length > 1 ? free.filter((who) => nameOf(who) === draft.name) : free;
    const [only, another] = same.length > 0 ? same : free;
    if (another) {
      problems.push({ row: draft.row, reason: 'severalMatch' });
      continue;
    }
    const id = importedId(draft);
    const was = only ?? known.ids.get(id);
    claim(draft, was, was?._id ?? id);
  }
  return [...found.values()];
}

function byBranch(drafts: readonly MemberDraft[]): Map<string, MemberDraft[]> {
  const branches = new Map<string, MemberDraft[]>();
  for (const draft of drafts) push(branches, draft.branch, draft);
  return branches;
}

const keyOf = (name: string, year: number | undefined) => `${headingKey(name)}|${year ?? ''}`;

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
