import { broadcastStore } from '../../models/broadcasts';
import { plansOfPeople } from '../../models/send-chunks';
import type { Actor } from '../access';
import type { ActionDeps } from '../deps';
import { type Invited, whoComes } from './meeting-people';

/** Somebody to be phoned, and why: what stands against a message (`noChat`, `noConsent`…), or `silent`. */
export type ToPhone = Invited & { why: string };

/** Whether somebody still is to be phoned about a meeting. */
export const isToPhone = ({ said }: Pick<Invited, 'said'>): boolean => said === 'silent' || said === 'missed';

/**
 * Whom to phone about a meeting, in the part of it that the actor sees: first those whom no message reached, then those who are
 * silent; a number is asked for by itself, and noted. Undefined where the meeting is none of hers.
 */
export async function whomToPhone(
  meeting: string,
  actor: Actor,
  deps: Pick<ActionDeps, 'now' | 'timeZone'>,
): Promise<ToPhone[] | undefined> {
  const list = (await callsAbout(meeting, actor, deps))?.filter(isToPhone);
  return list?.sort((a, b) => Number(a.why === 'silent') - Number(b.why === 'silent'));
}

/** The same with those for whom a leader has noted an answer. */
export async function callsAbout(
  meeting: string,
  actor: Actor,
  deps: Pick<ActionDeps, 'now' | 'timeZone'>,
): Promise<ToPhone[] | undefined> {
  const comes = await whoComes(meeting, actor, deps);
  if (!comes) return undefined;
  const listed = comes.people.filter((each) => isToPhone(each) || each.noted !== undefined);
  const { asked } = comes.meeting;
  const known = asked !== undefined && (await broadcastStore.load(asked)) !== null;
  const people = listed.map(({ person }) => person);
  const failed = known ? await plansOfPeople(asked, people) : new Map<string, string>();
  return listed.map((each): ToPhone => ({ ...each, why: failed.get(each.person) ?? 'silent' }));
}
