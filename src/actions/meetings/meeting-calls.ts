import { broadcastStore } from '../../models/broadcasts';
import { plansOfPeople } from '../../models/send-chunks';
import type { Actor } from '../access';
import type { ActionDeps } from '../deps';
import { type Invited, whoComes } from './meeting-people';

/** Somebody to be phoned, and why: what stands against a message (`noChat`, `noConsent`…), or `silent`. */
export type ToPhone = Invited & { why: string };

/**
 * Whom to phone about a meeting, in the part of it that the actor sees: first those whom no message reached, then those who are
 * silent; a number is asked for by itself, and noted. Undefined where the meeting is none of hers.
 */
export async function whomToPhone(
  meeting: string,
  actor: Actor,
  deps: Pick<ActionDeps, 'now' | 'timeZone'>,
): Promise<ToPhone[] | undefined> {
  const comes = await whoComes(meeting, actor, deps);
  if (!comes) return undefined;
  const open = comes.people.filter(({ said }) => said === 'silent' || said === 'missed');
  const { asked } = comes.meeting;
  const known = asked !== undefined && (await broadcastStore.load(asked)) !== null;
  const failed = known
    ? await plansOfPeople(
        asked,
        open.map(({ person }) => person),
      )
    : new Map<string, string>();
  const list = open.map((each): ToPhone => ({ ...each, why: failed.get(each.person) ?? 'silent' }));
  return list.sort((a, b) => Number(a.why === 'silent') - Number(b.why === 'silent'));
}
