import type { Send } from '../../models/sends';
import { templateOf, words } from '../../words';

/** What became of one message, as a leader reads it: why, and what she can do about it. */
export interface OutcomeInWords {
  state: string;
  why?: string;
  todo?: string;
}

const said = (key: string) => words(`outcome.${key}`);

/** The reason of a platform that nobody has described yet. */
const UNKNOWN = 'unknownFailure';

/** What became of a message in words; a reason without words of its own is told as an unknown one. */
export function outcomeInWords({ state, failure }: Pick<Send, 'state' | 'failure'>): OutcomeInWords {
  const told = { state: said(`state.${state}`) };
  return failure === undefined ? told : { ...told, ...reasonInWords(failure) };
}

/** What stands against a message, and what to do about it. */
export function reasonInWords(failure: string): { why: string; todo: string } {
  const code = hasWords(failure) ? failure : UNKNOWN;
  return { why: said(`reason.${code}.why`), todo: said(`reason.${code}.do`) };
}

/** Whether a reason has words of its own. */
export function hasWords(failure: string): boolean {
  try {
    return templateOf(`outcome.reason.${failure}.why`) !== '' && templateOf(`outcome.reason.${failure}.do`) !== '';
  } catch {
    return false;
  }
}
