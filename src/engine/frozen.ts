import { type AnyMachineSnapshot, type AnyStateMachine, initialTransition } from 'xstate';
import type { Flow, Frozen, Playing, Question } from './flow';
import type { Known } from './types';

/** A machine at its first state, which says nothing yet. */
export function begin(flow: Flow, subject: string, known: Known): AnyMachineSnapshot {
  const machine: AnyStateMachine = flow.machine;
  const [snapshot] = initialTransition(machine, { known, ...(subject === '' ? {} : { subject }) });
  return snapshot;
}

/** A running machine as data. */
export function freeze(flow: Flow, snapshot: AnyMachineSnapshot): Playing {
  return { flow: flow.name, version: flow.version, value: snapshot.value, context: snapshot.context };
}

/** Data as a running machine; undefined when another version froze it and no migration leads to this one. */
export function thaw(flow: Flow, playing: Playing): AnyMachineSnapshot | undefined {
  let frozen: Frozen | undefined = playing;
  for (let version = playing.version; frozen && version !== flow.version; version += 1) {
    const migrate: ((old: Frozen) => Frozen) | undefined = version < flow.version ? flow.migrations?.[version] : undefined;
    frozen = migrate?.(frozen);
  }
  if (!frozen) return undefined;
  const machine: AnyStateMachine = flow.machine;
  return machine.resolveState({ value: frozen.value, context: frozen.context });
}

/** The question that a state waits for, if any. */
export function questionOf(snapshot: AnyMachineSnapshot): Question<unknown> | undefined {
  const metas = Object.values(snapshot.getMeta() as Record<string, { question?: Question<unknown> } | undefined>);
  return metas.findLast((meta) => meta?.question)?.question;
}

/** The name of the innermost state, as questions and payloads name it. */
export function stepOf(snapshot: AnyMachineSnapshot): string {
  let value = snapshot.value;
  while (typeof value === 'object') {
    const [[name, inner] = ['', ''] as const] = Object.entries(value);
    if (!inner || (typeof inner === 'object' && Object.keys(inner).length === 0)) return name;
    value = inner;
  }
  return value;
}
