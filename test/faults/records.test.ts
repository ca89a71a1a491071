import { seedsOf } from '../seeded';
import { useDatabase } from '../setup/database';
import { recordStorm } from './records';

const database = useDatabase();

test.each(seedsOf('RECORDS_SEED', []))(
  'three processes about the same women, killed in between, units merged and moved: each counted once, RECORDS_SEED=%i',
  async (seed) => {
    const { problems, done, refused, kills, changes } = await recordStorm({
      ...{ mongoUri: database.mongoUri, seed, processes: 3, women: 10, orders: 16, kills: 4 },
      say: () => undefined,
    });
    expect(problems).toEqual([]);
    expect(done + refused).toBe(48);
    expect(done).toBeGreaterThan(5);
    // Two that are meant for neighbouring orders may be one.
    expect(kills).toBeGreaterThanOrEqual(2);
    expect(changes).toBe(3);
  },
  150_000,
);
