import { setTimeout as pause } from 'node:timers/promises';
import type { Actor } from '../../src/actions/access';
import type { BroadcastDeps } from '../../src/actions/broadcasts/broadcast-deps';
import { progressOf } from '../../src/actions/broadcasts/broadcast-outcome';
import { sayingOfText } from '../../src/actions/broadcasts/broadcast-saying';
import { advance } from '../../src/actions/broadcasts/broadcast-work';
import { type Announcement, announce, PURPOSE } from '../../src/actions/broadcasts/broadcasts';
import { previewReach } from '../../src/actions/meetings/preview-reach';
import type { Audience } from '../../src/models/broadcast-audience';
import { broadcastStore, type Plan } from '../../src/models/broadcasts';
import { type Unit, unitByCode } from '../../src/models/units';
import { UsageError } from '../run';
import { type PlanAsked, USAGE } from './arguments';

const SAID_EVERY = 2_000;

/** What a plan has come to; of a dry run there is no broadcast. */
export type PlanMade = { plan: Plan; broadcast?: string; state?: string } | { refused: string };

/** Makes the plan of a broadcast, of which nothing leaves before it is confirmed; a dry run keeps nothing. */
export async function planBroadcast(
  asked: PlanAsked,
  { id, actor, dryRun }: { id: string; actor: Actor; dryRun: boolean },
  deps: BroadcastDeps,
): Promise<PlanMade> {
  const what = await announcementOf(asked, deps.now());
  if (dryRun) {
    const { kind, audience, say, startsAt, notAfter } = what;
    const leavesAt = Math.max(deps.now(), startsAt ?? 0);
    const saying = { purpose: PURPOSE[kind], key: say.key, leavesAt, ...(notAfter === undefined ? {} : { notAfter }) };
    return { plan: await previewReach(audience, saying, deps.reaching, Number.POSITIVE_INFINITY) };
  }
  const announced = await announce({ id, actor }, what, deps);
  if (!announced.done) return { refused: announced.why };
  let said = Date.now();
  for (;;) {
    const found = await broadcastStore.load(id);
    if (found?.plan) return { plan: found.plan, broadcast: id, state: found.state };
    // A worker may be at it as well; if not, it is done here.
    const again = await advance(id, deps);
    if (Date.now() - said > SAID_EVERY) {
      said = Date.now();
      const far = await progressOf(id, deps.now());
      process.stderr.write(`planned ${far?.planned.done} of ${far?.planned.total} parts, ${far?.people} people\n`);
    }
    if (again !== undefined) await pause(Math.min(Math.max(0, again - deps.now()), 1_000));
  }
}

async function announcementOf(asked: PlanAsked, now: number): Promise<Announcement> {
  const { kind, text, to, topic, image, file, title, at, until } = asked;
  const unit = await named(asked.unit);
  const units = to ? await Promise.all(to.map(async (code) => (await named(code))._id)) : [unit._id];
  const written = { text, ...(image === undefined ? {} : { image }), ...(file && title ? { file: { url: file, title } } : {}) };
  const said = sayingOfText(written, unit.name);
  if ('bad' in said) throw new UsageError(`--text: ${TEXT_FAULTS[said.bad]}`);
  if (at !== undefined && at <= now) throw new UsageError('--at: this moment is over');
  return {
    ...{ unit: unit._id, kind, say: said.say, audience: audienceOf(asked, units) },
    ...(topic === undefined ? {} : { topic }),
    ...(at === undefined ? {} : { startsAt: at }),
    ...(until === undefined ? {} : { notAfter: until }),
  };
}

const TEXT_FAULTS = {
  empty: 'say something',
  tooLong: 'at most 1500 characters',
  unknownVariable: 'only {name} is filled in; write no other {…}',
  badAddress: 'pictures and files are https addresses',
} as const;

function audienceOf(
  { status = 'members', posts, groups, clubs, marks, channel, reach, answered }: PlanAsked,
  units: readonly string[],
): Audience {
  return {
    ...{ units, status },
    ...(posts ? { posts } : {}),
    ...(groups ? { groups } : {}),
    ...(clubs ? { clubs } : {}),
    ...(marks ? { marks } : {}),
    ...(channel === undefined ? {} : { channel }),
    ...(reach ? { reach } : {}),
    ...(answered ? { answered } : {}),
  };
}

async function named(code: string): Promise<Unit> {
  const found = await unitByCode(code);
  if (!found) throw new UsageError(`there is no unit with the code ${code}. ${USAGE}`);
  return found;
}
