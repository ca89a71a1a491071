import type { LeaderAnswers, LeaderParams } from '../../engine/leader-types';
import { belongNow, type Club } from '../../models/clubs';
import { clubsNamed, listClubs } from '../clubs/club-desk';
import type { ActionDeps } from '../deps';
import type { FromChat } from '../officers/bind-leader';
import { leaderIn, noteLook } from './leader-meetings';

/** Clubs from which she chooses in a chat. */
const MOST = 9;

/** The clubs of a leader's units and those below that some words name, all of them where none does; the look is in the audit. */
export async function findClubs(
  { words }: LeaderParams['findClubs'],
  from: FromChat,
  deps: ActionDeps,
): Promise<LeaderAnswers['clubsFound']> {
  const actor = await leaderIn(from, deps);
  if (!actor) return { clubs: [], fit: false };
  const all = new Map<string, Club>();
  for (const { unit } of [actor, ...(actor.also ?? [])]) for (const club of await listClubs(actor, unit)) all.set(club._id, club);
  await noteLook(from, actor, { action: 'clubs:see', unit: actor.unit }, deps);
  const named = clubsNamed(words, [...all.values()]);
  const fit = named.length > 0;
  const shown = (fit ? named : [...all.values()]).slice(0, MOST);
  return { fit, clubs: shown.map((club) => ({ id: club._id, name: club.name, n: belongNow(club).length })) };
}
