/** A day that the Union keeps, on which its leaders send greetings. */
export const OCCASIONS = ['lunarNewYear', 'partyDay', 'womensDay', 'familyDay', 'martyrsDay', 'unionDay'] as const;
export type OccasionName = (typeof OCCASIONS)[number];

/** 3/2, 8/3, 28/6, 27/7, 20/10 (domain §1.6 and the Union's calendar): month and day of every year. */
const YEARLY: Readonly<Partial<Record<OccasionName, string>>> = {
  partyDay: '02-03',
  womensDay: '03-08',
  familyDay: '06-28',
  martyrsDay: '07-27',
  unionDay: '10-20',
};

/**
 * First days of the lunar year in Việt Nam (UTC+7; in 2030 a day before China's), reckoned from the new moons. After the last
 * one nobody is reminded of Tết before the table is continued.
 */
const LUNAR_NEW_YEARS: readonly string[] = [
  ...['2026-02-17', '2027-02-06', '2028-01-26', '2029-02-13', '2030-02-02', '2031-01-23'],
  ...['2032-02-11', '2033-01-31', '2034-02-19', '2035-02-08', '2036-01-28', '2037-02-15'],
];

/** One occasion of one year; its id (`womensDay-2027`) can stand in a button. */
export interface Occasion {
  id: string;
  name: OccasionName;
  /** Local day, YYYY-MM-DD. */
  day: string;
}

/** The occasions of a year, in their order. */
export function occasionsOf(year: number): Occasion[] {
  const all = OCCASIONS.flatMap((name): Occasion[] => {
    const day = YEARLY[name] ? `${year}-${YEARLY[name]}` : LUNAR_NEW_YEARS.find((each) => each.startsWith(`${year}-`));
    return day === undefined ? [] : [{ id: `${name}-${year}`, name, day }];
  });
  return all.sort((a, b) => (a.day < b.day ? -1 : 1));
}

/** The occasions from one day to another, both inclusive (YYYY-MM-DD), in their order. */
export function occasionsBetween(from: string, to: string): Occasion[] {
  const years = [Number(from.slice(0, 4)), Number(to.slice(0, 4))];
  return [...new Set(years)].flatMap(occasionsOf).filter(({ day }) => day >= from && day <= to);
}

/** The occasion with an id; undefined for none. */
export function occasionOf(id: string): Occasion | undefined {
  const year = /-(\d{4})$/.exec(id)?.[1];
  return year === undefined ? undefined : occasionsOf(Number(year)).find((each) => each.id === id);
}
