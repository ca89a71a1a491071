import type { Person } from '../../models/person';

type Pair = NonNullable<Person['pair']>;
type Brought = NonNullable<Person['brought']>;
type Flow = { metric: string; unit: string; period: string; n: number };

/** The day on which a pair was decided, as exactly as her record tells it. */
const dayOf = ({ recognition }: Person, pair: Pair): string =>
  recognition?.application === pair.application ? recognition.on : `${pair.period}-01`;

/** Whether another record says that she was a member already on a day from which (`since`, ms) this one says it. Pure. */
export function wasMember(other: Person, on: string, since: number | undefined): boolean {
  const { joinedOn, memberSince = Number.MAX_SAFE_INTEGER } = other;
  if (joinedOn === undefined ? memberSince >= (since ?? 0) : joinedOn >= on) return false;
  return other.leftAt === undefined || since === undefined || other.leftAt > since;
}

/**
 * Of the pairs of 1+1 (b) of two records of one woman the one that holds, and those that are taken back: one woman is one pair,
 * the first one; none where she was a member by the other record already, or brought herself (`hers`: all her ids). Pure.
 */
export function pairOfBoth(keep: Person, gone: Person, hers: readonly string[]): { pair?: Pair; takenBack: Pair[] } {
  const all = [
    { pair: keep.pair, of: keep, other: gone },
    { pair: gone.pair, of: gone, other: keep },
  ].flatMap(({ pair, of, other }) => (pair ? [{ pair, on: dayOf(of, pair), of, other }] : []));
  const right = all.filter(({ pair, on, of, other }) => !hers.includes(pair.referrer) && !wasMember(other, on, of.memberSince));
  const [first] = [...right].sort((a, b) => a.on.localeCompare(b.on));
  const takenBack = all.flatMap(({ pair }) => (pair === first?.pair ? [] : [pair]));
  return { ...(first ? { pair: first.pair } : {}), takenBack };
}

/**
 * What she brought by both records, year by year, without what she had brought of herself (`own`), and what corrects the count of
 * recruiters: she is one once a year, where she was it first. Pure.
 */
export function broughtTogether(keep: Person, gone: Person, own: readonly Pair[]): { brought?: Brought; flows: Flow[] } {
  const years = [...new Set([keep.brought, gone.brought].flatMap((each) => Object.keys(each ?? {})))].sort();
  const brought: Brought = {};
  const flows: Flow[] = [];
  for (const year of years) {
    const before = [keep.brought?.[year], gone.brought?.[year]].flatMap((each) => (each && each.n > 0 ? [each] : []));
    const [first] = [...before].sort((a, b) => a.period.localeCompare(b.period));
    const any = first ?? keep.brought?.[year] ?? gone.brought?.[year];
    if (!any) continue;
    const self = own.filter(({ period }) => period.startsWith(year)).length;
    const n = Math.max(0, before.reduce((sum, each) => sum + each.n, 0) - self);
    brought[year] = { n, unit: any.unit, period: any.period };
    const stays = n > 0 ? first : undefined;
    for (const each of before)
      if (each !== stays) flows.push({ metric: 'recruiters', unit: each.unit, period: each.period, n: -1 });
  }
  return { ...(years.length > 0 ? { brought } : {}), flows };
}
