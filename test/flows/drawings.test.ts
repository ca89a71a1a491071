import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawings } from '../../scripts/flows';

const FOLDER = join(__dirname, '../../docs/flows');

test('the drawings are those of the flows: run `npm run flows` after a change', () => {
  const drawn = drawings();
  expect(readdirSync(FOLDER).sort()).toEqual(Object.keys(drawn).sort());
  for (const [name, text] of Object.entries(drawn)) expect(readFileSync(join(FOLDER, name), 'utf8')).toBe(text);
});

test('each drawing shows what is said, in Vietnamese', () => {
  const { 'stop.md': stop = '', 'join.md': join = '' } = drawings();
  expect(stop).toContain('Chị muốn em dừng nhắn tin cho chị phải không ạ?');
  expect(stop).toContain('[Đúng, dừng lại] [Không, nhắn tiếp]');
  expect(stop).toContain('confirm --> stopped : có');
  expect(join).toContain('askConsent --> refused : không');
});
