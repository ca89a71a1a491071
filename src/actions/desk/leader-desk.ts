import { DateTime } from 'luxon';
import type { Answers, ApplicationStep, GatheringFigure } from '../../engine/types';
import { type Application, byFile, formOf, inState } from '../../models/applications';
import { writeAudit } from '../../models/audit';
import { tree } from '../../models/units';
import { localDay, yearOf } from '../../programme/periods';
import { gatheringOf, numberText, percentText } from '../../programme/ratio';
import { pairTable } from '../../programme/table';
import { can, nameOfActor, officeFor } from '../access';
import { actorOf, type Leader } from '../actor';
import { callsOf, noteCalled } from '../applications/news-calls';
import { recognise } from '../applications/recognise';
import { verify } from '../applications/verify';
import { auditRefusal } from '../audited';
import type { ActionDeps } from '../deps';
import type { FromChat } from '../officers/bind-leader';

/** Applications shown at once; the oldest come first. */
const MOST = 9;

/** Whom a chat belongs to at this moment; undefined when she is no leader, or no longer one. */
const whoIs = ({ conversation }: FromChat, deps: ActionDeps) => actorOf(conversation, localDay(deps.now(), deps.timeZone));

/** The applications on which the leader of a chat can act, in her unit and below; nothing for anybody else. */
export async function waitingFor(from: FromChat, deps: ActionDeps): Promise<Answers['waitingListed']> {
  const actor = await whoIs(from, deps);
  if (!actor) return { items: [], more: 0 };
  const own = await unitsOf(actor);
  const open: { application: Application; act: ApplicationStep; news?: string }[] = [];
  for (const [state, act] of [
    ['submitted', 'verify'],
    ['duplicate', 'verify'],
    ['verified', 'recognise'],
  ] as const) {
    for (const application of await inState(state, own))
      if (await can(actor, `applications:${act}`, application.unit)) open.push({ application, act });
  }
  for (const { application, news } of await callsOf(own, actor)) open.push({ application, act: 'call', news });
  open.sort((a, b) => a.application.at - b.application.at);
  const { units } = await tree();
  const items = open.slice(0, MOST).map(({ application, act, news }) => {
    const { name, birthYear } = formOf(application);
    return {
      file: application.file,
      act,
      name,
      birthYear,
      place: units.get(application.unit)?.place ?? '',
      ...(news === undefined ? {} : { news }),
    };
  });
  const by = nameOfActor(actor);
  await writeAudit({ _id: from.id, at: deps.now(), by, action: 'applications:see', unit: actor.unit, outcome: 'done' });
  return { items, more: open.length - items.length };
}

/** Verifies or recognises an application for the leader of a chat; what she may is asked now, whatever her button says. */
export async function advance(
  file: string,
  act: ApplicationStep,
  from: FromChat,
  deps: ActionDeps,
): Promise<Answers['applicationMoved']> {
  const actor = await whoIs(from, deps);
  if (!actor) return { result: 'notAllowed' };
  const order = { id: from.id, actor };
  if (act === 'call') {
    const called = await noteCalled(file, order, deps);
    return { result: called === 'gone' ? 'wrongState' : called };
  }
  const acted = await (act === 'verify' ? verify(file, order, deps) : recognise(file, order, deps));
  if (acted.done) return { result: 'done' };
  // She names no referrer here: that is corrected elsewhere.
  return { result: acted.why === 'unknownReferrer' ? 'wrongState' : acted.why };
}

/** The phone number of an applicant, for the leader who is to call her; each look is in the audit before it is given. */
export async function phoneOf(file: string, from: FromChat, deps: ActionDeps): Promise<Answers['phoneShown']> {
  const actor = await whoIs(from, deps);
  const found = await byFile(file);
  if (!actor || !found || !(await can(actor, 'applications:see', found.unit))) return {};
  const at = deps.now();
  const order = { id: from.id, actor };
  if (!(await can(actor, 'phones:see', found.unit))) {
    await auditRefusal(order, 'phones:see', found.unit, at);
    return {};
  }
  const entry = { at, by: nameOfActor(actor), action: 'phones:see', unit: found.unit, about: found._id } as const;
  await writeAudit({ _id: from.id, ...entry, outcome: 'done' });
  const { phone } = formOf(found);
  return phone === '' ? {} : { phone };
}

/** This year's 1+1 of the unit of a chat's leader against its targets, and the gathering ratio where the unit has one. */
export async function figuresFor(from: FromChat, deps: ActionDeps): Promise<Answers['figuresRead']> {
  const actor = await whoIs(from, deps);
  if (!actor || !(await officeFor(actor, 'counts:see', actor.unit))) return { found: false };
  const year = yearOf(deps.now(), deps.timeZone);
  const [row] = await pairTable(actor.unit, String(year), 0);
  if (!row) return { found: false };
  const gathering = await gatheringFor(actor.unit, String(year), localDay(deps.now(), deps.timeZone));
  return {
    ...{ found: true, unit: row.name, year, members: row.members },
    ...{ submitted: row.submitted, verified: row.verified, recruiters: row.recruiters },
    joined: against(row.joined, row.targetJoined),
    pairs: against(row.pairs, row.targetPairs),
    ...(gathering ? { gathering } : {}),
  };
}

/** `12/40 (30,0 %)`. */
function against(result: number, target: number | undefined): string {
  if (target === undefined) return String(result);
  return target > 0 ? `${result}/${target} (${percentText(result, target)})` : `${result}/${target}`;
}

/** The ratio of a commune, or of all of a province's together; a branch or group has none: nobody counts its women. */
async function gatheringFor(unit: string, year: string, today: string): Promise<GatheringFigure | undefined> {
  const { communes, total } = await gatheringOf(unit, year, today);
  const own = communes.find((each) => each.unit === unit)?.ratio;
  const ratio = own ?? total;
  if (!ratio) return communes.length > 0 ? { light: 'none' } : undefined;
  if (!ratio.known) return { light: 'none' };
  const { members, women, asOf, light } = ratio;
  const of = `${numberText(members)}/${numberText(women)}`;
  return { light, share: percentText(members, women), of, asOf: DateTime.fromISO(asOf).toFormat('dd/MM/yyyy') };
}

/** The units in which a leader may see applications, by all her posts. */
async function unitsOf(actor: Leader): Promise<string[]> {
  const all = await tree();
  const own = [actor.unit, ...(actor.also ?? []).map(({ unit }) => unit)].flatMap((unit) => all.subtree(unit));
  return [...new Set(own.map(({ _id }) => _id))];
}
