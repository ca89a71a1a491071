// A command that uses the services of a data folder until its stdin ends. For the tests, which kill it in all manners.
import { openServices } from '../../scripts/services';

async function main(): Promise<void> {
  const services = await openServices({ dataDir: process.argv[2] ?? '' });
  process.stdout.write(`${JSON.stringify(services)}\n`);
  for await (const _ of process.stdin);
  await services.close();
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exit(1);
});
