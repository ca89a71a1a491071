import type { Matter, Vars } from '../../engine/types';
import { agreedTo } from '../../models/consents';
import { Conversations } from '../../models/conversations';
import { allLeaderChats, chatsOf } from '../../models/leader-chats';
import { inOffice, isAway, type Officer, officersOf, withPosts } from '../../models/officers';
import type { Post } from '../../models/posts';
import { tree } from '../../models/units';
import { localDay } from '../../programme/periods';
import { type Chat, reachOf } from '../broadcasts/broadcast-reach';
import type { ActionDeps } from '../deps';

/** A list of values longer than this is read past: the embedded server is slow at `$in`. */
const MANY = 100;

/** Somebody who holds a post, with the chat in which she can be told of it. */
export interface Reachable {
  holder: string;
  post: Post;
  unit: string;
  /** Absent where she has tied no chat, has left it, or does not want such messages in it. */
  conversation?: string;
  /** Whether the platform lets her be written to in it now. */
  open: boolean;
}

/** Somebody who is told, and in which chat. */
export type Told = Reachable & { conversation: string };

// A group's leader sees to meetings alone, and a province's officers to no person's affairs, save where nobody else can help.
const BRANCH_AND_ABOVE: readonly Post[] = ['branchLead', 'branchDeputy', 'communeChair', 'communeDeputy'];
const MATTERS: Readonly<Record<Matter, { posts: readonly Post[]; key: string }>> = {
  application: { posts: BRANCH_AND_ABOVE, key: 'leader.application' },
  request: { posts: BRANCH_AND_ABOVE, key: 'leader.request' },
  lateApplication: { posts: [...BRANCH_AND_ABOVE, 'provinceOfficer'], key: 'leader.applicationLate' },
  wish: { posts: BRANCH_AND_ABOVE, key: 'leader.wish' },
  question: { posts: [...BRANCH_AND_ABOVE, 'provinceOfficer'], key: 'leader.question' },
  approval: { posts: ['communeChair', 'communeDeputy', 'provinceOfficer'], key: 'leader.approval' },
  help: { posts: [...BRANCH_AND_ABOVE, 'provinceOfficer'], key: 'leader.help' },
};

/**
 * Tells those in charge of a unit, in their chats, that there is something to see to: a neutral text without content, that
 * names only the unit. The same id again is the same message to each.
 */
export async function tellLeaders(
  { id, unit, matter, say }: { id: string; unit: string; matter: Matter; say?: { key: string; vars: Vars } },
  deps: Pick<ActionDeps, 'tell' | 'now' | 'timeZone' | 'reaching'>,
): Promise<void> {
  const { units } = await tree();
  const { key, vars } = { key: MATTERS[matter].key, ...say, vars: { unit: units.get(unit)?.name ?? '', ...say?.vars } };
  const { reaching } = deps;
  const saying = { purpose: 'CONG_VIEC', key, leavesAt: deps.now() } as const;
  const isOpen = reaching && ((chat: Chat) => reachOf([chat], saying, reaching).how !== 'call');
  for (const { holder, conversation } of await leadersFor(unit, matter, localDay(deps.now(), deps.timeZone), isOpen)) {
    await deps.tell({ id: `${id}/${holder}`, conversation, key, vars, purpose: 'CONG_VIEC' });
  }
}

/**
 * Who is to be told of something in a unit on a day (YYYY-MM-DD): the branch's leader in her chat, her deputies while she is
 * away or has none, else the commune's chair and deputies at once, and so on up. A chat that is not `isOpen` now is passed over
 * for one that is; where none is, the nearest are told all the same, and what becomes of it is listed. Nobody when no chat is
 * tied at all.
 */
export async function leadersFor(
  unit: string,
  matter: Matter,
  today: string,
  isOpen: (chat: Chat) => boolean = () => true,
): Promise<Told[]> {
  const { posts } = MATTERS[matter];
  let nearest: Told[] = [];
  for (const { _id } of (await tree()).lineage(unit)) {
    const held = await officersOf([_id]);
    const there = held.filter((each) => posts.includes(each.post) && inOffice(each, today) && !isAway(each, today));
    const tied = (await withChats(there, isOpen)).filter((each): each is Told => each.conversation !== undefined);
    const told = leadersFirst(tied.filter(({ open }) => open));
    if (told.length > 0) return told;
    if (nearest.length === 0) nearest = leadersFirst(tied);
  }
  return nearest;
}

/** A deputy of a branch whose leader is there, but cannot be written to, is nearer than the commune. */
function leadersFirst(reached: readonly Told[]): Told[] {
  const leaders = reached.filter(({ post }) => post !== 'branchDeputy');
  return leaders.length > 0 ? leaders : [...reached];
}

/** Somebody who holds a post, with the chats that she has tied, the newest first; none where she must be phoned. */
export interface Audience {
  holder: string;
  post: Post;
  unit: string;
  conversations: string[];
}

/**
 * Everybody who holds one of some posts in a unit or below it on a day. Which chat is used, and whether she may be written to
 * in it, is decided when something is sent, as for any audience.
 */
export async function audienceByPost(unit: string, posts: readonly Post[], today: string): Promise<Audience[]> {
  const units = new Set((await tree()).subtree(unit).map((each) => each._id));
  const all = units.size > MANY ? await withPosts(posts) : await officersOf([...units]);
  const held = all.filter((each) => units.has(each.unit) && posts.includes(each.post) && inOffice(each, today));
  const chats = held.length > MANY ? await allLeaderChats() : await chatsOf([...new Set(held.map(({ holder }) => holder))]);
  chats.sort((a, b) => b.at - a.at);
  const byHolder = new Map<string, string[]>();
  for (const { _id, holder } of chats) byHolder.set(holder, [...(byHolder.get(holder) ?? []), _id]);
  return held.map(({ holder, post, unit: at }) => ({
    ...{ holder, post, unit: at },
    conversations: byHolder.get(holder) ?? [],
  }));
}

/** Those of some officers with the chat in which each is told of her work, if there is one. */
async function withChats(held: readonly Officer[], isOpen: (chat: Chat) => boolean): Promise<Reachable[]> {
  const chats = await ownChats(
    held.map(({ holder }) => holder),
    isOpen,
  );
  return held.map(({ holder, post, unit }) => {
    const own = chats.get(holder);
    return { holder, post, unit, ...(own ? { conversation: own._id } : {}), open: own?.open ?? false };
  });
}

/** The chat of each officer: the one she used last among those in which she wants to be told of her work. */
export async function workChatsOf(holders: readonly string[]): Promise<Map<string, string>> {
  const chats = await ownChats(holders, () => true);
  return new Map([...chats].map(([holder, { _id }]) => [holder, _id]));
}

/** The chat of each among those in which she wants to be told of her work: one that is open now, then the one she used last. */
async function ownChats(
  holders: readonly string[],
  isOpen: (chat: Chat) => boolean,
): Promise<Map<string, { _id: string; open: boolean }>> {
  const chats = holders.length === 0 ? [] : await chatsOf([...new Set(holders)]);
  const used = await Conversations.find({ _id: { $in: chats.map(({ _id }) => _id) } })
    .select({ channel: 1, lastHeardAt: 1, goneAt: 1 })
    .lean<Omit<Chat, 'consents'>[]>();
  const agreed = await agreedTo(
    'CONG_VIEC',
    used.map(({ _id }) => _id),
  );
  const wanted = used
    .filter(({ _id, goneAt }) => goneAt === undefined && agreed.has(_id))
    .map((each) => ({ ...each, open: isOpen({ ...each, consents: { CONG_VIEC: true } }) }))
    .sort((a, b) => Number(b.open) - Number(a.open) || (b.lastHeardAt ?? 0) - (a.lastHeardAt ?? 0));
  const holderOf = new Map(chats.map(({ _id, holder }) => [_id, holder]));
  const own = new Map<string, { _id: string; open: boolean }>();
  for (const { _id, open } of wanted) {
    const holder = holderOf.get(_id);
    if (holder !== undefined && !own.has(holder)) own.set(holder, { _id, open });
  }
  return own;
}
