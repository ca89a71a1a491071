import type { LeaderAnswers } from '../../engine/leader-types';
import { isNoted, writeAudit } from '../../models/audit';
import { keyed } from '../../models/secrets';
import { localDay } from '../../programme/periods';
import { nameOfActor } from '../access';
import { actorOf, type Leader } from '../actor';
import type { ActionDeps } from '../deps';
import type { FromChat } from '../officers/bind-leader';
import { leaderIn, noteLook } from './leader-meetings';

/** What signing in by a link needs: secrets that are good for one use, and this server's address where it has one. */
export interface SignInDeps {
  keepOnce(key: string, value: string, ms: number): Promise<void>;
  baseUrl: string | undefined;
}

/** Who is signed in: a leader and the chat through which she came; what she may is asked anew each time. */
export interface Visitor {
  conversation: string;
  holder: string;
}

/** A link to the console is good for so many minutes, once. */
export const MINUTES = 10;

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
  const visitor: Visitor = { conversation: from.conversation, holder: actor.person };
  // Once it is noted she may have used it: kept anew it would open twice.
  if (!(await isNoted(from.id))) await deps.keepOnce(signInKey(token), JSON.stringify(visitor), MINUTES * 60_000);
  await noteLook(from, actor, { action: 'officers:see', unit: actor.unit, about: actor.person }, deps);
  return { link: `${deps.baseUrl}/quan-ly/vao/${token}`, minutes: MINUTES };
}

/** Uses a link up: who comes in by it, noted; undefined when it was used, is over or never was, or she leads nothing any more. */
export async function useSignIn(
  token: string,
  deps: Pick<ActionDeps, 'now' | 'timeZone'> & { takeOnce(key: string): Promise<string | null> },
): Promise<Visitor | undefined> {
  const kept = await deps.takeOnce(signInKey(token));
  if (kept === null) return undefined;
  const visitor: Visitor = JSON.parse(kept);
  const actor = await leaderNow(visitor, deps);
  if (!actor) return undefined;
  const entry = {
    at: deps.now(),
    by: nameOfActor(actor),
    action: 'officers:see',
    unit: actor.unit,
    about: actor.person,
  } as const;
  await writeAudit({ _id: signInKey(token), ...entry, outcome: 'done' });
  return visitor;
}

/** The leader who is signed in, with the posts that she holds now; undefined when her chat is untied or she has none. */
export async function leaderNow(
  { conversation, holder }: Visitor,
  { now, timeZone }: Pick<ActionDeps, 'now' | 'timeZone'>,
): Promise<Leader | undefined> {
  const actor = await actorOf(conversation, localDay(now(), timeZone));
  return actor?.person === holder ? actor : undefined;
}
