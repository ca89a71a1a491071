/** Every stock in which a woman counts, and where: all that the simulation's own books know of her. */
export interface Her {
  id: string;
  unit: string;
  state: 'member' | 'left' | 'unrecognised';
  byRight: boolean;
  away: boolean;
  core: boolean;
  carded: boolean;
  linked: boolean;
  groups: string[];
  fees: number[];
  /** Local day of the newest change of a stock, YYYY-MM-DD. */
  changedOn: string;
  /** How she became a member this year. */
  application?: { file: string; unit: string; month: string; broughtBy?: { her: Her; unit: string } };
  /** Where the household is entered in which she is the one member. */
  household?: string;
  /** Women of this year whom she brought, and where that was counted first. */
  brought?: { n: number; unit: string; month: string };
}

/** Books of their own: numbers that are added, by unit and month, from what was done and never from what was counted. */
export interface Ledger {
  add(unit: string, month: string, metric: string, n?: number): void;
  /** Changes a woman, and books every stock in which she counts otherwise. */
  change(her: Her, day: string, change: () => void): void;
  /** What was booked on a unit itself, by month and metric. */
  own(unit: string): ReadonlyMap<string, ReadonlyMap<string, number>>;
}

/** New books. */
export function openLedger(): Ledger {
  const books = new Map<string, Map<string, Map<string, number>>>();
  const add: Ledger['add'] = (unit, month, metric, n = 1) => {
    const months = books.get(unit) ?? new Map<string, Map<string, number>>();
    const metrics = months.get(month) ?? new Map<string, number>();
    metrics.set(metric, (metrics.get(metric) ?? 0) + n);
    books.set(unit, months.set(month, metrics));
  };
  return {
    add,
    change(her, day, change) {
      const [unit, before] = [her.unit, countsIn(her)];
      change();
      const after = countsIn(her);
      const month = day.slice(0, 7);
      for (const metric of before) add(unit, month, metric, -1);
      for (const metric of after) add(her.unit, month, metric);
      const same = unit === her.unit && before.join() === after.join();
      if (!same) her.changedOn = day;
    },
    own: (unit) => books.get(unit) ?? new Map(),
  };
}

function countsIn({ state, byRight, away, core, carded, linked, groups, fees }: Her): string[] {
  if (state !== 'member') return [];
  const stocks: [boolean, string][] = [
    [true, 'members'],
    [byRight, 'members:byRight'],
    [away, 'members:away'],
    [core, 'members:core'],
    [carded, 'members:carded'],
    [linked, 'members:linked'],
    ...groups.map((group): [boolean, string] => [true, `group:${group}`]),
    ...fees.map((year): [boolean, string] => [true, `fees:${year}`]),
  ];
  return stocks.flatMap(([holds, metric]) => (holds ? [metric] : []));
}
