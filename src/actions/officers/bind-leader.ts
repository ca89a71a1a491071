import type { Answers } from '../../engine/types';
import { writeAudit } from '../../models/audit';
import { codeTied, mayTry, newCode, peekCode, useCode, wrongTry } from '../../models/bind-codes';
import { leaderChat, tieLeaderChat, untieLeaderChat } from '../../models/leader-chats';
import { heldBy, officerStore } from '../../models/officers';
import { holderOf, tieConversation } from '../../models/people';
import { tree } from '../../models/units';
import { localDay } from '../../programme/periods';
import { words } from '../../words';
import { can, nameOfActor } from '../access';
import type { Order } from '../act';
import { actorOfHolder } from '../actor';
import { auditRefusal } from '../audited';
import type { ActionDeps } from '../deps';

type Clock = Pick<ActionDeps, 'now' | 'timeZone'>;

/** Where an order of a chat comes from: the id of its effect, and the conversation. */
export interface FromChat {
  id: string;
  conversation: string;
}

/** A code is good for this long, ms. */
export const CODE_FOR = 24 * 3600_000;

/** Makes a one-time code for the holder of a post, who types it in her chat; an older one of hers ends. */
export async function issueCode(
  officer: string,
  order: Order,
  deps: Clock,
): Promise<{ done: true; code: string; until: number } | { done: false; why: 'unknown' | 'notAllowed' | 'ended' }> {
  const found = await officerStore.load(officer);
  if (!found || !(await can(order.actor, 'officers:see', found.unit))) return { done: false, why: 'unknown' };
  const now = deps.now();
  if (!(await can(order.actor, 'officers:bind', found.unit))) {
    await auditRefusal(order, 'officers:bind', found.unit, now);
    return { done: false, why: 'notAllowed' };
  }
  if (found.endedOn !== undefined) return { done: false, why: 'ended' };
  const code = await newCode(found.holder, now, CODE_FOR);
  const by = nameOfActor(order.actor);
  await writeAudit({ _id: order.id, at: now, by, action: 'officers:bind', unit: found.unit, about: officer, outcome: 'done' });
  return { done: true, code, until: now + CODE_FOR };
}

/**
 * Ties a chat to the officer whose code was typed in it. The same effect again answers the same and ties nothing anew; of two
 * chats with one code one is tied. A chat that is another officer's, or another person's, is left alone.
 */
export async function bindLeader(code: string, { id, conversation }: FromChat, deps: Clock): Promise<Answers['leaderBound']> {
  const now = deps.now();
  if (!(await mayTry(id, conversation, now))) return { result: 'later' };
  const wrong = async () => {
    await wrongTry(id, now);
    return { result: 'wrong' } as const;
  };
  const offered = await peekCode(code, conversation, now);
  if (!offered) return wrong();
  const { holder } = offered;
  const posts = (await heldBy([holder])).filter(({ endedOn }) => endedOn === undefined);
  const [post] = posts;
  if (!post) return wrong();
  const named = posts.every((each) => each.named !== undefined);
  const [tied, member] = [await leaderChat(conversation), await holderOf(conversation)];
  if ((tied && tied.holder !== holder) || (!named && member && member._id !== holder)) return { result: 'taken' };
  const used = await useCode(code, conversation, now);
  if (!used) return wrong();
  if (!used.tied) {
    if ((await tieLeaderChat({ _id: conversation, holder, at: now })) !== holder) return { result: 'taken' };
    if (!named) await tieConversation(holder, conversation);
    const by = `${post.post}:${holder}`;
    await writeAudit({ _id: `${used._id}/tied`, at: now, by, action: 'leader:tied', unit: post.unit, outcome: 'done' });
    await codeTied(used._id);
  }
  return { result: 'bound', office: await officeName(holder, post, localDay(now, deps.timeZone)) };
}

/** Unties the chat in which somebody writes; she is told of no work any more. */
export async function unbindLeader({ id, conversation }: FromChat, deps: Clock): Promise<void> {
  const tied = await leaderChat(conversation);
  if (!tied) return;
  const [post] = await heldBy([tied.holder]);
  const by = `${post?.post ?? 'none'}:${tied.holder}`;
  await writeAudit({ _id: id, at: deps.now(), by, action: 'leader:untied', unit: post?.unit ?? '', outcome: 'done' });
  await untieLeaderChat(conversation);
}

/** "Chi hội trưởng, Chi hội thôn Đông": the highest post that she holds now, or one that is still to begin. */
async function officeName(holder: string, next: { post: string; unit: string }, today: string): Promise<string> {
  const { post, unit } = (await actorOfHolder(holder, today)) ?? next;
  return `${words(`post.${post}`)}, ${(await tree()).units.get(unit)?.name ?? ''}`;
}
