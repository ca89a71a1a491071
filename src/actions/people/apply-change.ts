import { bodyOf, type MemberRequest } from '../../models/requests';
import type { ActionDeps } from '../deps';
import type { MemberResult } from './act-on-person';
import { comeBack, correct, goAway, leave, transfer } from './members';

/** Records the change that a leader has confirmed, once for an effect; false where the record has become another meanwhile. */
export async function applyChange(
  { id, person, unit }: { id: string; person: string; unit?: string },
  about: MemberRequest,
  deps: ActionDeps,
): Promise<boolean> {
  const result = await change(id, person, unit, about, deps);
  // What is so already was asked for and is done.
  return result.done || result.why === 'noChange';
}

async function change(
  id: string,
  person: string,
  unit: string | undefined,
  about: MemberRequest,
  deps: ActionDeps,
): Promise<MemberResult> {
  // Her leader's right was asked for when she confirmed; who she is stands in the request's history.
  const order = { id, actor: { kind: 'operator', name: `request:${about.no}` } } as const;
  const body = bodyOf(about);
  switch (body.kind) {
    case 'move':
      return body.unit === undefined ? leave(person, 'movedAway', order, deps) : transfer(person, unit ?? body.unit, order, deps);
    case 'away':
      return goAway(person, order, deps);
    case 'back':
      return comeBack(person, order, deps);
    case 'leave':
      return leave(person, body.reason === 'moved' ? 'movedAway' : 'asked', order, deps);
    case 'correct': {
      const { kind: _, ...right } = body;
      return correct(person, right, order, deps);
    }
    case 'link':
      throw new Error('a link changes no record: it ties a chat');
    default:
      return body satisfies never;
  }
}
