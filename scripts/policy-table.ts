import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { policyTable } from './policy/table';
import { templatePage } from './policy/templates';
import { runCommand } from './run';

runCommand(async () => {
  const table = policyTable();
  writeFileSync(path.join(__dirname, '..', 'docs', 'policy.md'), table);
  writeFileSync(path.join(__dirname, '..', 'docs', 'templates.md'), templatePage());
  process.stdout.write(table);
  return 0;
});
