import { inUnits, nameOf, People, type Person } from '../../models/people';
import type { Tree } from '../../models/units';
import { type CellRead, readName, textOf } from '../../tables/cells';
import { headingKey } from '../../tables/headings';
import type { Cell } from '../../tables/rows';

/** A member as far as her household goes. */
export type Housemate = Pick<Person, '_id' | 'unit' | 'household'>;
/** Finds whom a list names as living in a household of a unit, or says why it is nobody. */
export type HousemateFinder = (unit: string, told: string) => Housemate | { why: string };

const NUMBER = /^[1-9]\d{7}$/;

/** Who lives in a household, by member number or name; several stand with `;`, a comma or a line break between them. */
export function readHousemates(cell: Cell): CellRead<string[]> {
  const told: string[] = [];
  for (const part of String(cell).split(/[;,\n]/)) {
    const text = textOf(part);
    if (text === '') continue;
    const read = NUMBER.test(text) ? { value: text } : readName(text);
    if ('why' in read) return read;
    told.push(read.value);
  }
  return { value: [...new Set(told)] };
}

/** Reads the members of the branches that a list of households is about: by number wherever they are, by name in the branch. */
export async function housemateFinder(
  rows: readonly { unit: string; members: readonly string[] }[],
  tree: Pick<Tree, 'lineage' | 'subtree'>,
): Promise<HousemateFinder> {
  const branchOf = (unit: string) => tree.lineage(unit).find(({ level }) => level === 'branch')?._id ?? unit;
  const telling = rows.filter(({ members }) => members.length > 0);
  const names = new Map<string, (Housemate & { name: string })[]>();
  for (const branch of new Set(telling.map(({ unit }) => branchOf(unit)))) {
    for (const who of await inUnits(tree.subtree(branch).map(({ _id }) => _id))) {
      if (who.status !== 'member') continue;
      const key = `${branch}|${headingKey(nameOf(who))}`;
      names.set(key, [...(names.get(key) ?? []), { ...mateOf(who), name: nameOf(who) }]);
    }
  }
  const wanted = telling.flatMap(({ members }) => members.filter((told) => NUMBER.test(told)));
  const found = wanted.length === 0 ? [] : await People.find({ number: { $in: wanted }, status: 'member' }).lean<Person[]>();
  const numbers = new Map(found.map((who) => [who.number, mateOf(who)]));
  return (unit, told) => {
    if (NUMBER.test(told)) return numbers.get(told) ?? { why: 'unknownNumber' };
    const fitting = names.get(`${branchOf(unit)}|${headingKey(told)}`) ?? [];
    const same = fitting.filter(({ name }) => name === told);
    // Without accents it may be any of them; other accents are another woman.
    const plain = headingKey(told) === told.toLowerCase();
    const [only, another] = same.length > 0 || !plain ? same : fitting;
    return another ? { why: 'housemateSeveral' } : (only ?? { why: 'housemateUnknown' });
  };
}

const mateOf = ({ _id, unit, household }: Person): Housemate => ({
  _id,
  unit,
  ...(household === undefined ? {} : { household }),
});
