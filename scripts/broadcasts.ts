import { randomBytes, randomUUID } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import type { Actor } from '../src/actions/access';
import type { BroadcastDeps } from '../src/actions/broadcasts/broadcast-deps';
import { announcedAt, listBroadcasts, showBroadcast, textOf } from '../src/actions/broadcasts/broadcast-desk';
import { outcomeOf } from '../src/actions/broadcasts/broadcast-outcome';
import { type Refusal, step } from '../src/actions/broadcasts/broadcasts';
import { greetingsWithin } from '../src/actions/broadcasts/proposals';
import { resend } from '../src/actions/broadcasts/resend';
import { tryBroadcast } from '../src/actions/broadcasts/try-broadcast';
import { outcomeTable } from '../src/actions/lists/broadcast-table';
import { readConfig } from '../src/config';
import { broadcastStore } from '../src/models/broadcasts';
import { namedHolder } from '../src/models/officers';
import { byPhone, phoneHash } from '../src/models/people';
import { topUnit, tree, unitByCode } from '../src/models/units';
import { type Ring, recount } from '../src/programme/recount';
import { shortMoment } from '../src/words';
import { compose } from '../workers/compose';
import { type Asked, readArguments } from './broadcasts/arguments';
import { outcomeLines, planLines, progressLines } from './broadcasts/lines';
import { planBroadcast } from './broadcasts/plan';
import { tableSink } from './broadcasts/sink';
import { runCommand, UsageError, withConnections } from './run';

const REFUSED: Readonly<Record<Refusal | 'unknown' | 'noChat', string>> = {
  unknown: 'there is no such broadcast; see npm run broadcasts -- list',
  notAllowed: 'not allowed in this unit',
  wrongState: 'not possible in its present state; see npm run broadcasts -- show ID',
  noClub: 'no such club that has not ended; see npm run clubs -- list',
  noUnits: 'name at least one unit',
  badTopic: '--topic: a short name of small letters, digits and -, such as vay-von',
  needsPosts: 'this kind is for officers: add --posts',
  past: '--until lies before it could leave',
  own: 'somebody else than who announced it must approve: name her with --by',
  stillSending: 'what sent it again has not ended',
  tooLate: 'it says nothing any more: its end is over',
  noChat: 'she has tied no chat in which she is told of her work; see npm run admin -- bind',
};

/** Plans, sends and follows messages to many. */
runCommand(async () => {
  const asked = readArguments(readConfig().timeZone);
  return withConnections(async ({ config, connections, log }) => {
    // Counted at once, up to the province: there may be no worker while an operator is at work.
    const ringCount: Ring = async (unit, period) => void (await recount(unit, period, ringCount));
    const deps: BroadcastDeps = { ...compose(config, connections, log).broadcasts, ringCount };
    const actor: Actor = { kind: 'operator', ...(asked.by === undefined ? {} : { name: asked.by }) };
    return run(asked, actor, deps);
  });
});

async function run(asked: Asked, actor: Actor, deps: BroadcastDeps): Promise<number> {
  const say = (value: object, lines: readonly string[]) =>
    process.stdout.write(asked.json ? `${JSON.stringify(value)}\n` : lines.map((line) => `${line}\n`).join(''));
  const refuse = (why: Refusal | 'unknown' | 'noChat') => {
    process.stderr.write(`${REFUSED[why]}\n`);
    return 1;
  };
  const moment = (at: number) => shortMoment(at, deps.timeZone);
  switch (asked.command) {
    case 'list': {
      const rows = await rowsOf(asked, actor, moment);
      say(
        rows,
        rows.map((row) => Object.values(row).join('\t')),
      );
      return 0;
    }
    case 'plan': {
      const id = asked.id ?? `tin-${randomBytes(4).toString('hex')}`;
      const made = await planBroadcast(asked.plan, { id, actor, dryRun: asked.dryRun }, deps);
      if ('refused' in made) return refuse(made.refused as Refusal);
      const next =
        made.broadcast === undefined ? [] : [`${made.broadcast}\t${made.state}: nothing leaves before it is confirmed`];
      say(made, [...planLines(made.plan), ...next]);
      return 0;
    }
    case 'show': {
      const seen = await showBroadcast(asked.broadcast, actor, deps.now());
      if (!seen) return refuse('unknown');
      const { broadcast, progress, text } = seen;
      const { _id, unit, kind, topic, plan } = broadcast;
      const lines = [...progressLines(seen, moment), ...(plan ? planLines(plan) : [])];
      say({ id: _id, unit, kind, topic, text, plan, progress }, lines);
      return 0;
    }
    case 'step': {
      const acted = await step(asked.broadcast, asked.step, { id: randomUUID(), actor }, deps);
      if (!acted.done) return refuse(acted.why);
      say({ id: acted.id, state: acted.entry.outcome }, [`${acted.id}\t${acted.entry.outcome}`]);
      return 0;
    }
    case 'resend': {
      const id = asked.id ?? `tin-${randomBytes(4).toString('hex')}`;
      const acted = await resend(asked.broadcast, { id, actor, unknown: asked.unknown }, deps);
      if (!acted.done) return refuse(acted.why);
      say({ id, resends: acted.id }, [`${id}\tsends ${acted.id} again once it is planned and confirmed`]);
      return 0;
    }
    case 'test': {
      const holder = (await byPhone(phoneHash(asked.phone)))[0]?._id ?? namedHolder(asked.phone);
      const tried = await tryBroadcast(asked.broadcast, { id: randomUUID(), actor, holder }, deps);
      if (!tried.done) return refuse(tried.why);
      say({ sent: asked.broadcast }, ['on its way to her own chat']);
      return 0;
    }
    case 'outcome': {
      const found = await broadcastStore.load(asked.broadcast);
      if (!found) return refuse('unknown');
      if (asked.file !== undefined) return write(asked.broadcast, asked.file, actor, deps);
      const table = await outcomeOf(asked.broadcast);
      say(table, outcomeLines(table));
      return 0;
    }
    case 'proposals': {
      const rows = greetingsWithin(asked.days, deps.now(), deps.timeZone).map(({ occasion, title, text, startsAt }) => ({
        ...{ day: occasion.day, id: occasion.id, title, leaves: moment(startsAt), text },
      }));
      say(
        rows,
        rows.map((row) => Object.values(row).join('\t')),
      );
      return 0;
    }
    default:
      return asked satisfies never;
  }
}

async function rowsOf({ unit, open }: Extract<Asked, { command: 'list' }>, actor: Actor, moment: (at: number) => string) {
  const top = unit === undefined ? await topUnit() : await unitByCode(unit);
  if (!top) throw new UsageError(`there is no unit with the code ${unit}`);
  const { units } = await tree();
  return (await listBroadcasts(actor, top._id, { open })).map((each) => ({
    id: each._id,
    state: each.state,
    kind: each.kind,
    at: moment(announcedAt(each)),
    unit: units.get(each.unit)?.code ?? each.unit,
    people: each.plan?.people ?? 0,
    text: textOf(each).replaceAll('\n', ' ').slice(0, 60),
  }));
}

async function write(broadcast: string, file: string, actor: Actor, deps: BroadcastDeps): Promise<number> {
  const part = `${file}.part`;
  try {
    const sink = tableSink(part, file.endsWith('.csv') ? 'csv' : 'xlsx');
    const made = await outcomeTable({ id: randomBytes(4).toString('hex'), actor, broadcast }, sink, deps);
    if (!made.done) throw new Error(REFUSED[made.why]);
    await rename(part, file);
    process.stdout.write(`${made.rows} rows\t${file}\n`);
    return 0;
  } finally {
    await rm(part, { force: true });
  }
}
