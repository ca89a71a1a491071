import type { ActionDeps } from '../../src/actions/deps';
import { enrolMany } from '../../src/actions/people/enrol';
import { endHonour, honour } from '../../src/actions/people/honorary';
import { closeHousehold, enterHousehold, moveHousehold, rateHousehold } from '../../src/actions/people/households';
import {
  bringBack,
  comeBack,
  giveCard,
  goAway,
  leave,
  payFee,
  setCore,
  setGroups,
  setHousehold,
  transfer,
} from '../../src/actions/people/members';
import { GROUPS } from '../../src/models/groups';
import { LEAVE_REASONS } from '../../src/models/person';
import type { Her } from './ledger';
import { book, madeUpMember } from './load';
import { madeUpName } from './made-up';
import type { World } from './world';

/** Something that happens: booked by the simulation when it is made, done by the product when it is played. */
export interface Task {
  what: string;
  play(deps: ActionDeps): Promise<unknown>;
}

/** What a simulated day needs besides the world. */
export interface Today {
  world: World;
  day: string;
  /** Women to whom something happens in this round: nothing else may. */
  busy: Set<Her>;
  /** One who is not busy, and is from now on. */
  draw(fits?: (her: Her) => boolean): Her | undefined;
}

/** Makes something happen; undefined when there is nobody with whom it could. */
export type Happening = (today: Today) => Task | undefined;

const operator = { kind: 'operator' } as const;
const member = (her: Her) => her.state === 'member';

/** A day of this event that may lie before today, but not before anything that is recorded of her. */
function dayOf({ world, day }: Today, her: Her): string {
  const { chance } = world;
  if (!chance.happens(0.3)) return day;
  const before = new Date(Date.parse(day) - (1 + chance.below(45)) * 24 * 3600_000).toISOString().slice(0, 10);
  return before > her.changedOn ? before : day;
}

/** Books the lag between an event of a day and its recording today. */
function lag({ world, day }: Today, unit: string, on: string): void {
  const days = Math.round((Date.parse(day) - Date.parse(on)) / (24 * 3600_000));
  if (days > 0) world.ledger.add(unit, day.slice(0, 7), 'lag:days', days);
  world.ledger.add(unit, day.slice(0, 7), 'lag:events');
}

/** Books that her household has a member from today, or has none any more. */
export function atHome({ ledger }: World, day: string, { household: unit }: Her, n: 1 | -1): void {
  if (unit !== undefined) ledger.add(unit, day.slice(0, 7), 'households:member', n);
}

const order = (today: Today, what: string, her: Her, on = today.day) => ({
  id: `${what}/${her.id}/${today.day}`,
  actor: operator,
  on,
});

/** What happens to single members, and how often in a year of a province of 161.360 members. */
export const HAPPENINGS: Readonly<Record<string, readonly [times: number, happening: Happening]>> = {
  leave: [
    1_500,
    (today) => {
      const her = today.draw(member);
      if (!her) return undefined;
      const { ledger, chance } = today.world;
      const [on, reason] = [dayOf(today, her), chance.pick(LEAVE_REASONS)];
      ledger.add(her.unit, on.slice(0, 7), `left:${reason}`);
      lag(today, her.unit, on);
      atHome(today.world, today.day, her, -1);
      ledger.change(her, on, () => Object.assign(her, { state: 'left', away: false, core: false }));
      return { what: 'leave', play: (deps) => leave(her.id, reason, order(today, 'leave', her, on), deps) };
    },
  ],
  return: [
    150,
    (today) => {
      const her = today.draw(({ state }) => state === 'left');
      if (!her) return undefined;
      const { ledger } = today.world;
      const on = dayOf(today, her);
      ledger.add(her.unit, on.slice(0, 7), 'returned');
      lag(today, her.unit, on);
      atHome(today.world, today.day, her, 1);
      ledger.change(her, on, () => Object.assign(her, { state: 'member' }));
      return { what: 'return', play: (deps) => bringBack(her.id, order(today, 'return', her, on), deps) };
    },
  ],
  transfer: [
    2_000,
    (today) => {
      const her = today.draw(member);
      if (!her) return undefined;
      const { ledger, chance, tree } = today.world;
      const to = chance.pick(tree.branches);
      if (to === her.unit) return undefined;
      const on = dayOf(today, her);
      ledger.add(her.unit, on.slice(0, 7), 'moved:out');
      ledger.add(to, on.slice(0, 7), 'moved:in');
      lag(today, to, on);
      ledger.change(her, on, () => Object.assign(her, { unit: to }));
      return { what: 'transfer', play: (deps) => transfer(her.id, to, order(today, 'transfer', her, on), deps) };
    },
  ],
  away: [800, (today) => stock(today, 'away', goAway, (her) => member(her) && !her.away, { away: true })],
  back: [400, (today) => stock(today, 'back', comeBack, (her) => member(her) && her.away, { away: false })],
  core: [
    400,
    (today) => {
      const play = (id: string, what: Order, deps: ActionDeps) => setCore(id, true, what, deps);
      return stock(today, 'core', play, (her) => member(her) && !her.core, { core: true });
    },
  ],
  card: [
    2_000,
    (today) => {
      const play = (id: string, what: Order, deps: ActionDeps) => giveCard(id, `N-${id}`, what, deps);
      return stock(today, 'card', play, (her) => member(her) && !her.carded, { carded: true });
    },
  ],
  fee: [
    4_000,
    (today) => {
      const { year } = today.world;
      const her = today.draw((each) => member(each) && !each.fees.includes(year));
      if (!her) return undefined;
      today.world.ledger.change(her, today.day, () => her.fees.push(year));
      return { what: 'fee', play: (deps) => payFee(her.id, year, order(today, 'fee', her), deps) };
    },
  ],
  groups: [
    3_000,
    (today) => {
      const her = today.draw(member);
      if (!her) return undefined;
      const { chance, ledger } = today.world;
      const groups = [chance.pick(GROUPS), ...(chance.happens(0.3) ? [chance.pick(GROUPS)] : [])];
      const after = [...new Set(groups)].sort();
      if (after.join() === [...her.groups].sort().join()) return undefined;
      ledger.change(her, today.day, () => Object.assign(her, { groups: after }));
      return { what: 'groups', play: (deps) => setGroups(her.id, groups, order(today, 'groups', her), deps) };
    },
  ],
  household: [1_000, household],
  honorary: [150, honorary],
  byRight: [
    500,
    (today) => {
      const { world, day } = today;
      const told = { ...madeUpMember(world, world.chance.pick(world.tree.branches)), kind: 'byRight' as const, joinedOn: day };
      const her = book(world, told, day);
      today.busy.add(her);
      world.ledger.add(her.unit, day.slice(0, 7), 'joined');
      lag(today, her.unit, day);
      const play = async (deps: ActionDeps) => {
        const { enrolled } = await enrolMany([told], { ...order(today, 'enrol', her), opening: false }, deps);
        return { done: enrolled === 1 };
      };
      return { what: 'byRight', play };
    },
  ],
};

type Order = ReturnType<typeof order>;

function stock(
  today: Today,
  what: string,
  play: (id: string, order: Order, deps: ActionDeps) => Promise<unknown>,
  fits: (her: Her) => boolean,
  set: Partial<Her>,
): Task | undefined {
  const her = today.draw(fits);
  if (!her) return undefined;
  const on = dayOf(today, her);
  // Going away and coming back are what leaders should record promptly.
  if ('away' in set) lag(today, her.unit, on);
  today.world.ledger.change(her, on, () => Object.assign(her, set));
  return { what, play: (deps) => play(her.id, order(today, what, her, on), deps) };
}

/** A branch enters a household; a member of it lives there, it is judged, and some are moved or closed. */
function household(today: Today): Task | undefined {
  const { world, day } = today;
  const { chance, ledger, tree, year } = world;
  const her = today.draw(member);
  if (!her) return undefined;
  const [month, met, end] = [day.slice(0, 7), chance.happens(0.8), chance.pick(['stays', 'stays', 'moves', 'closes'])];
  const id = `household/${her.id}/${day}`;
  const unit = end === 'moves' ? chance.pick(tree.branches) : her.unit;
  const label = madeUpName(chance);
  const from = her.unit;
  atHome(world, day, her, -1);
  delete her.household;
  if (end !== 'closes') {
    her.household = unit;
    for (const metric of ['households', 'households:member', ...(met ? [`households:5k3s:${year}`] : [])])
      ledger.add(unit, month, metric);
  }
  const by = (what: string) => ({ id: `${what}/${id}`, actor: operator });
  const play = async (deps: ActionDeps) => {
    const done = [await enterHousehold({ unit: from, label }, { id, actor: operator }, deps)] as { done: boolean }[];
    done.push(await setHousehold(her.id, id, order(today, 'household', her), deps));
    done.push(await rateHousehold(id, year, met, by('rate'), deps));
    if (end === 'moves' && unit !== from) done.push(await moveHousehold(id, unit, by('move'), deps));
    if (end === 'closes') done.push(await closeHousehold(id, by('close'), deps));
    return { done: done.every((each) => each.done) };
  };
  return { what: 'household', play };
}

/** A commune honours somebody, and now and then that ends. */
function honorary(today: Today): Task {
  const { world, day } = today;
  const { chance, ledger, tree, parents, year } = world;
  world.phones += 1;
  const unit = chance.pick(tree.communes.filter((each) => parents.get(each) === tree.province));
  const [id, ends] = [`honorary/${world.phones}`, chance.happens(0.1)];
  if (!ends) ledger.add(unit, day.slice(0, 7), 'honorary');
  const honoured = { name: madeUpName(chance), birthYear: year - 50, unit, decision: `${world.phones}/QĐ` };
  const play = async (deps: ActionDeps) => {
    const first = await honour(honoured, { id, actor: operator, on: day }, deps);
    if (!ends || !first.done) return first;
    return endHonour(id, 'asked', { id: `end/${id}`, actor: operator, on: day }, deps);
  };
  return { what: 'honorary', play };
}
