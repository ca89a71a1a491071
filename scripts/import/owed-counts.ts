import { type Ring, recount } from '../../src/programme/recount';

/** Gathers which rows of counts owe a recount, and recounts each once, from the branches up to the province. */
export function owedCounts(): { ring: Ring; settle(): Promise<void> } {
  let owed = new Map<string, readonly [unit: string, period: string]>();
  const ring: Ring = async (unit, period) => void owed.set(`${unit}|${period}`, [unit, period]);
  return {
    ring,
    async settle() {
      while (owed.size > 0) {
        const now = [...owed.values()];
        owed = new Map();
        for (const [unit, period] of now) await recount(unit, period, ring);
      }
    },
  };
}
