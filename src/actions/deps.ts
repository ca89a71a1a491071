import type { Purpose, Vars } from '../engine/types';
import type { SendBody } from '../models/sends';
import type { Ring } from '../programme/recount';
import type { Reaching } from './broadcasts/broadcast-reach';

/** A text of our own accord to somebody's chat. */
export interface Telling {
  /** The same id twice is one message. */
  id: string;
  conversation: string;
  key: string;
  vars: Vars;
  purpose: Purpose;
  /** What goes with the text. */
  more?: Pick<SendBody, 'image' | 'enclosed' | 'cards' | 'buttons' | 'numbered'>;
  /** Not worth sending after this, ms since 1970; some days where it is missing. */
  notAfter?: number;
}

/** A one-time code to a phone number (`0905123456`). */
export interface CodeOrder {
  /** The same id twice is one message, whatever it holds. */
  id: string;
  phone: string;
  code: string;
}

/** What actions need of other rooms; given by composition. */
export interface ActionDeps {
  tell(send: Telling): Promise<void>;
  ringCount: Ring;
  /** Lets a worker go on with a broadcast; without it the sweep finds it. */
  ringBroadcast?(id: string): Promise<void>;
  /** What channels tell of windows and templates; without it every chat may be written to. */
  reaching?: Reaching;
  /** Sends a code at once and at most once; absent where no channel can. */
  sendCode?(order: CodeOrder): Promise<boolean>;
  /** Fetches what the person of a chat sent, up to so many bytes; without it nothing can be fetched. */
  download?(conversation: string, url: string, most: number): Promise<{ bytes: Buffer } | { fault: 'tooLarge' | 'gone' }>;
  /** Address under which people reach the web side; without it no addresses are told. */
  publicBaseUrl?: string;
  /** Ms since 1970. */
  now(): number;
  /** IANA name; days and months are local ones. */
  timeZone: string;
}
