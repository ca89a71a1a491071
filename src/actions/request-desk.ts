import type { Answers } from '../engine/types';
import { writeAudit } from '../models/audit';
import { nameOf, person as personById } from '../models/people';
import { bodyOf, type MemberRequest, openRequests } from '../models/requests';
import { tree } from '../models/units';
import { localDay } from '../programme/periods';
import { words } from '../words';
import { can, nameOfActor } from './access';
import { actorOf } from './actor';
import type { FromChat } from './bind-leader';
import type { ActionDeps } from './deps';
import { confirmRequest, refuseRequest } from './requests';

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

/** Confirms or refuses for the leader of a chat; what she may is asked now, whatever her button says. */
export async function decideFor(
  no: string,
  confirm: boolean,
  from: FromChat,
  deps: ActionDeps,
): Promise<Answers['requestDecided']> {
  const actor = await whoIs(from, deps);
  if (!actor) return { result: 'notAllowed' };
  const order = { id: from.id, actor };
  const acted = await (confirm ? confirmRequest(no, order, deps) : refuseRequest(no, order, deps));
  return { result: acted.done ? 'done' : acted.why };
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
    return words('requestItem.move', { name, place });
  }
  if (body.kind !== 'correct') return words(`requestItem.${body.kind}`, { name });
  const value = 'name' in body ? body.name : 'birthYear' in body ? String(body.birthYear) : body.phone;
  return words('requestItem.correct', { name, value });
}
