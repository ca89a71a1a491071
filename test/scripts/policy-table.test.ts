import { readFileSync } from 'node:fs';
import path from 'node:path';
import { policyTable } from '../../scripts/policy/table';
import { templatePage } from '../../scripts/policy/templates';
import { TEMPLATE_OF } from '../../src/channels/templates';

test('docs/policy.md is what the policy says today; npm run policy-table writes it', () => {
  expect(readFileSync(path.join(__dirname, '..', '..', 'docs', 'policy.md'), 'utf8')).toBe(policyTable());
});

test.each([
  ['Zalo', { 0: 'send', 47: 'send', 48: 'send, paid', 167: 'send, paid', 168: 'hold: windowClosed', 192: 'hold: windowClosed' }],
  ['Messenger', { 0: 'send', 23: 'send', 24: 'hold: windowClosed', 192: 'hold: windowClosed' }],
])('%s: every hour of eight days has its line, and verdicts turn at the hours of the platform', (name, replies) => {
  const section =
    policyTable()
      .split('\n## ')
      .find((each) => each.startsWith(name)) ?? '';
  const lines = [...section.matchAll(/^\| (\d+)(?: \(\d d\))? \| ([^|]+) \| ([^|]+) \|/gm)];
  expect(lines.map(([, hour]) => Number(hour))).toEqual(Array.from({ length: 193 }, (_, hour) => hour));
  for (const [hour, reply] of Object.entries(replies)) {
    const [, , said, reminder] = lines[Number(hour)] ?? [];
    expect([hour, said]).toEqual([hour, reply]);
    expect(reminder).toBe(reply.startsWith('hold') ? 'by template' : reply);
  }
});

test('docs/templates.md names every text that may leave after the window, with the variables that its template needs', () => {
  const page = templatePage();
  expect(readFileSync(path.join(__dirname, '..', '..', 'docs', 'templates.md'), 'utf8')).toBe(page);
  for (const key of Object.keys(TEMPLATE_OF)) expect(page).toContain(`\`${key}\``);
  expect(page).toMatch(/LINK_CODE.*`code`/);
});
