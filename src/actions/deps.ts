import type { Purpose, Vars } from '../engine/types';
import type { Ring } from '../programme/recount';

/** A text of our own accord to somebody's chat. */
export interface Telling {
  /** The same id twice is one message. */
  id: string;
  conversation: string;
  key: string;
  vars: Vars;
  purpose: Purpose;
}

/** What actions need of other rooms; given by composition. */
export interface ActionDeps {
  tell(send: Telling): Promise<void>;
  ringCount: Ring;
  /** Ms since 1970. */
  now(): number;
  /** IANA name; days and months are local ones. */
  timeZone: string;
}
