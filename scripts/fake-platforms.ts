import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { environmentOf } from '../test/fake/environment';
import { startFakeGraph } from '../test/fake/graph';
import { messengerPerson, type Person, type ZaloPerson, zaloPerson } from '../test/fake/people';
import type { Desk } from '../test/fake/platform';
import type { FakeServer, Mode } from '../test/fake/server';
import { startFakeZalo } from '../test/fake/zalo';

const USAGE = `Usage: npm run fake-platforms -- [--zalo-port N] [--graph-port N] [--bot URL]
Runs a fake Zalo and a fake Graph on 127.0.0.1 and shows every message that a person would receive.
  --zalo-port N   port of the fake Zalo (free when missing)
  --graph-port N  port of the fake Graph (free when missing)
  --bot URL       address of the chatbot that gets the webhooks (http://127.0.0.1:3000)
Then type, as a person:
  zalo USER text          she writes          messenger USER text
  zalo USER #a:b          she taps a button   messenger USER #a:b
  zalo USER /follow       she follows the OA  messenger USER /follow  she taps "Get Started"
  zalo USER /unfollow     she leaves the OA
  zalo USER /phone 0905123456   she gives the number that was asked for, on either platform
  zalo USER /silent 49    she last wrote 49 hours ago, on either platform: tries windows and templates
or make a platform misbehave until told otherwise:
  zalo ! ok | dead | refused | lost | hang | busy | gateway | blank      messenger ! …
  zalo ! slow 2000        each answer takes 2 s
  zalo ! error -230       each call is refused with a code (messenger ! error 10/2018278)
  zalo ! expire           the access token ends before its time`;

type Name = 'zalo' | 'messenger';

/** A fake with the people who use it. */
interface Platform {
  fake: FakeServer & Desk;
  person(user: string): Person | ZaloPerson;
  /** Ends the access token, where there is one to renew. */
  expire?(): void;
}

const HOUR = 3_600_000;
const MODES = ['ok', 'dead', 'refused', 'lost', 'hang', 'busy', 'gateway', 'blank'] as const satisfies readonly Mode[];

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
  const platforms: Record<Name, Platform> = {
    zalo: {
      fake: zalo,
      expire: zalo.expireToken,
      person: (user) => zaloPerson(`${options.bot}/webhooks/zalo`, zalo.secrets, user, { platform: zalo }),
    },
    messenger: {
      fake: graph,
      person: (user) => messengerPerson(`${options.bot}/webhooks/messenger`, graph.secrets, user, { platform: graph }),
    },
  };
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => void act(line.trim(), platforms));
  const end = () => void Promise.all([zalo.close(), graph.close()]).then(() => process.exit(0));
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
}

async function act(line: string, platforms: Record<Name, Platform>): Promise<void> {
  if (line === '') return;
  const [, name, user, words] = /^(zalo|messenger)\s+(\S+)\s+(.+)$/.exec(line) ?? [];
  const platform = name === 'zalo' || name === 'messenger' ? platforms[name] : undefined;
  if (!platform || !user || !words) return say('Type: zalo USER text, or: messenger USER text; --help tells more');
  if (user === '!') return misbehave(platform, words);
  const status = await does(platform, user, words);
  if (status !== 200) say(status === 0 ? 'The chatbot does not answer: is it running?' : `The chatbot answered ${status}`);
}

function does({ fake, person }: Platform, user: string, words: string): number | Promise<number> {
  const she = person(user);
  const [command = '', value = ''] = words.split(/\s+/);
  if (command === '/follow') return she.follows();
  if (command === '/unfollow' && 'unfollows' in she) return she.unfollows();
  if (command === '/phone') return she.gives(value);
  if (command === '/silent') {
    fake.heard(user, Date.now() - Number(value) * HOUR);
    return 200;
  }
  return words.startsWith('#') ? she.taps(words) : she.says(words);
}

async function misbehave({ fake, expire }: Platform, words: string): Promise<void> {
  const [how = '', value = ''] = words.split(/\s+/);
  if (how === 'expire' && expire) expire();
  else if (how === 'slow' && Number(value) >= 0) await fake.set({ slow: Number(value) });
  else if (how === 'error' && value) await fake.set({ error: value });
  else {
    const mode = MODES.find((one) => one === how);
    if (!mode) return say(`Not known: ${words}; --help lists what a platform can do`);
    await fake.set(mode);
  }
  say(`From now on: ${words}`);
}

function show(name: string, desk: Desk): void {
  desk.onSend(({ user, text, buttons, image, cards = [], contact }) => {
    say(`\n${name} → ${user}${text ? `\n${text}` : ''}`);
    if (image) say(`  (picture ${image})`);
    for (const title of cards) say(`  (card ${title})`);
    if (contact) say('  [asks for her number: /phone gives it]');
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
