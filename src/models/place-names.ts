/** A place to choose from; `note` tells apart or says under which old name it was found. */
export interface Place {
  id: string;
  label: string;
  note?: string;
}

interface Named {
  _id: string;
  place: string;
  aliases: readonly string[];
  parent: string | null;
}

const MOST = 9;
const RANKS =
  /^(?:(?:em|toi|minh|chi|nha)?\s*(?:o|song o)\s+)?(?:hoi lhpn|hoi phu nu|chi hoi phu nu|chi hoi|to phu nu|to dan pho|khu pho|khu dan cu|thi tran|phuong|xa|thon|xom|ap|ban|buon|lang|khom|tdp|tt|p|x)\b[.\s]*/;

/** A name for comparing: lower case without accents, single spaces, "đ" as "d". */
export function foldName(name: string): string {
  return accented(name)
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll('đ', 'd')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** The units whose name or old name fits a text: written alike, then alike without accents, then in part. */
export function matchNames<U extends Named>(text: string, units: readonly U[], above: (unit: U) => string | undefined): Place[] {
  const asked = core(text);
  if (asked.folded === '') return [];
  const scored = units
    .map((unit) => ({ unit, ...best(asked, unit) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.unit.place.localeCompare(b.unit.place, 'vi'));
  // One that is written as asked makes the rest noise; two of the same name are still a question.
  const top = scored[0]?.score ?? 0;
  const kept = scored.filter(({ score }) => (top > 1 ? score === top : true)).slice(0, MOST);
  return kept.map(({ unit, via }) => {
    const twice = kept.some((other) => other.unit !== unit && foldName(other.unit.place) === foldName(unit.place));
    const note = via ?? (twice ? above(unit) : undefined);
    return { id: unit._id, label: unit.place, ...(note === undefined ? {} : { note }) };
  });
}

function best(asked: Core, unit: Named): { score: number; via?: string } {
  const own = score(asked, core(unit.place));
  let found: { score: number; via?: string } = { score: own };
  for (const alias of unit.aliases) {
    const by = score(asked, core(alias));
    if (by > found.score) found = { score: by, via: alias };
  }
  return found;
}

interface Core {
  accented: string;
  folded: string;
}

/** A name without the kind of place in front of it, unless nothing else is left ("Thôn 3" keeps its number). */
function core(name: string): Core {
  const whole = foldName(name);
  const folded = whole.replace(RANKS, '') || whole;
  const words = accented(name)
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .split(' ');
  return { folded, accented: words.slice(-folded.split(' ').length).join(' ') };
}

function score(asked: Core, name: Core): number {
  if (asked.accented === name.accented) return 3;
  if (asked.folded === name.folded) return 2;
  return ` ${name.folded} `.includes(` ${asked.folded} `) || ` ${asked.folded} `.includes(` ${name.folded} `) ? 1 : 0;
}

function accented(name: string): string {
  return name.normalize('NFC').toLowerCase();
}
