import type { LeaderAnswers } from '../../engine/leader-types';
import { isNoted } from '../../models/audit';
import { keyed } from '../../models/secrets';
import type { ActionDeps } from '../deps';
import type { FromChat } from '../officers/bind-leader';
import { leaderIn, noteLook } from './leader-meetings';

/** What signing in by a link needs: secrets that are good for one use, and this server's address where it has one. */
export interface SignInDeps {
  keepOnce(key: string, value: string, ms: number): Promise<void>;
  baseUrl: string | undefined;
}

/** A link to the console is good for so many minutes, once. */
const MINUTES = 10;

/** The key under which a token of a sign-in link waits; the token itself is kept nowhere. */
export const signInKey = (token: string): string => `vao:${keyed('signIn', token)}`;

/**
 * A link that opens the console once for the leader of a chat; none for anybody else, or where this server has no address. The
 * same order again is the same link.
 */
export async function giveSignIn(from: FromChat, deps: ActionDeps & SignInDeps): Promise<LeaderAnswers['signInGiven']> {
  const actor = await leaderIn(from, deps);
  if (!actor || deps.baseUrl === undefined) return { minutes: MINUTES };
  const token = keyed('signInToken', from.id);
  // Once it is noted she may have used it: kept anew it would open twice.
  if (!(await isNoted(from.id))) await deps.keepOnce(signInKey(token), actor.person, MINUTES * 60_000);
  await noteLook(from, actor, { action: 'officers:see', unit: actor.unit, about: actor.person }, deps);
  return { link: `${deps.baseUrl}/quan-ly/vao/${token}`, minutes: MINUTES };
}
