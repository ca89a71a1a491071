import { readFileSync } from 'node:fs';
import path from 'node:path';
import { policyTable } from '../../scripts/policy/table';

test('docs/policy.md is what the policy says today; npm run policy-table writes it', () => {
  expect(readFileSync(path.join(__dirname, '..', '..', 'docs', 'policy.md'), 'utf8')).toBe(policyTable());
});

test('free, paid and template follow each other at the hours of the platforms', () => {
  const table = policyTable();
  for (const hours of [
    '| 0–47 | send',
    '| 48–167 | send, paid',
    '| 168–192 | hold: windowClosed | by template',
    '| 0–23 | send',
    '| 24–192 | hold',
  ])
    expect(table).toContain(hours);
});
