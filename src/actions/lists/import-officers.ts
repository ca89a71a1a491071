import { keyOfPost, namedHolder, type Officer, officersOf } from '../../models/officers';
import { byPhone, inUnits, nameOf, People, type Person, phoneHash } from '../../models/people';
import { rankOf } from '../../models/posts';
import { keyed } from '../../models/secrets';
import { freshTree, type Tree } from '../../models/units';
import { localDay } from '../../programme/periods';
import type { OfficerColumn } from '../../tables/columns';
import { headingKey } from '../../tables/headings';
import type { ImportReport, Problem } from '../../tables/report';
import type { Table } from '../../tables/rows';
import { type Actor, can } from '../access';
import type { ActionDeps } from '../deps';
import { appoint, type OfficerResult, renew, setSmartphone, train } from '../officers/officers';
import type { ImportOrder } from './import-checks';
import { type OfficerDraft, officerDrafts } from './import-officer-rows';
import { applyPlan } from './import-run';

interface Planned {
  draft: OfficerDraft;
  holder: { person: string } | { name: string; phone: string };
  /** The post as it is held already. */
  was?: Officer;
}

/** Takes over a list of officers: all rows or none. Whoever is in the register holds her post as that person, others by name and phone. */
export async function importOfficers(table: Table<OfficerColumn>, order: ImportOrder, deps: ActionDeps): Promise<ImportReport> {
  const today = localDay(deps.now(), deps.timeZone);
  const tree = await freshTree();
  const { actor } = order;
  const problems: Problem[] = [];
  const context = { tree, today, ...(actor.kind === 'leader' ? { within: actor.unit } : {}) };
  const drafts = officerDrafts(table, context, problems);
  const planned: Planned[] = [];
  const taken = new Map<string, number>();
  const posts = await officersOf(drafts.map(({ unit }) => unit));
  for (const draft of drafts) {
    const fault = (reason: string, hint?: string) =>
      problems.push({ row: draft.row, reason, ...(hint === undefined ? {} : { hint }) });
    if (!(await can(actor, 'officers:appoint', draft.unit))) fault('notYours');
    const holder = await holderOf(draft, tree);
    if (typeof holder === 'string') {
      fault(holder);
      continue;
    }
    const id = 'person' in holder ? holder.person : namedHolder(holder.phone);
    const slot = keyOfPost({ ...draft, holder: id });
    const twice = taken.get(slot);
    if (twice !== undefined) fault('twiceInFile', String(twice));
    taken.set(slot, draft.row);
    const held = posts.filter((each) => each.unit === draft.unit && each.post === draft.post && each.endedOn === undefined);
    const was = held.find((each) => each.holder === id);
    if (!was && held.length > 0 && !rankOf(draft.post).many) fault('postTaken');
    planned.push({ draft, holder, ...(was ? { was } : {}) });
  }
  const change = planned.filter(({ draft, was }) => was && stepsOf(draft, was).length > 0);
  const add = planned.filter(({ was }) => was === undefined);
  const unchanged = planned.length - add.length - change.length;
  const plan = { add, change, unchanged, problems };
  return applyPlan('officers', plan, order, (rows, run) => write(rows, { id: run, actor }, deps), deps);
}

/** The person of the register whom a row means, or somebody who is only named; else why it is nobody. */
async function holderOf(draft: OfficerDraft, tree: Tree): Promise<Planned['holder'] | string> {
  const { name, birthYear, phone, number, unit } = draft;
  if (number !== undefined) {
    const [who] = await People.find({ number }).lean<Person[]>();
    return who ? { person: who._id } : 'unknownNumber';
  }
  const fits = (who: Person) =>
    who.status === 'member' &&
    headingKey(nameOf(who)) === headingKey(name) &&
    (birthYear === undefined || who.birthYear === birthYear);
  const byNumber = phone === undefined ? [] : (await byPhone(phoneHash(phone))).filter(fits);
  const near = tree.subtree(unit).map(({ _id }) => _id);
  const found = byNumber.length > 0 || birthYear === undefined ? byNumber : (await inUnits(near)).filter(fits);
  const [who, other] = found;
  if (other) return 'severalMatch';
  if (who) return { person: who._id };
  return phone === undefined ? 'officerNeedsPhone' : { name, phone };
}

type Step = { do: 'renew'; to: string } | { do: 'smartphone'; has: boolean } | { do: 'train'; topic: string; on: string };

/** What a list says otherwise of somebody who holds the post already. */
function stepsOf({ to, smartphone, training }: OfficerDraft, was: Pick<Officer, 'to' | 'smartphone' | 'trainings'>): Step[] {
  const known = was.trainings.some(({ topic, on }) => topic === training?.topic && on === training.on);
  return [
    ...(to !== undefined && to !== was.to ? [{ do: 'renew' as const, to }] : []),
    ...(smartphone !== undefined && smartphone !== was.smartphone?.has ? [{ do: 'smartphone' as const, has: smartphone }] : []),
    ...(training && !known ? [{ do: 'train' as const, ...training }] : []),
  ];
}

async function write(rows: readonly Planned[], run: { id: string; actor: Actor }, deps: ActionDeps): Promise<void> {
  for (const { draft, holder, was } of rows) {
    const { unit, post, from, to, smartphone } = draft;
    const sure = (result: OfficerResult): string => {
      if (result.done || result.why === 'known') return result.done ? result.id : (was?._id ?? '');
      throw new Error(`row ${draft.row} was refused (${result.why}): somebody else changed it meanwhile, import the list again`);
    };
    const more = { ...(to === undefined ? {} : { to }), ...(smartphone === undefined ? {} : { smartphone }) };
    const own = keyed('appointed', run.id, String(draft.row));
    const id = was?._id ?? sure(await appoint({ id: own, actor: run.actor, who: holder, unit, post, from, ...more }, deps));
    const now = was ?? {
      trainings: [],
      ...(to === undefined ? {} : { to }),
      smartphone: { has: smartphone ?? false, month: '' },
    };
    for (const step of stepsOf(draft, now)) {
      const order = { id: `${own}/${step.do}`, actor: run.actor };
      if (step.do === 'renew') sure(await renew(id, { ...order, to: step.to }, deps));
      else if (step.do === 'smartphone') sure(await setSmartphone(id, { ...order, has: step.has }, deps));
      else sure(await train(id, { ...order, topic: step.topic, on: step.on }, deps));
    }
  }
}
