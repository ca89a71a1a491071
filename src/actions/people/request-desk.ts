import type { Answers, EffectParams } from '../../engine/types';
import { writeAudit } from '../../models/audit';
import { nameOf, person as personById } from '../../models/people';
import { bodyOf, type MemberRequest, openRequests, requestByNo } from '../../models/requests';
import { tree } from '../../models/units';
import { localDay } from '../../programme/periods';
import { words } from '../../words';
import { can, nameOfActor } from '../access';
import type { Order } from '../act';
import { actorOf } from '../actor';
import type { ActionDeps } from '../deps';
import type { FromChat } from '../officers/bind-leader';
import { branchesFor, recordsFor } from './request-candidates';
import { confirmRequest, passRequest, type RequestResult, refuseRequest } from './requests';

/** Requests shown at once; the oldest come first. */
const MOST = 9;

const whoIs = ({ conversation }: FromChat, deps: ActionDeps) => actorOf(conversation, localDay(deps.now(), deps.timeZone));

/** The requests that the leader of a chat can decide, in words; nothing for anybody else. */
export async function requestsFor(from: FromChat, deps: ActionDeps): Promise<Answers['requestsListed']> {
  const actor = await whoIs(from, deps);
  if (!actor) return { items: [], more: 0 };
  const { subtree } = await tree();
  const units = [actor.unit, ...(actor.also ?? []).map(({ unit }) => unit)].flatMap((unit) =>
    subtree(unit).map(({ _id }) => _id),
  );
  const open: MemberRequest[] = [];
  for (const each of await openRequests([...new Set(units)])) if (await can(actor, 'requests:decide', each.unit)) open.push(each);
  open.sort((a, b) => a.at - b.at);
  const items = await Promise.all(open.slice(0, MOST).map(async (each) => ({ no: each.no, text: await textOf(each) })));
  const by = nameOfActor(actor);
  await writeAudit({ _id: from.id, at: deps.now(), by, action: 'requests:see', unit: actor.unit, outcome: 'done' });
  return { items, more: open.length - items.length };
}

/** Decides for the leader of a chat; what she may is asked now, whatever her button says. */
export async function decideFor(
  { no, decision, pick }: EffectParams['decideRequest'],
  from: FromChat,
  deps: ActionDeps,
): Promise<Answers['requestDecided']> {
  const actor = await whoIs(from, deps);
  if (!actor) return { result: 'notAllowed' };
  const order = { id: from.id, actor };
  const acted = await decided(no, { decision, ...(pick === undefined ? {} : { pick }) }, order, deps);
  if (acted.done) return { result: 'done' };
  const { why, now } = acted;
  if (why !== 'needsPerson' && why !== 'needsUnit') return { result: why };
  if (why === 'needsUnit' || !now) return { result: why, candidates: now ? await branchesFor(now) : [] };
  const look = { at: deps.now(), by: nameOfActor(actor), action: 'members:see', unit: now.unit, about: now._id } as const;
  await writeAudit({ _id: `${from.id}/names`, ...look, outcome: 'done' });
  return { result: why, candidates: await recordsFor(now) };
}

/** What she picked is a branch for a move, a record for anything else. */
async function decided(
  no: string,
  { decision, pick }: Omit<EffectParams['decideRequest'], 'no'>,
  order: Order,
  deps: ActionDeps,
): Promise<RequestResult> {
  if (decision === 'refuse') return refuseRequest(no, order, deps);
  if (decision === 'pass') return passRequest(no, order, deps);
  if (pick === undefined) return confirmRequest(no, order, deps);
  const moves = (await requestByNo(no))?.kind === 'move';
  return confirmRequest(no, { ...order, ...(moves ? { branch: pick } : { person: pick }) }, deps);
}

async function textOf(request: MemberRequest): Promise<string> {
  const body = bodyOf(request);
  if (body.kind === 'link') {
    const key = request.kind === 'joinRecords' ? 'joinRecords' : request.person === undefined ? 'linkUnknown' : 'link';
    return words(`requestItem.${key}`, { name: body.name, year: body.birthYear });
  }
  const who = request.person === undefined ? null : await personById(request.person);
  const name = who ? nameOf(who) : '';
  if (body.kind === 'move') {
    const place = (await tree()).units.get(body.unit ?? '')?.name ?? words('move.outside');
    return words(request.released ? 'requestItem.moveHere' : 'requestItem.move', { name, place });
  }
  if (body.kind !== 'correct') return words(`requestItem.${body.kind}`, { name });
  const value = 'name' in body ? body.name : 'birthYear' in body ? String(body.birthYear) : body.phone;
  return words('requestItem.correct', { name, value });
}
