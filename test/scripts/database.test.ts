import Redis from 'ioredis';
import { mongo } from 'mongoose';
import { useDatabase } from '../setup/database';

const database = useDatabase();

test('a test file has a database and a Redis of its own, and can empty them', async () => {
  const client = new mongo.MongoClient(database.mongoUri);
  const redis = new Redis(database.redisUrl);
  const units = client.db().collection('units');
  await units.createIndex({ code: 1 }, { unique: true });
  await units.insertOne({ code: 'a' });
  await redis.set('bell', '1');
  expect(client.db().databaseName).toMatch(/^test_database_/);

  await database.clean();

  expect(await units.countDocuments()).toBe(0);
  expect(await redis.dbsize()).toBe(0);
  // The index went with the database: the same code fits twice.
  await units.insertMany([{ code: 'a' }, { code: 'a' }]);
  await client.close();
  redis.disconnect();
});
