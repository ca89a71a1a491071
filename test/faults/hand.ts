import type { SurveyValue } from '../../src/engine/types';
import type { Sent } from '../fake/platform';

/** One webhook with what it tells; `ackedAt` is when it was first answered 200. */
export interface Delivery {
  /** Ids of the events in it, as they are stored, with their times. */
  events: { id: string; at: number }[];
  sentAt: number;
  ackedAt: number;
  tries: number;
}

/** What somebody did, and what must be true of it afterwards. */
export interface Person {
  channel: string;
  user: string;
  conversation: string;
  /** What she plays; those of one kind get the same replies. */
  kind: string;
  deliveries: Delivery[];
  /** Replies that follow from what she said, where their number is certain. */
  replies?: number;
  survey?: Record<string, SurveyValue>;
  rsvp?: { answer: string; at: number }[];
  application?: { name: string; birthYear: number; phone: string; unit: string };
  consents: string[];
  /** Undefined where she may be given to a person for not being understood. */
  calls?: number;
  /** She never got to the end: only right when one of her messages came late. */
  unfinished?: string;
}

/** Does several things at once; resolves when each was answered 200. */
export type Say = (what: { text?: string; payload?: string }[]) => Promise<void>;

/** What a visit may do and see. */
export interface Hand {
  person: Person;
  random: () => number;
  say(text: string): Promise<void>;
  tap(payload: string): Promise<void>;
  /** Several at once, each in a webhook of its own or, where the platform does that, in one. */
  atOnce: Say;
  /** Waits for a message that she has not read yet and answers it; what comes before it counts as read. */
  reads(which: (sent: Sent) => boolean, what: string): Promise<Sent>;
  /** A moment, up to some ms. */
  thinks(ms: number): Promise<void>;
}
