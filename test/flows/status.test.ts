import { status } from '../../flows/status';
import type { ApplicationStatus } from '../../src/engine/types';
import { statusAsked } from '../../src/language/status';
import { talk, WORLD } from './talk';

const at = (shown: ApplicationStatus) => ({
  world: { ...WORLD, showStatus: () => ({ type: 'statusShown' as const, ...shown }) },
});

test.each(['submitted', 'duplicate', 'verified', 'recognised', 'withdrawn'] as const)(
  'her own application is told: %s',
  (state) => {
    const shown = { state, file: '26-000001', unit: 'Chi hội thôn 3', day: '22/11/2026' };
    talk(status, at(shown)).asks('showStatus', {}).says(`status.${state}`, { file: '26-000001', day: '22/11/2026' }).isOver();
  },
);

test.each([
  ['hồ sơ của em tới đâu rồi', {}],
  ['dạ ho so toi dau roi a', {}],
  ['Đơn vào Hội của tôi sao rồi?', {}],
  ['tình trạng hồ sơ', {}],
  ['tinh trang', {}],
  ['mã hồ sơ 26-000001', { file: '26-000001' }],
  ['26-000001', { file: '26-000001' }],
  ['hồ sơ 26 - 000001 tới đâu rồi em ơi', { file: '26-000001' }],
])('“%s” asks for it in any state', (text, asked) => {
  const shown = { state: 'verified', file: '26-000001', unit: 'Chi hội thôn 3', day: '22/11/2026' } as const;
  talk(undefined, at(shown)).hear(text).says('status.verified').asks('showStatus', asked).isOver();
});

test.each([
  'hồ sơ vay vốn tới đâu rồi',
  'tình trạng gia đình em khó khăn',
  'xem hồ sơ của em',
  'xóa hồ sơ của em',
  '0905123456',
  'hồ sơ',
  '',
])('“%s” does not', (text) => {
  expect(statusAsked(text)).toBeUndefined();
});

test('where there is none she is told whom to call', () => {
  talk(status, at({ state: 'none' }))
    .says('status.none', { phone: '0232 386 1234' })
    .isOver();
});

test('no answer of the world is told as well', () => {
  talk(status, { world: {} })
    .waits(3 * 60_000)
    .says('status.late')
    .isOver();
});
