import { headingKey } from './headings';

/** Words in front of a unit's name that lists add or leave out. */
const RANK =
  /^(?:hoi lhpn|hoi phu nu|hoi|chi hoi phu nu|chi hoi|chi|to phu nu|to hoi|to dan pho|tdp|to|khu pho|kp|khu dan cu|thi tran|tt|phuong|xa|thon|xom|ap|ban|buon|lang|khom)\s(?=\S)/;

/** The name of a unit for comparing: without accents, and without what kind of unit it is unless only a number is left. */
export function placeKey(name: string): string {
  let key = headingKey(name);
  for (let shorter = key.replace(RANK, ''); shorter !== key && !/^\d+$/.test(shorter); shorter = key.replace(RANK, ''))
    key = shorter;
  return key;
}

/** The names nearest to one, at most `most`, best first; nothing where none resembles it. */
export function nearest(name: string, names: readonly string[], most = 3): string[] {
  const asked = pairsOf(placeKey(name));
  return names
    .map((each) => ({ each, score: likeness(asked, pairsOf(placeKey(each))) }))
    .filter(({ score }) => score > 0.3)
    .sort((a, b) => b.score - a.score)
    .slice(0, most)
    .map(({ each }) => each);
}

/** Shared pairs of letters over all (Dice). */
function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = [...a].filter((pair) => b.has(pair)).length;
  return a.size + b.size === 0 ? 0 : (2 * shared) / (a.size + b.size);
}

function pairsOf(text: string): Set<string> {
  const padded = ` ${text} `;
  return new Set(Array.from({ length: padded.length - 1 }, (_, place) => padded.slice(place, place + 2)));
}
