import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { policyTable } from './policy/table';
import { runCommand } from './run';

runCommand(async () => {
  const table = policyTable();
  writeFileSync(path.join(__dirname, '..', 'docs', 'policy.md'), table);
  process.stdout.write(table);
  return 0;
});
