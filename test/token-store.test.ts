import * as tokens from '../src/models/tokens';
import { createTokenStore, type Pairs } from '../src/token-store';
import { useEngine } from './engine/engine';

const engine = useEngine();
const first = { access: 'a1', refresh: 'r1' };
const second = { access: 'a2', refresh: 'r2' };
const store = (account: string, pairs?: Pairs) => createTokenStore(account, engine.connections().redis, 'test', pairs);
const down: Pairs = { ...tokens, savePair: () => Promise.reject(new Error('no database')) };

test('a pair that MongoDB never got is found by whoever reads next, in any process, also when its predecessor was given up', async () => {
  await store('oa').save(first, 0);
  await expect(store('oa', down).save(second, 1)).rejects.toThrow('no database');
  await store('oa').kill(1, '-14014');
  expect(await store('oa').read()).toMatchObject({ ...second, rev: 2 });
  expect(await tokens.readPair('oa')).toMatchObject({ ...second, rev: 2 });
  expect((await tokens.readPair('oa'))?.dead).toBeUndefined();
});

test('a note that came too late changes nothing, and is no longer read', async () => {
  await store('late').save(first, 0);
  const consented = { access: 'a3', refresh: 'r3' };
  await tokens.savePair('late', consented, 1);
  expect(await store('late').save(second, 1)).toBe(false);
  expect(await store('late').read()).toMatchObject({ ...consented, rev: 2 });
});

test('the first pair is kept as well, nothing of it lies in the open, and without Redis the database is enough', async () => {
  await expect(store('new', down).save(first, 0)).rejects.toThrow('no database');
  expect(await engine.connections().redis.get('test:pair:new')).not.toMatch(/a1|r1/);
  expect(await store('new').read()).toMatchObject({ ...first, rev: 1 });
  const deaf = { get: () => Promise.reject(new Error('no Redis')), set: () => Promise.reject(new Error('no Redis')) };
  const alone = createTokenStore('new', deaf as never, 'test');
  expect(await alone.save(second, 1)).toBe(true);
  expect(await alone.read()).toMatchObject({ ...second, rev: 2 });
});
