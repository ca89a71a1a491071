import { parseArgs } from 'node:util';
import { consentLink, LINK_TIME } from '../src/channels/zalo-consent';
import { findingLines, profileOf } from './channels/profile';
import { type Context, runCommand, UsageError, withConnections } from './run';

const USAGE =
  'Usage: npm run setup-channels [-- --dry-run | --consent]   (--dry-run only looks; --consent prints a link for the Zalo OA)';

runCommand(async () => {
  const { consent, dryRun } = readArguments();
  return withConnections((context) => (consent ? printLink(context) : check(context, !dryRun)));
});

function readArguments(): { consent: boolean; dryRun: boolean } {
  try {
    const { values } = parseArgs({
      options: { consent: { type: 'boolean', default: false }, 'dry-run': { type: 'boolean', default: false } },
    });
    return { consent: values.consent, dryRun: values['dry-run'] };
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split('. ', 1)[0]}. ${USAGE}`);
  }
}

async function printLink({ config, connections }: Context): Promise<number> {
  if (!config.zalo) throw new UsageError('Zalo is off: set its variables first (README, Settings)');
  const link = await consentLink({ oneTime: connections.oneTime, publicBaseUrl: config.publicBaseUrl });
  process.stdout.write(`${link}\n`);
  process.stderr.write(`Open it once within ${LINK_TIME / 60_000} minutes, as an administrator of the OA.\n`);
  return 0;
}

async function check({ connections }: Context, fix: boolean): Promise<number> {
  const found = [];
  for (const { name, check } of connections.channels.values()) {
    for (const finding of (await check?.(profileOf(), fix)) ?? []) found.push({ channel: name, ...finding });
  }
  if (found.length === 0)
    throw new UsageError('No channel is configured: set the variables of Zalo or Messenger (README, Settings)');
  process.stdout.write(`${findingLines(found)}\n`);
  return found.some(({ verdict }) => verdict === 'wrong') ? 1 : 0;
}
