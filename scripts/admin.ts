import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import type { ActionDeps } from '../src/actions/deps';
import { createAccount, resetPassword } from '../src/actions/officers/accounts';
import { issueCode } from '../src/actions/officers/bind-leader';
import { appoint } from '../src/actions/officers/officers';
import { understand } from '../src/language/understand';
import { writeAudit } from '../src/models/audit';
import { chatsOf, untieLeaderChat } from '../src/models/leader-chats';
import { inOffice, namedHolder, namedOf, type Officer, officersOf } from '../src/models/officers';
import { person, phoneHash } from '../src/models/people';
import { POSTS, type Post } from '../src/models/posts';
import { keyed } from '../src/models/secrets';
import { type Unit, unitByCode } from '../src/models/units';
import { localDay } from '../src/programme/periods';
import { type Ring, recount } from '../src/programme/recount';
import { compose } from '../workers/compose';
import { runCommand, UsageError, withConnections } from './run';

const USAGE =
  'Usage: npm run admin -- create --phone PHONE --name NAME | reset --phone PHONE | ' +
  `bind --unit CODE --post ${Object.keys(POSTS).join('|')} [--phone PHONE [--name NAME]] [--off]   [--json]`;

type Arguments = { json: boolean } & (
  | { command: 'create'; phone: string; name: string }
  | { command: 'reset'; phone: string }
  | { command: 'bind'; unit: string; post: Post; phone?: string; name?: string; off: boolean }
);

runCommand(async () => {
  const asked = readArguments();
  return withConnections(async ({ config, connections, log }) => {
    // Counted at once, up to the province: there may be no worker while an operator is at work.
    const ringCount: Ring = async (unit, period) => void (await recount(unit, period, ringCount));
    const deps: ActionDeps = { ...compose(config, connections, log).actions, ringCount };
    if (asked.command === 'bind') return bind(asked, deps);
    return account(asked, deps);
  });
});

function readArguments(): Arguments {
  try {
    const text = { type: 'string' } as const;
    const flag = { type: 'boolean', default: false } as const;
    const options = { phone: text, name: text, unit: text, post: text, off: flag, json: flag } as const;
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    const [command, ...more] = positionals;
    const { unit, name, off, json } = values;
    const phone = values.phone === undefined ? undefined : phoneOf(values.phone);
    const post = Object.hasOwn(POSTS, values.post ?? '') ? (values.post as Post) : undefined;
    const forBind = unit !== undefined || values.post !== undefined || off;
    if (more.length === 0 && !forBind && phone !== undefined) {
      if (command === 'create' && name) return { command, phone, name, json };
      if (command === 'reset' && name === undefined) return { command, phone, json };
    }
    const complete = unit !== undefined && post && (name === undefined || (phone !== undefined && !off));
    if (command === 'bind' && more.length === 0 && complete) {
      return {
        command,
        unit,
        post,
        off,
        json,
        ...(phone === undefined ? {} : { phone }),
        ...(name === undefined ? {} : { name }),
      };
    }
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError(`${(error as Error).message} ${USAGE}`);
  }
  throw new UsageError(USAGE);
}

/** A phone number as it is kept, `0905123456`, out of whatever way of writing it. */
function phoneOf(text: string): string {
  const heard = understand({ expecting: 'phone', text, today: new Date().toISOString().slice(0, 10) });
  if (heard.meaning !== 'value') throw new UsageError('--phone: use a mobile number such as 0905123456');
  return String(heard.value);
}

async function account(asked: Exclude<Arguments, { command: 'bind' }>, deps: ActionDeps): Promise<number> {
  const now = deps.now();
  const { command } = asked;
  const given = await (command === 'create' ? createAccount(asked, now) : resetPassword(asked.phone, now));
  if (!given) {
    const why = command === 'create' ? 'this number has an account already: use reset' : 'no account has this number: use create';
    process.stderr.write(`Nothing done: ${why}\n`);
    return 1;
  }
  await writeAudit({ _id: randomUUID(), at: now, by: 'operator', action: `accounts:${command}`, unit: '', outcome: 'done' });
  const until = new Date(given.until).toISOString();
  if (asked.json) print({ password: given.password, until });
  else
    process.stdout.write(`Password, shown once, good until ${until} and to be changed at the first login: ${given.password}\n`);
  return 0;
}

async function bind(asked: Extract<Arguments, { command: 'bind' }>, deps: ActionDeps): Promise<number> {
  const unit = await unitByCode(asked.unit);
  if (!unit) return fail(`There is no unit with the code ${asked.unit}`);
  const found = await holderOf(asked, unit, deps);
  if (typeof found === 'string') return fail(found);
  if (asked.off) {
    const chats = await chatsOf([found.holder]);
    const entry = { at: deps.now(), by: 'operator', action: 'leader:untied', unit: unit._id, about: found._id } as const;
    if (chats.length > 0) await writeAudit({ _id: randomUUID(), ...entry, outcome: 'done' });
    for (const { _id } of chats) await untieLeaderChat(_id);
    if (asked.json) print({ untied: chats.length });
    else process.stdout.write(`${chats.length} untied\n`);
    return 0;
  }
  const issued = await issueCode(found._id, { id: randomUUID(), actor: { kind: 'operator' } }, deps);
  if (!issued.done) return fail(`No code for this post: it is ${issued.why}`);
  const until = new Date(issued.until).toISOString();
  if (asked.json) print({ code: issued.code, link: `ma-${issued.code}`, until });
  else
    process.stdout.write(
      `Code, shown once, good for one chat until ${until}: ${issued.code}\n` +
        `She writes to the bot: mã ${issued.code}   (or follows a link to it with ref=ma-${issued.code})\n`,
    );
  return 0;
}

/** Who holds the post now, by her phone where several do; somebody who is named is appointed first. A text says what is wrong. */
async function holderOf(
  { post, phone, name }: Extract<Arguments, { command: 'bind' }>,
  unit: Unit,
  deps: ActionDeps,
): Promise<Officer | string> {
  const today = localDay(deps.now(), deps.timeZone);
  const holding = async () => (await officersOf([unit._id])).filter((each) => each.post === post && inOffice(each, today));
  const mine = async (each: Officer) =>
    phone === undefined || namedOf(each)?.phone === phone || (await person(each.holder))?.phoneHash === phoneHash(phone);
  const pick = async () => {
    const held = await holding();
    const own = await Promise.all(held.map(mine));
    return held.filter((_, index) => own[index]);
  };
  const [first, second] = await pick();
  if (first && !second) return first;
  if (second) return `${post} of ${unit.code} is held by several: add --phone`;
  if (phone === undefined || name === undefined)
    return `Nobody${phone === undefined ? '' : ' with this number'} is ${post} of ${unit.code}: add --phone and --name to appoint her`;
  const id = keyed('admin', unit._id, post, namedHolder(phone), today);
  const order = { id, actor: { kind: 'operator' } as const, who: { name, phone }, unit: unit._id, post, from: today };
  const made = await appoint(order, deps);
  if (!made.done) return `Nobody was appointed: ${made.why}`;
  return (await pick())[0] ?? `${post} of ${unit.code} has just been ended`;
}

function fail(line: string): number {
  process.stderr.write(`${line}\n`);
  return 1;
}

function print(result: unknown): void {
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
