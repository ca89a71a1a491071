import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import QRCode from 'qrcode';
import { invitationKit } from '../src/actions/people/links';
import { runCommand, UsageError, withConnections } from './run';

const USAGE =
  'Usage: npm run links -- UNIT… [--renew] [--qr FOLDER] [--by WHO] [--json]; a unit is the code of a branch or group';
const REFUSED = {
  unknownUnit: 'there is no branch or group with this code',
  notAllowed: 'not allowed',
} as const;

const draw = (address: string) => QRCode.toString(address, { type: 'svg', errorCorrectionLevel: 'M' });

interface Arguments {
  units: string[];
  renew: boolean;
  json: boolean;
  qr?: string;
  by?: string;
}

runCommand(async () => {
  const { units, renew, json, qr, by } = readArguments();
  return withConnections(async ({ connections }) => {
    const actor = { kind: 'operator' as const, ...(by === undefined ? {} : { name: by }) };
    const entrances = [...connections.channels.values()].flatMap(({ name, chatLink }) =>
      chatLink ? [{ channel: name, link: (ref: string) => chatLink(ref), draw }] : [],
    );
    let refused = 0;
    for (const unit of units) {
      const kit = await invitationKit(unit, actor, entrances, { renew });
      if (typeof kit === 'string') {
        process.stderr.write(`${unit}: ${REFUSED[kit]}\n`);
        refused += 1;
        continue;
      }
      if (qr !== undefined) for (const each of kit.links) writeFileSync(join(qr, `${unit}-${each.channel}.svg`), each.qr);
      process.stdout.write(json ? `${JSON.stringify({ unit, ...kit })}\n` : `${kit.text}\n`);
    }
    return refused === 0 ? 0 : 1;
  });
});

function readArguments(): Arguments {
  try {
    const flag = { type: 'boolean', default: false } as const;
    const text = { type: 'string' } as const;
    const options = { renew: flag, json: flag, qr: text, by: text } as const;
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    const { renew, json, qr, by } = values;
    const more = { ...(qr === undefined ? {} : { qr }), ...(by === undefined ? {} : { by }) };
    if (positionals.length > 0) return { units: positionals, renew, json, ...more };
  } catch (error) {
    throw new UsageError(`${(error as Error).message} ${USAGE}`);
  }
  throw new UsageError(USAGE);
}
