import type { LeaderAnswers, LeaderParams } from '../../engine/leader-types';
import { type Broadcast, broadcastStore, openBroadcasts, sayingOf } from '../../models/broadcasts';
import { clubStore } from '../../models/clubs';
import { parentNow, tree } from '../../models/units';
import { dayAndTime, words } from '../../words';
import { can } from '../access';
import type { Leader } from '../actor';
import type { BroadcastDeps } from '../broadcasts/broadcast-deps';
import { LONGEST_TEXT, sayingOfText } from '../broadcasts/broadcast-saying';
import { advance } from '../broadcasts/broadcast-work';
import { announce, isOwn, step } from '../broadcasts/broadcasts';
import { type Greeting, greetingFor } from '../broadcasts/proposals';
import type { FromChat } from '../officers/bind-leader';
import { encloseFile } from './chat-files';
import { leaderIn, noteLook, numbersOf } from './leader-meetings';

/** Turns of work that a plan is given while she waits. */
const TURNS = 3;
const MOST = 9;

/** Plans a message to a unit; nothing leaves. Again with its id it looks whether a long plan is ready. */
export async function planMessage(
  { unit: asked, text, kind, broadcast, occasion, file, club }: LeaderParams['planMessage'],
  from: FromChat,
  deps: BroadcastDeps,
): Promise<LeaderAnswers['messagePlanned']> {
  const actor = await leaderIn(from, deps);
  const meant = club === undefined ? undefined : await clubStore.load(club);
  const unit = meant?.unit ?? asked;
  const name = meant?.name ?? (club === undefined ? (await tree()).units.get(unit)?.name : undefined);
  if (!actor || name === undefined) return { result: 'notAllowed' };
  const greeting = occasion === undefined ? undefined : greetingFor(occasion, deps.now(), deps.timeZone);
  if (occasion !== undefined && !greeting) return { result: 'over' };
  const id = broadcast ?? from.id;
  if (broadcast === undefined) {
    const enclosed = file === undefined ? undefined : await encloseFile(file, from, deps);
    if (file !== undefined && !enclosed) return { result: 'noFile' };
    const written = { text: greeting?.text ?? text.slice(0, LONGEST_TEXT), ...(enclosed ? { enclosed } : {}) };
    const said = sayingOfText(written, name);
    if ('bad' in said) return { result: 'badText' };
    const { say } = said;
    const audience = { units: [unit], status: 'members', ...(club === undefined ? {} : { clubs: [club] }) } as const;
    const when = greeting ? { kind: 'care' as const, startsAt: greeting.startsAt, notAfter: greeting.notAfter } : { kind };
    const done = await announce({ id, actor }, { unit, audience, say, ...when }, deps);
    if (!done.done) return { result: 'notAllowed' };
  }
  let found = await broadcastStore.load(id);
  if (!found || !isOwn(found, actor)) return { result: 'notAllowed' };
  for (let turn = 0; turn < TURNS && found?.state === 'planning'; turn += 1) {
    await advance(id, deps);
    found = await broadcastStore.load(id);
  }
  if (found?.plan === undefined) return { result: 'later', broadcast: id };
  const { enclosed } = sayingOf(found);
  const told = { ...(greeting ? { greeting: toldOf(greeting, deps) } : {}), ...(enclosed ? { enclosed } : {}) };
  return { result: 'ready', broadcast: id, unit: name, ...numbersOf(found.plan), ...told };
}

/** A greeting as she is shown it. */
function toldOf({ text, title, startsAt }: Greeting, { now, timeZone }: Pick<BroadcastDeps, 'now' | 'timeZone'>) {
  const { day, time } = dayAndTime(Math.max(startsAt, now()), timeZone);
  return { text, note: words('proposal.note', { title, when: `${time} ${day}` }) };
}

/** Lets a message go, approves it for the unit below, or drops it. */
export async function moveMessage(
  { broadcast, step: taken }: LeaderParams['moveMessage'],
  from: FromChat,
  deps: BroadcastDeps,
): Promise<LeaderAnswers['messageMoved']> {
  const actor = await leaderIn(from, deps);
  const found = await broadcastStore.load(broadcast);
  if (!actor || !found) return { result: 'refused' };
  // Only what she herself announced is hers to let go.
  if (taken === 'confirm' && !isOwn(found, actor)) return { result: 'refused' };
  const acted = await step(broadcast, taken, { id: from.id, actor }, deps);
  if (!acted.done) return { result: 'refused' };
  const { outcome } = acted.entry;
  if (outcome === 'waiting' || outcome === 'cancelled') return { result: outcome };
  return { result: 'sending' };
}

/** Messages below her that wait for her approval, with their words and cost. */
export async function listApprovals(
  _: LeaderParams['listApprovals'],
  from: FromChat,
  deps: BroadcastDeps,
): Promise<LeaderAnswers['approvalsListed']> {
  const actor = await leaderIn(from, deps);
  if (!actor) return { items: [] };
  const { subtree, units } = await tree();
  const own = [actor.unit, ...(actor.also ?? []).map(({ unit }) => unit)].flatMap((unit) => subtree(unit));
  const waiting = (await openBroadcasts(own.map(({ _id }) => _id))).filter(({ state }) => state === 'waiting');
  const mine = [];
  for (const each of waiting) if (await mayApprove(each, actor)) mine.push(each);
  await noteLook(from, actor, { action: 'broadcasts:see', unit: actor.unit }, deps);
  return {
    items: mine.slice(0, MOST).map((each) => ({
      ...{ id: each._id, unit: units.get(each.unit)?.name ?? '', text: shownOf(each) },
      ...{ people: each.plan?.people ?? 0, cost: String(each.plan?.cost ?? 0).replaceAll(/\B(?=(\d{3})+$)/g, '.') },
    })),
  };
}

/** What it says, and the address of what goes with it: who approves it looks at both. */
function shownOf(broadcast: Broadcast): string {
  const { vars, enclosed } = sayingOf(broadcast);
  const text = String(vars?.text ?? '');
  return enclosed ? [text, [`• ${enclosed.title}`, enclosed.link].filter(Boolean).join(' – ')].join('\n') : text;
}

async function mayApprove(was: Broadcast, actor: Leader): Promise<boolean> {
  const above = await parentNow(was.unit);
  return (above === null || !isOwn(was, actor)) && (await can(actor, 'broadcasts:approve', above ?? was.unit));
}
