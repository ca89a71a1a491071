import { type Broadcast, broadcastStore, broadcastsOf, sayingOf } from '../../models/broadcasts';
import { tree } from '../../models/units';
import { words } from '../../words';
import { type Actor, can } from '../access';
import { type Progress, progressOf } from './broadcast-outcome';

/** The broadcasts of a unit and those below it that somebody may see, the newest first; only those that have not ended with `open`. */
export async function listBroadcasts(actor: Actor, unit: string, { open = false } = {}): Promise<Broadcast[]> {
  const below = (await tree()).subtree(unit).map(({ _id }) => _id);
  const seen = await Promise.all(below.map((each) => can(actor, 'broadcasts:see', each)));
  const found = await broadcastsOf(below.filter((_, n) => seen[n]));
  const wanted = open ? found.filter(({ state }) => state !== 'done' && state !== 'cancelled') : found;
  return wanted.sort((a, b) => announcedAt(b) - announcedAt(a));
}

/** When it was announced, ms since 1970. */
export const announcedAt = ({ history }: Pick<Broadcast, 'history'>): number => history[0]?.at ?? 0;

/** A broadcast with its words and how far it is. */
export interface BroadcastSeen {
  broadcast: Broadcast;
  /** As a reader sees it, without her name. */
  text: string;
  progress: Progress;
}

/** One broadcast, where the actor may see it. */
export async function showBroadcast(id: string, actor: Actor, now: number): Promise<BroadcastSeen | undefined> {
  const broadcast = await broadcastStore.load(id);
  if (!broadcast || !(await can(actor, 'broadcasts:see', broadcast.unit))) return undefined;
  const progress = await progressOf(id, now);
  if (!progress) return undefined;
  return { broadcast, progress, text: textOf(broadcast) };
}

/** What a broadcast says, in words; `{name}` stands where each reader's name will be. */
export function textOf(broadcast: Pick<Broadcast, 'body'>): string {
  const { key, vars } = sayingOf(broadcast);
  return words(key, { name: '{name}', ...vars });
}
