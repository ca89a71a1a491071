import { randomBytes } from 'node:crypto';
import { listClubs, showClub } from '../../src/actions/clubs/club-desk';
import {
  type ClubOrder,
  type ClubResult,
  endClub,
  type FoundResult,
  foundClub,
  headClub,
  joinClub,
  leaveClub,
  renameClub,
} from '../../src/actions/clubs/clubs';
import type { ActionDeps } from '../../src/actions/deps';
import { type ClubKind, clubKinds, putClubKind } from '../../src/models/club-kinds';
import { belongNow, type Club, clubStore } from '../../src/models/clubs';
import { People } from '../../src/models/people';
import type { Person } from '../../src/models/person';
import { topUnit, tree, unitByCode } from '../../src/models/units';
import { words as said } from '../../src/words';
import { UsageError } from '../run';
import type { Asked, CommandName } from './arguments';

type Why = Extract<ClubResult | FoundResult, { done: false }>['why'];

/** What is said where nothing was done. */
export const REFUSED: Readonly<Record<Why, string>> = {
  unknown: 'there is no such club; see npm run clubs -- list',
  notAllowed: 'not allowed in this unit',
  noUnit: 'this unit is closed',
  wrongState: 'the club has ended',
  noChange: 'it is so already',
  noKind: 'there is no such kind; see npm run clubs -- kinds',
  noName: 'give it a name of at most 80 letters',
  nameTaken: 'a club of this unit is called so already',
  notMember: 'she is no member of the Union, or does not belong to the club',
  elsewhere: "she is on the roll of a unit that is not the club's nor below it",
  tooMany: 'more people than a club can have',
  future: '--on: this day lies ahead',
  badDay: '--on: write the day as 2026-11-22',
  tooEarly: '--on: this day lies before something that is recorded already',
};

/** What a command shows: a row for each line. */
export type Shown = { rows: object[] } | { refused: Why };
/** A command with all that it needs. */
export interface At extends Asked {
  order: ClubOrder;
  deps: ActionDeps;
}

/** What each command does. */
export const COMMANDS: Readonly<Record<CommandName, (at: At) => Promise<Shown>>> = {
  kinds: async () => ({ rows: (await clubKinds()).map((kind) => ({ kind: kind._id, name: calledOf(kind) })) }),
  async kind({ words: [id = '', name = ''] }) {
    if (await putClubKind({ _id: id, name })) return { rows: [{ kind: id, name }] };
    throw new UsageError(`${id}: a kind's id has 2 to 20 small letters, digits and -, and begins with a letter`);
  },
  async list({ options: { unit, all = false }, order: { actor } }) {
    const { units } = await tree();
    const found = await listClubs(actor, await unitIdOf(unit), { all });
    return { rows: found.map((club) => rowOf(club, (id) => units.get(id)?.code ?? id)) };
  },
  async show({ words: [id = ''], order: { actor } }) {
    const seen = await showClub(id, actor);
    if (!seen) return { refused: 'unknown' };
    const { units } = await tree();
    const code = (unit: string) => units.get(unit)?.code ?? unit;
    const people = (seen.people ?? []).map(({ number, name, unit, since, head, outside }) => ({
      ...{ number, name, unit: code(unit), since, role: head ? 'head' : outside ? 'outside' : '' },
    }));
    return { rows: [rowOf(seen.club, code), ...people] };
  },
  async found({ options: { unit, name = '', kind = 'khac', id = `clb-${randomBytes(4).toString('hex')}` }, order, deps }) {
    return told(await foundClub({ unit: await unitIdOf(unit), name, kind }, { ...order, id }, deps));
  },
  rename: async ({ words: [id = ''], options: { name, kind }, order, deps }) =>
    told(await renameClub(id, { ...(name === undefined ? {} : { name }), ...(kind === undefined ? {} : { kind }) }, order, deps)),
  join: async ({ words: [id = '', ...numbers], order, deps }) => told(await joinClub(id, await idsOf(numbers), order, deps)),
  leave: async ({ words: [id = '', ...numbers], order, deps }) => told(await leaveClub(id, await idsOf(numbers), order, deps)),
  head: async ({ words: [id = '', number], order, deps }) =>
    told(await headClub(id, number === undefined ? undefined : (await idsOf([number]))[0], order, deps)),
  end: async ({ words: [id = ''], order, deps }) => told(await endClub(id, order, deps)),
};

async function told(result: FoundResult | ClubResult): Promise<Shown> {
  if (!result.done) return { refused: result.why };
  const [club, { units }] = [await clubStore.load(result.id), await tree()];
  return { rows: club ? [rowOf(club, (id) => units.get(id)?.code ?? id)] : [] };
}

function rowOf(club: Club, code: (unit: string) => string): object {
  const { _id, name, kind, unit, foundedOn, endedOn = '', head } = club;
  return {
    id: _id,
    unit: code(unit),
    kind,
    members: belongNow(club).length,
    foundedOn,
    endedOn,
    led: head ? 'led' : 'no head',
    name,
  };
}

const calledOf = ({ _id, name }: ClubKind): string => name ?? said(`clubKind.${_id}`);

async function unitIdOf(code: string | undefined): Promise<string> {
  const unit = code === undefined ? await topUnit() : await unitByCode(code);
  if (!unit) throw new UsageError(`--unit ${code}: there is no unit with this code`);
  return unit._id;
}

/** Ids of members by their numbers. */
async function idsOf(numbers: readonly string[]): Promise<string[]> {
  return Promise.all(
    numbers.map(async (number) => {
      const who = await People.findOne({ number }).lean<Person>();
      if (!who) throw new UsageError(`${number}: there is no member with this number`);
      return who._id;
    }),
  );
}
