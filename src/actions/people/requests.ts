import { holderOf, person as personById } from '../../models/people';
import {
  bodyOf,
  type MemberRequest,
  type RequestEffect,
  type RequestEntry,
  requestByNo,
  requestStore,
} from '../../models/requests';
import { unseal } from '../../models/secrets';
import { isOpen } from '../../models/unit';
import { settingOf, tree, type Unit, unitAt } from '../../models/units';
import { can } from '../access';
import { type Acted, act, type Order } from '../act';
import { carrierOf, carryCommon } from '../carrier';
import type { ActionDeps } from '../deps';
import { follow } from '../follow';
import { applyChange } from './apply-change';
import {
  decideConfirm,
  decideDue,
  decidePass,
  decideRefuse,
  dueAction,
  type Holder,
  type Placing,
  type RequestDecision,
  type RequestRefusal,
} from './request-decisions';
import { joinRecords, tieChat } from './tie';

export const DAY = 24 * 3600_000;
const RIGHTS = { see: 'requests:see', act: 'requests:decide' } as const;

/** What became of an order about a request. */
export type RequestResult = Acted<MemberRequest, RequestRefusal>;

/** Within how long a unit's leader is to decide, ms. */
export const daysOf = async (unit: string): Promise<number> => (await settingOf(unit, 'requestDays')) * DAY;

/** Carries out what requests ask for, and what is due when nobody decides. */
export const requestCarrier = carrierOf<MemberRequest>({
  kind: 'request',
  store: requestStore,
  handle,
  async due(about, deps) {
    const commune = (await unitAt(about.unit, 'commune'))?._id ?? about.unit;
    const entry = { id: `due/${about.dueAt}`, action: dueAction(about, commune), by: 'clock' };
    await moveRequest(about._id, entry, deps, async (was, at) => decideDue(was, at, { days: await daysOf(was.unit), commune }));
  },
});

/**
 * Her leader confirms; for a link of a record that the chat alone did not find, `person` names it; `branch` is where a woman who
 * comes to a commune belongs from now on.
 */
export function confirmRequest(
  no: string,
  order: Order & { person?: string; branch?: string },
  deps: ActionDeps,
): Promise<RequestResult> {
  return decided(no, 'confirm', order, deps, async (was, at) => {
    const id = order.person ?? was.person;
    const found = id === undefined ? null : await personById(id);
    const hers = found !== null && found.status === 'member' && (await can(order.actor, 'requests:decide', found.unit));
    const placing = await placingOf(was, order);
    return decideConfirm(was, {
      ...(placing ? { placing } : {}),
      at,
      days: await daysOf(was.unit),
      ...(id === undefined ? {} : { person: { id, hers } }),
      ...(await holderIn(was.conversation)),
    });
  });
}

/** A leader who knows no such woman passes her on to the commune. */
export const passRequest = (no: string, order: Order, deps: ActionDeps): Promise<RequestResult> =>
  decided(no, 'pass', order, deps, async (was, at) => {
    const commune = (await unitAt(was.unit, 'commune'))?._id ?? was.unit;
    return decidePass(was, at, { days: await daysOf(was.unit), commune });
  });

/** The commune to which a move leads, where no branch of it is known yet; undefined for any other request. */
async function placingOf(was: MemberRequest, { actor, branch }: Order & { branch?: string }): Promise<Placing | undefined> {
  const open = await openPlaces(was);
  if (!open) return undefined;
  const { commune, branches } = open;
  const given = branches.find(({ _id }) => _id === branch);
  return {
    ...{ commune: commune._id, name: commune.name, may: await can(actor, 'requests:decide', commune._id) },
    ...(given ? { branch: given._id } : {}),
  };
}

/** The branches of which one must be given to a woman who moves to a commune; undefined where none has to be given. */
export async function openPlaces(was: MemberRequest): Promise<{ commune: Unit; branches: Unit[] } | undefined> {
  const body = bodyOf(was);
  if (body.kind !== 'move' || body.unit === undefined) return undefined;
  const { home, children } = await tree();
  const commune = home(body.unit);
  if (commune?.level !== 'commune') return undefined;
  const branches = children(commune._id).filter((unit) => unit.level === 'branch' && isOpen(unit));
  return branches.length > 0 ? { commune, branches } : undefined;
}

/** Her leader refuses. */
export const refuseRequest = (no: string, order: Order, deps: ActionDeps): Promise<RequestResult> =>
  decided(no, 'refuse', order, deps, decideRefuse);

function decided(
  no: string,
  action: 'confirm' | 'refuse' | 'pass',
  order: Order,
  deps: ActionDeps,
  decide: (was: MemberRequest, at: number) => RequestDecision | Promise<RequestDecision>,
): Promise<RequestResult> {
  const find = () => requestByNo(no);
  const unitOf = (was: MemberRequest) => was.unit;
  return act<MemberRequest, RequestRefusal>(
    { store: requestStore, carrier: requestCarrier, find, action, order, rights: RIGHTS, unitOf, decide },
    deps,
  );
}

/** Moves a request by no leader's order: the woman's own, or the clock's. The same id again returns the stored entry. */
export async function moveRequest(
  about: string,
  by: Pick<RequestEntry, 'id' | 'action' | 'by'>,
  deps: ActionDeps,
  decide: (was: MemberRequest, at: number) => Promise<RequestDecision>,
): Promise<RequestEntry | undefined> {
  const of = { store: requestStore, carrier: requestCarrier, about, decide } as const;
  await follow<MemberRequest, RequestRefusal>({ ...of, ...by }, deps);
  const moved = await requestStore.load(about);
  return moved?.history.find(({ id, action }) => id === by.id && action === by.action);
}

/** Whose record a chat is, with all chats of that one. */
export async function holderIn(conversation: string): Promise<Holder> {
  const found = await holderOf(conversation);
  return found ? { holder: { id: found._id, chats: found.conversations } } : {};
}

async function handle(effect: RequestEffect, about: MemberRequest, deps: ActionDeps): Promise<void> {
  switch (effect.name) {
    case 'sendCode': {
      const body = bodyOf(about);
      if (body.kind === 'link') await deps.sendCode?.({ id: effect.id, phone: body.phone, code: unseal<string>(effect.code) });
      return;
    }
    case 'tie':
      return tieChat(effect.person, about.conversation, proofOf(effect.id, about), deps);
    case 'join':
      return joinRecords(effect, proofOf(effect.id, about), deps);
    case 'change': {
      const key = (await applyChange(effect, about, deps)) ? 'request.done' : 'request.notDone';
      const { conversation, no } = about;
      return deps.tell({ id: `${effect.id}/told`, conversation, key, vars: { no }, purpose: 'GIA_NHAP' });
    }
    default:
      return carryCommon(effect, deps);
  }
}

const proofOf = (id: string, { no }: MemberRequest) => ({ id, by: `request:${no}` });
