import type { AnyStateMachine, StateValue } from 'xstate';
import type { Also, Command, Expecting, Meaning, Utterance } from '../language/meaning';
import type { SentFile } from './leader-types';
import type { Answer, Button, InboundEvent, Known, Vars } from './types';

export type { Also, Command, Expecting } from '../language/meaning';

/**
 * Free text: whatever she writes is the answer, save an unmistakable command. Where she tells a story (`own`) a sentence around a
 * command is her answer too, unless it cries for help, asks for a person or to be left alone; where she writes to others
 * (`passedOn`), all but a command that stands alone is.
 */
export type Free = true | 'own' | 'passedOn';

/** What a state waits for: stands in its `meta.question`. */
export interface Question<C> {
  expecting: Expecting;
  /** What the question is about; the state's own name when missing. */
  subject?: (context: C) => string;
  /** Buttons below the question, in the order of their numbers. */
  buttons?: (context: C, known: Known) => Button[];
  /** False where a number must never answer (consent). */
  numbered?: false;
  free?: Free;
  /** Takes pictures and files: they arrive as `files`. */
  files?: true;
}

type Told = { known: Known; text?: string };

/** What a machine hears. Taps arrive as the event that their verb names; verbs of a flow's own arrive as `tap`. */
export type FlowEvent = Told &
  (
    | { type: 'open'; arg?: string }
    | { type: 'resume'; arg?: string }
    | { type: 'repeat' }
    | { type: 'back' }
    | { type: 'media' }
    | { type: 'files'; files: SentFile[] }
    | { type: 'yes' | 'no' | 'maybe'; by: 'tap' | 'words' }
    | { type: 'choice'; value: number[] }
    | { type: 'value'; value: string | number; confirm?: true; also?: Also }
    | { type: 'ask'; readings: string[] }
    | { type: 'invalid'; why: string }
    | { type: 'notUnderstood'; shape: string }
    | { type: 'skip' }
    | { type: 'tap'; verb: string; arg?: string }
    | Answer
  );

/** How a machine is started: which meeting or survey it is about, if any, and what is known. */
export interface FlowInput {
  subject?: string;
  known: Known;
}

/** One conversation as a machine. Its first state says nothing: it hears `open`, or the answer to a question that was sent before. */
export interface Flow {
  name: string;
  version: number;
  machine: AnyStateMachine;
  /** Not worth coming back to once something else has begun (the menu). */
  passing?: true;
  /** From an older version's frozen state to the next version's. */
  migrations?: Record<number, (frozen: Frozen) => Frozen>;
  /** Whether the person has answered what the flow asked about this subject before. */
  answered?: (subject: string, known: Known) => boolean;
  /** Whether what was asked about a subject some time ago still waits for an answer; never where the flow does not say so. */
  waits?: (subject: string, known: Known) => boolean;
}

/** A machine's state as data. */
export interface Frozen {
  value: StateValue;
  context: Record<string, unknown>;
}

/** A flow under way in a conversation, frozen between two events. */
export interface Playing extends Frozen {
  flow: string;
  version: number;
}

/** Everything that a conversation remembers; the last flow is the one that is heard, those before it wait to be resumed. */
export interface State {
  greeted: boolean;
  playing: Playing[];
  /** Invitation code with which she came. */
  referral?: string;
  /** The branch whose link she came with. */
  link?: Known['link'];
  /** The bot is silent until then (a person has taken over), ms since 1970. */
  pausedUntil?: number;
}

/** Something due later: XState's id of the delay, whose flow, when (ms since 1970). */
export interface Timer {
  id: string;
  flow: string;
  due: number;
}

/** What a conversation plays: an event of a platform, a timer that is due, an answer of the world. */
export type PlayEvent = InboundEvent | { type: 'timer'; timer: Timer } | { type: 'answer'; flow: string; answer: Answer };

/**
 * A flow that some words open beside the commands; `asked`: not where a question waits for free words, whose answer they are;
 * `idle`: only where nothing is under way.
 */
export interface Shortcut {
  flow: string;
  arg?: string;
  asked?: true;
  idle?: true;
}

/** The flows of the product and what `play` needs around them; given by composition, so that play stays pure. */
export interface Book {
  flows: Record<string, Flow>;
  /** Which flow hears a command or an unasked text; `menu` hears what nobody else does. */
  commands: Partial<Record<Command, string>>;
  /** Words that are no command and open a flow, as a whole text. */
  shortcut?(text: string, known: Known): Shortcut | undefined;
  /** Which flow's question words are meant for that fit no other, though it is not the newest one. */
  about?(text: string): string | undefined;
  /** Which flow hears a picture or file that nothing waits for. */
  unasked?(known: Known): string | undefined;
  /** Another flow that a command opens, by the words that gave it. */
  leads?(command: Command, text: string): string | undefined;
  understand(input: Utterance): Meaning;
  /** Whether a text is a command and nothing else. */
  isOnlyCommand(text: string): boolean;
  /** The words of a label. */
  label(key: string, vars?: Vars): string;
}
