import { isClubKind } from '../../models/club-kinds';
import { type Club, clubStore, clubsIn } from '../../models/clubs';
import { byIds } from '../../models/people';
import { foldName } from '../../models/place-names';
import { isOpen } from '../../models/unit';
import { tree } from '../../models/units';
import { can, nameOfActor } from '../access';
import { type Acted, act, type DecisionOf, numbered, type Order } from '../act';
import { auditDraft, auditRefusal } from '../audited';
import type { ActionDeps } from '../deps';
import { momentOf } from '../people/act-on-person';
import { belongsIn, clubCarrier } from './carry-club';
import {
  type ClubMoment,
  type ClubRefusal,
  changedClub,
  decideEnd,
  decideHead,
  decideJoin,
  decideLeave,
  decideRename,
} from './club-decisions';

/** An order about a club; `on` is the local day on which it holds (YYYY-MM-DD), today where it is absent. */
export interface ClubOrder extends Order {
  on?: string;
}

export type ClubResult = Acted<Club, ClubRefusal>;
export type FoundResult = { done: true; id: string } | { done: false; why: ClubRefusal | 'noUnit' | 'notAllowed' };

/** Longest name, letters: it stands in messages and on buttons' lists. */
const LONGEST = 80;

/** Founds a club in a unit; its id is the order's, so that the same order is one club. */
export async function foundClub(
  { unit, name: given, kind }: { unit: string; name: string; kind: string },
  order: ClubOrder,
  deps: ActionDeps,
): Promise<FoundResult> {
  const { id, actor } = order;
  const refuse = (why: Extract<FoundResult, { done: false }>['why']) => ({ done: false as const, why });
  const home = (await tree()).units.get(unit);
  if (!(await can(actor, 'clubs:keep', unit))) {
    await auditRefusal(order, 'clubs:keep', unit, deps.now());
    return refuse('notAllowed');
  }
  if (!(await clubStore.load(id))) {
    if (!home || !isOpen(home)) return refuse('noUnit');
    const moment = momentOf(order.on, deps.now(), deps.timeZone);
    if (typeof moment === 'string') return refuse(moment);
    const name = named(given);
    if (name === undefined) return refuse('noName');
    if (!(await isClubKind(kind))) return refuse('noKind');
    if (await isTaken(unit, name)) return refuse('nameTaken');
    const { at, on } = moment;
    const fresh = { _id: id, unit, name, kind, foundedOn: on, members: [], updatedAt: at };
    const decided = changedClub({ ...fresh, rev: 0, history: [], outbox: [] }, { flow: 'clubs:founded' }, moment);
    const entry = { id, at, action: 'found' as const, by: nameOfActor(actor), on };
    const drafts = [...decided.effects, ...auditDraft(actor, 'clubs:keep', unit, id)];
    await clubStore.insert({ ...fresh, history: [entry], outbox: numbered<Club['outbox'][number]>(id, 0, drafts) }, at);
  }
  await clubCarrier.carry(id, deps);
  return { done: true, id };
}

/** It is called otherwise, or is of another kind. */
export const renameClub = (
  id: string,
  to: { name?: string; kind?: string },
  order: ClubOrder,
  deps: ActionDeps,
): Promise<ClubResult> =>
  onClub(id, 'rename', order, deps, async (was, moment) => {
    const name = to.name === undefined ? was.name : named(to.name);
    if (name === undefined) return { refuse: 'noName' };
    if (to.kind !== undefined && !(await isClubKind(to.kind))) return { refuse: 'noKind' };
    if (foldName(name) !== foldName(was.name) && (await isTaken(was.unit, name))) return { refuse: 'nameTaken' };
    return decideRename(was, { ...to, name }, moment);
  });

/** Some women (ids) belong to it from a day on: members on the roll of its unit or of one below it. */
export const joinClub = (id: string, people: readonly string[], order: ClubOrder, deps: ActionDeps): Promise<ClubResult> =>
  onClub(id, 'join', order, deps, async (was, moment) => {
    const found = await byIds(people);
    if (found.length < new Set(people).size || found.some(({ status }) => status !== 'member')) return { refuse: 'notMember' };
    if (!found.every(belongsIn(was, await tree()))) return { refuse: 'elsewhere' };
    return decideJoin(was, people, moment);
  });

/** Some women (ids) belong to it no longer. */
export const leaveClub = (id: string, people: readonly string[], order: ClubOrder, deps: ActionDeps): Promise<ClubResult> =>
  onClub(id, 'leave', order, deps, (was, moment) => decideLeave(was, people, moment));

/** Who leads it (chủ nhiệm); undefined for nobody. */
export const headClub = (id: string, head: string | undefined, order: ClubOrder, deps: ActionDeps): Promise<ClubResult> =>
  onClub(id, 'head', order, deps, (was, moment) => decideHead(was, head, moment));

/** It ends; what happened in it stays counted. */
export const endClub = (id: string, order: ClubOrder, deps: ActionDeps): Promise<ClubResult> =>
  onClub(id, 'end', order, deps, decideEnd);

function onClub(
  id: string,
  action: 'rename' | 'join' | 'leave' | 'head' | 'end',
  order: ClubOrder,
  deps: ActionDeps,
  decide: (was: Club, moment: ClubMoment) => Promise<DecisionOf<Club, ClubRefusal>> | DecisionOf<Club, ClubRefusal>,
): Promise<ClubResult> {
  return act<Club, ClubRefusal>(
    {
      ...{ store: clubStore, carrier: clubCarrier, action, order },
      find: () => clubStore.load(id),
      rights: { see: 'clubs:see', act: 'clubs:keep' },
      unitOf: (was) => was.unit,
      decide(was, at) {
        const moment = momentOf(order.on, at, deps.timeZone);
        return typeof moment === 'string' ? { refuse: moment } : decide(was, moment);
      },
    },
    deps,
  );
}

function named(given: string): string | undefined {
  const name = given.normalize('NFC').replace(/\s+/g, ' ').trim();
  return name === '' || name.length > LONGEST ? undefined : name;
}

/** Whether a club of the unit itself that has not ended is called so. */
async function isTaken(unit: string, name: string): Promise<boolean> {
  return (await clubsIn([unit])).some((each) => each.endedOn === undefined && foldName(each.name) === foldName(name));
}
