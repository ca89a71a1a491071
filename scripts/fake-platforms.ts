import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { environmentOf } from '../test/fake/environment';
import { startFakeGraph } from '../test/fake/graph';
import { messengerPerson, type Person, zaloPerson } from '../test/fake/people';
import type { Desk } from '../test/fake/platform';
import { startFakeZalo } from '../test/fake/zalo';

const USAGE = `Usage: npm run fake-platforms -- [--zalo-port N] [--graph-port N] [--bot URL]
Runs a fake Zalo and a fake Graph on 127.0.0.1 and shows every message that a person would receive.
  --zalo-port N   port of the fake Zalo (free when missing)
  --graph-port N  port of the fake Graph (free when missing)
  --bot URL       address of the chatbot that gets the webhooks (http://127.0.0.1:3000)
Then type, as a person:
  zalo USER text          she writes          messenger USER text
  zalo USER #a:b          she taps a button   messenger USER #a:b
  zalo USER /follow       she follows the OA  messenger USER /follow  she taps "Get Started"`;

main().catch(() => refuse('fake-platforms: a port is taken; choose others with --zalo-port and --graph-port'));

async function main(): Promise<void> {
  const options = readOptions();
  if (!options) return;
  if (options.help) return say(USAGE);
  const zalo = await startFakeZalo({ port: options.zaloPort, webhook: `${options.bot}/webhooks/zalo`, receipts: true });
  const graph = await startFakeGraph({ port: options.graphPort, webhook: `${options.bot}/webhooks/messenger`, receipts: true });
  show('zalo', zalo);
  show('messenger', graph);
  say(`Fake Zalo on ${zalo.url}, fake Graph on ${graph.url}, webhooks to ${options.bot}`);
  say('Start the chatbot with these lines in its environment:');
  say(
    Object.entries(environmentOf(zalo, graph))
      .map(([name, value]) => `${name}=${value}`)
      .join('\n'),
  );
  const people = {
    zalo: (user: string) => zaloPerson(`${options.bot}/webhooks/zalo`, zalo.secrets, user, { platform: zalo }),
    messenger: (user: string) => messengerPerson(`${options.bot}/webhooks/messenger`, graph.secrets, user, { platform: graph }),
  };
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => void act(line, people));
  const end = () => void Promise.all([zalo.close(), graph.close()]).then(() => process.exit(0));
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
}

async function act(line: string, people: Record<'zalo' | 'messenger', (user: string) => Person>): Promise<void> {
  if (line.trim() === '') return;
  const [, platform, user, words] = /^(zalo|messenger)\s+(\S+)\s+(.+)$/.exec(line.trim()) ?? [];
  if (!user || !words) return say('Type: zalo USER text, or: messenger USER text');
  const person = people[platform === 'zalo' ? 'zalo' : 'messenger'](user);
  const status = await (words === '/follow' ? person.follows() : words.startsWith('#') ? person.taps(words) : person.says(words));
  if (status !== 200) say(status === 0 ? 'The chatbot does not answer: is it running?' : `The chatbot answered ${status}`);
}

function show(name: string, desk: Desk): void {
  desk.onSend(({ user, text, buttons }) => {
    say(`\n${name} → ${user}\n${text}`);
    for (const { title, payload } of buttons) say(`  [${title}]  ${payload}`);
  });
}

function readOptions(): { help: boolean; zaloPort: number; graphPort: number; bot: string } | undefined {
  try {
    const { values } = parseArgs({
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        'zalo-port': { type: 'string', default: '0' },
        'graph-port': { type: 'string', default: '0' },
        bot: { type: 'string', default: 'http://127.0.0.1:3000' },
      },
    });
    const [zaloPort, graphPort] = [Number(values['zalo-port']), Number(values['graph-port'])];
    const ports = [zaloPort, graphPort].every((port) => Number.isInteger(port) && port >= 0 && port <= 65535);
    if (!ports || !URL.canParse(values.bot)) throw new Error('wrong value');
    return { help: values.help, zaloPort, graphPort, bot: values.bot.replace(/\/+$/, '') };
  } catch {
    refuse('fake-platforms: use --zalo-port N, --graph-port N (0 to 65535) and --bot URL; --help tells more');
    return undefined;
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function refuse(line: string): void {
  process.stderr.write(`${line}\n`);
  process.exitCode = 2;
}
