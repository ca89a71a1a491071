import type { Log } from '../log';
import * as metrics from '../metrics';
import type { Conversation } from '../models/conversations';
import * as conversations from '../models/conversations';
import { bury } from '../models/dead-letters';
import * as events from '../models/events';
import { keyed, seal, unseal } from '../models/secrets';
import { ATTEMPTS, carryOut } from './carry';
import type { Carrying } from './carrying';
import type { createHandlers } from './effects';
import type { Book, PlayEvent, State, Timer } from './flow';
import { BLANK, play, type Turn } from './play';
import type { Answer, Effect, EffectName, EffectParams, Known } from './types';

/** Steps of one conversation in one job; what is left is rung for again. */
const MOST_STEPS = 60;
const OPENS_WINDOW: ReadonlySet<string> = new Set(['text', 'tap', 'media', 'follow', 'contact', 'reaction', 'referral', 'optin']);

export interface TurnDeps {
  book: Book;
  known(conversation: Conversation, event: PlayEvent): Promise<Known>;
  handlers: ReturnType<typeof createHandlers>;
  /** Unit of the conversation's person, or of the whole province. */
  unitOf(conversation: Conversation): Promise<string>;
  now(): number;
  log: Log;
}

/** Something to play: a stored event, or a timer that is due. */
interface Next {
  id: string;
  at: number;
  event: PlayEvent;
  stored?: events.StoredEvent;
}

/** Plays all that waits for a conversation, one guarded write each; true when it is quiet, false when there is more. */
export async function takeTurns(id: string, deps: TurnDeps, again = false): Promise<boolean> {
  let conversation = await conversations.load(id);
  for (let step = 0; step < MOST_STEPS; step += 1) {
    if (conversation && conversation.outbox.length > 0) conversation = await carry(conversation, deps);
    const [stored] = await events.pendingOf(id);
    if (stored) {
      conversation ??= await begin(id, stored);
      conversation = await takeOne(conversation, nextOf(stored), deps, again || stored.attempts > 0);
    } else {
      const timer = conversation?.timers.find((each) => each.due <= deps.now());
      if (!conversation || !timer) {
        // A wake-up that found nothing to do is not to come again.
        if (conversation && (conversation.wakeAt ?? Number.POSITIVE_INFINITY) <= deps.now())
          await conversations.settle(conversation, []);
        return true;
      }
      conversation = await takeOne(conversation, dueTimer(conversation, timer, deps.now()), deps, false);
    }
  }
  return false;
}

/** One event from play to outbox; returns the conversation as it is now. */
async function takeOne(was: Conversation, next: Next, deps: TurnDeps, suspicious: boolean): Promise<Conversation> {
  if (was.done.includes(next.id)) {
    if (next.stored) await events.markHandled([next.id], deps.now());
    return was;
  }
  const stop = metrics.turnSeconds.startTimer();
  const known = await deps.known(was, next.event);
  const perform = () => play(deps.book, conversations.stateOf(was) ?? BLANK, was.timers, next.event, known);
  const turn = await trying(next, suspicious, perform);
  if ('poison' in turn) return putAside(was, next, turn.poison, deps);
  const moved = await conversations.commit(was, moveOf(was, next, turn), deps.now());
  if (!moved) return reload(was._id);
  const [carried] = await Promise.all([carry(moved, deps), next.stored && events.markHandled([next.id], deps.now())]);
  stop();
  return carried;
}

/** From the second try an event is counted before it is played, one at a time: one that ends the process is counted as well. */
async function trying(next: Next, suspicious: boolean, perform: () => Turn): Promise<Turn | { poison: string }> {
  const tries = next.stored?.attempts ?? 0;
  if (tries >= ATTEMPTS) return { poison: 'it ended the process each time it was played' };
  if (!suspicious) return performed(next, tries, perform);
  return alone(async () => {
    await events.countTry(next.id, 1);
    const turn = await performed(next, tries, perform, true);
    // It can be played: what failed before was not its fault.
    if (!('poison' in turn)) await events.countTry(next.id, -1);
    return turn;
  });
}

async function performed(next: Next, tries: number, perform: () => Turn, counted = false): Promise<Turn | { poison: string }> {
  try {
    return perform();
  } catch (error) {
    if (tries + 1 >= ATTEMPTS || !next.stored) return { poison: error instanceof Error ? error.message : String(error) };
    if (!counted) await events.countTry(next.id, 1);
    throw error;
  }
}

function moveOf(was: Conversation, next: Next, turn: Turn): conversations.Move {
  const { event } = next;
  const heard = next.stored && OPENS_WINDOW.has(event.type);
  return {
    event: next.id,
    state: turn.state,
    timers: turn.timers,
    effects: turn.effects.map(({ name, params, flow }, n) => ({
      id: `${next.id}.${n}`,
      seq: (was.rev + 1) * 100 + n,
      at: next.at,
      name,
      body: seal({ params, flow }),
    })),
    ...(heard ? { heardAt: next.at } : {}),
    ...(event.type === 'text' || event.type === 'tap' || event.type === 'media' ? { message: event.id } : {}),
    ...(event.type === 'unfollow' || event.type === 'erase' ? { gone: true } : heard ? { gone: false } : {}),
  };
}

/** An event that cannot be played is put aside: its flow is cleared and she gets an apology. */
async function putAside(was: Conversation, next: Next, reason: string, deps: TurnDeps) {
  deps.log.error({ conversation: was._id, event: next.id, reason }, 'event put aside');
  metrics.deadLetters.inc({ kind: 'event' });
  const body = next.stored ? unseal<events.EventBody>(next.stored.body) : { timer: next.event };
  await bury({ _id: next.id, kind: 'event', conversation: was._id, reason, at: deps.now(), body });
  const apology: Effect & { flow: string } = { name: 'say', params: { key: 'common.apology' }, flow: 'menu' };
  const state: State = { ...BLANK, greeted: true };
  const moved = await conversations.commit(
    was,
    moveOf(was, next, { state, timers: [], effects: [apology], understood: 'poison' }),
    deps.now(),
  );
  if (!moved) return reload(was._id);
  if (next.stored) await events.markHandled([next.id], deps.now());
  return carry(moved, deps);
}

/** Carries out the outbox; answers of the world become events that are played next. */
async function carry(conversation: Conversation, deps: TurnDeps): Promise<Conversation> {
  if (conversation.outbox.length === 0) return conversation;
  // Asked once for a whole outbox: a greeting alone has three effects.
  let unit: Promise<string> | undefined;
  const unitOf = () => {
    unit ??= deps.unitOf(conversation);
    return unit;
  };
  const all = await carryOut<conversations.StoredEffect, Conversation>(
    conversation,
    {
      settle: conversations.settle,
      failed: (was, effect) => conversations.effectFailed(was._id, effect),
      bury: (was, effect, reason) => buryEffect(was, effect, reason, deps),
    },
    (effect, was) => carryEffect(effect, was, unitOf, deps),
  );
  return all ? { ...conversation, outbox: [] } : reload(conversation._id);
}

async function carryEffect(
  effect: conversations.StoredEffect,
  conversation: Conversation,
  unitOf: () => Promise<string>,
  deps: TurnDeps,
): Promise<void> {
  const { params, flow } = unseal<{ params: never; flow: string }>(effect.body);
  const handler = deps.handlers[effect.name] as (
    params: EffectParams[EffectName],
    about: Carrying,
  ) => Promise<Answer | undefined>;
  if (!handler) throw new Error(`nobody carries out the effect ${effect.name}: add it to engine/effects.ts`);
  const unit = await unitOf();
  const answer = await handler(params, { conversation, unit, effect, flow });
  if (!answer) return;
  const { _id, channel } = conversation;
  const at = deps.now();
  const place = { _id: keyed('answer', effect.id), conversation: _id, at, receivedAt: at, place: 0, answer: true as const };
  await events.insertEvents([events.newEvent(place, { channel, answer, flow })]);
}

async function buryEffect(was: Conversation, id: string, reason: string, deps: TurnDeps): Promise<void> {
  const effect = was.outbox.find((each) => each.id === id);
  if (!effect) return;
  deps.log.error({ conversation: was._id, effect: effect.name, reason }, 'effect put aside');
  metrics.deadLetters.inc({ kind: 'effect' });
  const body = { name: effect.name, ...unseal<object>(effect.body) };
  await bury({ _id: effect.id, kind: 'effect', conversation: was._id, reason, at: deps.now(), body });
  await conversations.settle(was, [id]);
}

async function begin(id: string, stored: events.StoredEvent): Promise<Conversation> {
  const body = unseal<events.EventBody>(stored.body);
  if (!('event' in body)) throw new Error(`event ${stored._id} answers a conversation that does not exist`);
  return conversations.open(id, { channel: body.channel, account: body.event.account, user: body.event.user });
}

async function reload(id: string): Promise<Conversation> {
  const now = await conversations.load(id);
  if (!now) throw new Error(`conversation ${id} has gone while it was played`);
  return now;
}

function nextOf(stored: events.StoredEvent): Next {
  const body = unseal<events.EventBody>(stored.body);
  const event: PlayEvent = 'event' in body ? body.event : { type: 'answer', flow: body.flow, answer: body.answer as Answer };
  return { id: stored._id, at: stored.at, event, stored };
}

function dueTimer(conversation: Conversation, timer: Timer, now: number): Next {
  const id = keyed('timer', conversation._id, timer.flow, timer.id, String(timer.due));
  return { id, at: now, event: { type: 'timer', timer } };
}

let last: Promise<unknown> = Promise.resolve();

/** Runs one suspicious play after the other, so that one which ends the process takes no other's count with it. */
function alone<T>(work: () => Promise<T>): Promise<T> {
  const mine = last.then(work, work);
  last = mine.catch(() => undefined);
  return mine;
}
