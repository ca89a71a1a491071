import type { ActionDeps } from '../../src/actions/deps';
import { enrolMany, type NewMember } from '../../src/actions/people/enrol';
import { GROUPS } from '../../src/models/groups';
import { bumpTree } from '../../src/models/tree-document';
import { changeUnits, forgetTree } from '../../src/models/units';
import { tellWomen } from '../../src/models/women';
import { rebuildCounts } from '../../src/programme/rebuild';
import { random } from '../../test/seeded';
import { type Her, openLedger } from './ledger';
import { linkSome } from './linked';
import { chanceOf, madeUpName, madeUpPhone } from './made-up';
import { progressOf, type Say } from './progress';
import { madeUpTree, type Size, spread } from './units';
import type { World } from './world';

/** What a province of made-up women is made of. */
export interface LoadOptions {
  size: Size;
  seed: number;
  /** Its books are opened on the last day before this year. */
  year: number;
  /** Share of the members who have a chat that is bound to them. */
  linked: number;
  say: Say;
}

/** The first moment of a day, in the province's time. */
export const instant = (day: string, hour = 9): number => Date.parse(`${day}T${String(hour).padStart(2, '0')}:00:00+07:00`);

/**
 * Loads a province of made-up units and women into an empty database: members by list with their opening facts, the women of
 * each commune, chats and consents of some, all counted. The clock of `deps` is the world's from here on.
 */
export async function loadProvince(
  options: LoadOptions,
  given: Omit<ActionDeps, 'now'>,
): Promise<{ world: World; deps: ActionDeps }> {
  const { size, seed, year, linked, say } = options;
  const chance = chanceOf(random(seed));
  const day = `${year - 1}-12-31`;
  const tree = madeUpTree(size, chance);
  const parents = new Map(tree.units.flatMap(({ _id, parent }): [string, string][] => (parent === null ? [] : [[_id, parent]])));
  const clock = { at: instant(day) };
  const deps: ActionDeps = { ...given, now: () => clock.at };
  const world: World = {
    ...{ chance, tree, parents, women: [], ledger: openLedger(), present: new Map(), phones: 0, year, clock },
  };
  await changeUnits(
    tree.units.map((add) => ({ add })),
    1,
    { id: 'opening', at: clock.at, action: 'import', by: 'simulation' },
  );
  await bumpTree();
  forgetTree();
  say(`units: ${tree.units.length}`);
  await enrolAll(world, day, deps, say);
  await countWomen(world, size.women, day);
  if (linked > 0) await linkSome(world, linked, day, deps, say);
  const counting = progressOf('rows counted', tree.units.length, say);
  let rows = 0;
  await rebuildCounts({}, (looked) => {
    rows = looked;
  });
  counting.done(rows);
  counting.end();
  return { world, deps };
}

async function enrolAll(world: World, day: string, deps: ActionDeps, say: Say): Promise<void> {
  const { tree } = world;
  const list = [...tree.members].flatMap(([unit, n]) => Array.from({ length: n }, () => madeUpMember(world, unit)));
  for (const each of list) book(world, each, day);
  const telling = progressOf('members enrolled', list.length, say);
  const order = { id: 'opening', actor: { kind: 'operator' }, opening: true } as const;
  const { enrolled, refused } = await enrolMany(list, order, deps, telling.done);
  telling.end();
  if (enrolled !== list.length || refused.length > 0)
    throw new Error(`${enrolled} of ${list.length} members were enrolled: the database was not empty`);
}

/** A made-up member of a unit, as a list would have her. */
export function madeUpMember(world: World, unit: string): NewMember & { groups: NonNullable<NewMember['groups']> } {
  const { chance, year } = world;
  world.phones += 1;
  const groups = chance.happens(0.3) ? [chance.pick(GROUPS)] : [];
  return {
    ...{ id: `member-${world.phones}`, name: madeUpName(chance), birthYear: year - 20 - chance.below(55), unit, groups },
    ...(chance.happens(0.9) ? { phone: madeUpPhone(world.phones) } : {}),
    kind: chance.happens(0.05) ? 'byRight' : 'application',
    joinedOn: `${year - 2 - chance.below(20)}-0${1 + chance.below(9)}-15`,
    ...(chance.happens(0.04) ? { core: true } : {}),
    ...(chance.happens(0.2) ? { card: { number: `T${world.phones}`, on: `${year - 2}-03-08` } } : {}),
    ...(chance.happens(0.1) ? { fees: [year - 1] } : {}),
  };
}

/** Books a new member. */
export function book(world: World, told: NewMember, day: string): Her {
  const { id, unit, kind, core = false, card, groups = [], fees = [] } = told;
  const stands = { away: false, core, carded: card !== undefined, linked: false, groups: [...groups], fees: [...fees] };
  const her: Her = { id, unit, state: 'left', byRight: kind === 'byRight', ...stands, changedOn: day };
  world.ledger.change(her, day, () => {
    her.state = 'member';
  });
  world.women.push(her);
  return her;
}

async function countWomen(world: World, women: number, asOf: string): Promise<void> {
  const { tree, chance, present, parents, women: members } = world;
  // Nowhere fewer women than members.
  const least = new Map<string, number>();
  for (const { unit } of members) {
    let commune = unit;
    while (parents.get(commune) !== tree.province) commune = parents.get(commune) ?? tree.province;
    least.set(commune, (least.get(commune) ?? 0) + 1);
  }
  const more = spread(women - members.length, tree.communes, 0, chance);
  for (const commune of tree.communes) {
    const n = (least.get(commune) ?? 0) + (more.get(commune) ?? 0);
    present.set(commune, n);
    const told = { unit: commune, asOf, present: n, total: n + Math.round(n / 10) };
    await tellWomen(told, undefined, { id: 'opening', at: world.clock.at, by: 'simulation' });
  }
}
