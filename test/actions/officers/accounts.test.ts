import {
  changePassword,
  createAccount,
  LOCKED_FOR,
  logIn,
  MOST_FAILURES,
  resetPassword,
  SHORTEST,
  TEMPORARY_FOR,
} from '../../../src/actions/officers/accounts';
import { Accounts, accountOf, whoIs } from '../../../src/models/accounts';
import { openModels } from '../../open-models';

openModels();

const HOA = { phone: '0905123456', name: 'Trần Thị Hoa' };
const NOW = Date.UTC(2026, 10, 22, 3);
const CHOSEN = 'mùa xuân Bố Trạch';

afterEach(async () => {
  await Accounts.deleteMany({});
});
const made = async () => (await createAccount(HOA, NOW))?.password ?? '';

test('an account is made once, holds nothing in clear, and its given password is only to be changed', async () => {
  const given = await createAccount(HOA, NOW);
  expect(given).toEqual({ password: expect.stringMatching(/^[a-z2-9]{14}$/), until: NOW + TEMPORARY_FOR });
  expect(await createAccount(HOA, NOW)).toBeUndefined();
  const password = given?.password ?? '';
  const stored = await accountOf(HOA.phone);
  expect(stored?.password).toMatch(/^\$argon2id\$/);
  for (const secret of [HOA.phone, HOA.name, password]) expect(JSON.stringify(stored)).not.toContain(secret);
  expect(stored && whoIs(stored)).toEqual(HOA);
  expect(await logIn(HOA.phone, password, NOW)).toMatchObject({ result: 'change' });
  expect(await changePassword(HOA.phone, { from: password, to: CHOSEN }, NOW)).toBe('changed');
  expect(await logIn(HOA.phone, password, NOW)).toEqual({ result: 'wrong' });
  expect(await logIn(HOA.phone, CHOSEN, NOW + 2 * TEMPORARY_FOR)).toMatchObject({ result: 'in' });
  // The same words from a keyboard that writes accents apart.
  expect(await logIn(HOA.phone, CHOSEN.normalize('NFD'), NOW)).toMatchObject({ result: 'in' });
});

test('what is given ends after three days; a reset gives another and ends the one before', async () => {
  const first = await made();
  expect(await logIn(HOA.phone, first, NOW + TEMPORARY_FOR)).toEqual({ result: 'expired' });
  expect(await changePassword(HOA.phone, { from: first, to: CHOSEN }, NOW + TEMPORARY_FOR)).toBe('expired');
  const second = (await resetPassword(HOA.phone, NOW))?.password ?? '';
  expect(await logIn(HOA.phone, first, NOW)).toEqual({ result: 'wrong' });
  expect(await logIn(HOA.phone, second, NOW)).toMatchObject({ result: 'change' });
  expect(await resetPassword('0905999999', NOW)).toBeUndefined();
  expect(await logIn('0905999999', second, NOW)).toEqual({ result: 'wrong' });
});

test.each([
  ['x'.repeat(SHORTEST - 1), 'short'],
  ['', 'same'],
] as const)('“%s” is not taken as a new password: %s', async (to, why) => {
  const password = await made();
  expect(await changePassword(HOA.phone, { from: password, to: to || password }, NOW)).toBe(why);
  expect(await changePassword(HOA.phone, { from: 'something else', to: CHOSEN }, NOW)).toBe('wrong');
});

test('twenty wrong passwords at once are five tries; the right one is locked out for a while, and a reset opens at once', async () => {
  const password = await made();
  const tries = await Promise.all(Array.from({ length: 20 }, (_, n) => logIn(HOA.phone, `wrong ${n}`, NOW)));
  expect(tries.filter(({ result }) => result === 'wrong')).toHaveLength(MOST_FAILURES);
  expect(await logIn(HOA.phone, password, NOW)).toEqual({ result: 'locked' });
  expect(await logIn(HOA.phone, password, NOW + LOCKED_FOR)).toMatchObject({ result: 'change' });
  await Promise.all(Array.from({ length: 20 }, () => logIn(HOA.phone, 'wrong again', NOW + LOCKED_FOR)));
  const again = (await resetPassword(HOA.phone, NOW + LOCKED_FOR))?.password ?? '';
  expect(await logIn(HOA.phone, again, NOW + LOCKED_FOR)).toMatchObject({ result: 'change' });
});
