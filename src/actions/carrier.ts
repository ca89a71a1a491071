import { carryOut, type Outbox } from '../engine/carry';
import type { AggregateRoot, CommonEffect, Store } from '../models/aggregate';
import { writeAudit } from '../models/audit';
import * as deadLetters from '../models/dead-letters';
import type { Fact } from '../models/facts';
import { addFact, addFacts } from '../programme/recount';
import type { ActionDeps } from './deps';
import { tellLeaders } from './officers/leaders';

/** How the effects of one kind of aggregate are carried out. */
export interface Carrying<A extends AggregateRoot> {
  /** Names the kind among the dead letters: `application`, `person`. */
  kind: string;
  store: Store<A>;
  /** Carries one effect out; may run twice and then does nothing the second time. */
  handle(effect: A['outbox'][number], about: A, deps: ActionDeps): Promise<void>;
  /** Acts on what is due by itself at `dueAt`; its move sets `dueAt` anew or ends it. */
  due?(about: A, deps: ActionDeps): Promise<void>;
}

/** One kind of aggregate as the sweep and the dead letters know it. */
export interface Carrier {
  kind: string;
  /** Carries out what the outbox holds; does nothing for an unknown id. Throws only on an outage. */
  carry(id: string, deps: ActionDeps): Promise<void>;
  /** Carries out what waits, then acts on what is due. */
  wake(id: string, deps: ActionDeps): Promise<void>;
  /** Those whose outbox nobody emptied in time, or for which something is due. */
  toWake(now: number, most?: number): Promise<string[]>;
  /** Puts an effect that was set aside back, as the dead letter holds it. */
  reopen(id: string, effect: unknown, now: number): Promise<void>;
}

/** Makes the carrier of a kind. */
export function carrierOf<A extends AggregateRoot>({ kind, store, handle, due }: Carrying<A>): Carrier {
  const carry = async (id: string, deps: ActionDeps) => {
    const found = await store.load(id);
    if (!found) return;
    const outbox: Outbox<A> = {
      settle: (was, ids) => store.settle(was, ids, deps.now()),
      failed: (was, effect) => store.effectFailed(was, effect),
      bury: (was, effect, reason) => bury(was, effect, reason, deps.now()),
    };
    await carryOut<A['outbox'][number], A>(found, outbox, (effect, about) => handle(effect, about, deps));
  };
  /** An effect that failed too often waits among the dead letters for `npm run dead`. */
  const bury = async (was: A, id: string, reason: string, at: number) => {
    const body = was.outbox.find((each) => each.id === id);
    if (!body) return;
    await deadLetters.bury({ _id: id, kind: 'effect', aggregate: { kind, id: was._id }, reason, at, body });
    await store.settle(was, [id], at);
  };
  return {
    kind,
    carry,
    async wake(id, deps) {
      await carry(id, deps);
      if (!due) return;
      const about = await store.load(id);
      if (about?.dueAt !== undefined && about.dueAt <= deps.now()) await due(about, deps);
    },
    toWake: store.toWake,
    reopen: (id, effect, now) => store.reopen(id, effect as A['outbox'][number], now),
  };
}

/** The facts of one decision, each under an id of its own. */
export function factsOf({ id, at, facts }: Extract<CommonEffect, { name: 'facts' }>): Fact[] {
  return facts.map(({ once, ...fact }, n) => ({ _id: once ?? `${id}.${n}`, ...fact, ...(at === undefined ? {} : { at }) }));
}

/** Carries out what every aggregate can ask for. */
export async function carryCommon(effect: CommonEffect, deps: ActionDeps): Promise<void> {
  switch (effect.name) {
    case 'fact':
      return addFact({ _id: effect.once ?? effect.id, ...effect.fact }, deps.ringCount);
    case 'facts':
      return addFacts(factsOf(effect), deps.ringCount);
    case 'tell': {
      const { id, conversation, key, vars, purpose } = effect;
      return deps.tell({ id, conversation, key, vars, purpose });
    }
    case 'tellLeaders':
      return tellLeaders(effect, deps);
    case 'audit':
      return writeAudit({ _id: effect.id, at: deps.now(), ...effect.entry, outcome: 'done' });
    default:
      return effect satisfies never;
  }
}
