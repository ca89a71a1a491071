import fc from 'fast-check';
import { keyed, newHashKey, parseKeys, seal, unseal, unwrapHashKey, useKeys } from '../../src/models/secrets';

const key = (fill: number) => Buffer.alloc(32, fill).toString('base64');
const hash = Buffer.alloc(32, 9);

test('what is sealed comes back, whatever it is, and cannot be read', () => {
  useKeys(parseKeys(key(1)), hash);
  fc.assert(
    fc.property(fc.jsonValue(), (value) => expect(unseal(seal(value))).toEqual(JSON.parse(JSON.stringify(value)))),
    { numRuns: 300 },
  );
  expect(seal({ phone: '0905123456' })).not.toContain('0905123456');
  expect(seal('x')).not.toBe(seal('x'));
});

test('a changed text is refused', () => {
  useKeys(parseKeys(key(1)), hash);
  const sealed = seal('Lan');
  const at = sealed.length - 3;
  const changed = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1);
  expect(() => unseal(changed)).toThrow();
});

test('after a rotation old texts are read and new ones written with the first key', () => {
  useKeys(parseKeys(`k1:${key(1)}`), hash);
  const old = seal('Lan');
  useKeys(parseKeys(`k2:${key(2)},k1:${key(1)}`), hash);
  expect(unseal(old)).toBe('Lan');
  expect(seal('Lan')).toMatch(/^k2\./);
  useKeys(parseKeys(`k2:${key(2)}`), hash);
  expect(() => unseal(old)).toThrow('encryption key k1 is missing: add it to FIELD_ENCRYPTION_KEY');
});

test('hashes tell parts apart and need the key', () => {
  useKeys(parseKeys(key(1)), hash);
  expect(keyed('ab', 'c')).not.toBe(keyed('a', 'bc'));
  const before = keyed('a');
  useKeys(parseKeys(key(1)), Buffer.alloc(32, 8));
  expect(keyed('a')).not.toBe(before);
});

test('the hash key survives in its wrapping', () => {
  const keys = parseKeys(key(1));
  expect(unwrapHashKey(keys, newHashKey(keys))).toHaveLength(32);
  expect(() => unwrapHashKey(parseKeys(`other:${key(1)}`), newHashKey(keys))).toThrow('FIELD_ENCRYPTION_KEY');
  const another = 'its key k1 is not the one that this database was written with';
  expect(() => unwrapHashKey(parseKeys(`k1:${key(2)}`), newHashKey(parseKeys(`k1:${key(1)}`)))).toThrow(another);
});
