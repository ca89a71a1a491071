import type { Her, Ledger } from './ledger';
import type { Chance } from './made-up';
import type { MadeUpTree } from './units';

/** A province as the simulation knows it: by its own books. */
export interface World {
  chance: Chance;
  tree: MadeUpTree;
  /** Parents of today, kept by the simulation itself. */
  parents: Map<string, string>;
  women: Her[];
  ledger: Ledger;
  /** Women of 18 and more who are present in each commune, as told last. */
  present: Map<string, number>;
  /** Numbers that no phone has yet. */
  phones: number;
  year: number;
  /** What the product takes for the present moment, ms. */
  clock: { at: number };
}
