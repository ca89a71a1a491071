import type { IncomingHttpHeaders } from 'node:http';
import type { Card, InboundEvent } from '../engine/types';

/** What a platform can do, for those who must not know its name. */
export interface Capabilities {
  /** Data leave the country: sensitive questions are not asked here by default (domain.md §3.6). */
  abroad: boolean;
  /** Buttons under one message; more choices are only numbered. */
  buttons: number;
  /** Longest text in UTF-16 units. */
  text: number;
  /** Sends allowed a second. */
  perSecond: number;
  /** Shows a picture with a text. */
  images: boolean;
  /** Cards shown beside a text; 0 where the text alone must do. */
  cards: number;
  /** Offers a tap or a form that gives her phone number. */
  contact: boolean;
}

/** Whether a webhook body is from the platform; `unsigned` is the one probe that comes without a signature. */
export type Verdict = 'signed' | 'probe' | 'bad' | 'notJson';

/** When the person last did something that opens the window, ms since 1970. */
export interface LastHeard {
  at?: number;
}

/** Until when plain messages may be sent, and why not. */
export type Window =
  | { state: 'free'; until: number }
  | { state: 'paid'; until: number }
  | { state: 'template'; reason: 'windowClosed' }
  | { state: 'closed'; reason: 'neverWrote' };

/** An approved template of a platform with its variables: the one way to write after the window. */
export interface Template {
  id: string;
  vars: Record<string, string>;
}

/** A template to a phone number, with or without a chat behind it. */
export interface PhoneMessage {
  /** Our id of the send, at most 48 letters: receipts name it. */
  sendId: string;
  /** National form, `0905123456`. */
  phone: string;
  template: Template;
}

/** A message that the platform took. */
export interface Delivery {
  /** By which receipts name it. */
  platformId: string;
  cost?: 'free' | 'paid';
  /** Code of the refusal that left out a picture, cards, buttons or a form; the text has gone. */
  leftOut?: string;
  /** What is enclosed was refused by its name, and went by its address. */
  linked?: true;
}

/** A picture or file of ours that goes with a message. */
export interface Enclosed {
  kind: 'picture' | 'file';
  /** The platform's name of it, where it was handed in and taken. */
  ref?: string;
  /** The whole text with its address in it, said where the platform does not show it. */
  linked: string;
}

/** A file of ours to be handed in at a platform; `type` is its ending, told by its content. */
export interface Handing {
  name: string;
  type: string;
  bytes: Buffer;
}

/** By what name the platform sends a file that it took, and until when, ms since 1970. */
export interface HandedIn {
  ref: string;
  until: number;
}

/** A file that a person sent; `elsewhere`: not on the platform's own hosts, `gone`: no longer there. */
export type Download = { bytes: Buffer } | { refused: 'elsewhere' | 'tooLarge' | 'gone' };

/** A message ready to leave: `text` is complete by itself (choices numbered in it, cards written out), all else is an addition. */
export interface OutboundMessage {
  /** Our id of the send, echoed back where the platform can. */
  sendId: string;
  account: string;
  user: string;
  text: string;
  buttons: { title: string; payload: string }[];
  /** Address of a picture. */
  image?: string;
  enclosed?: Enclosed;
  cards?: Card[];
  /** Asks for her phone number; words of the form, where the platform shows one. */
  contact?: { title: string; detail: string };
  /** The platform's id of the message of hers that this answers. */
  answers?: string;
  /** A reply to what she just did, or a message of our own accord inside the window. */
  kind: 'reply' | 'update';
  /** Sent in place of text and buttons. */
  template?: Template;
}

/** What a failure is about, and what may be done: the sender reads this, nobody compares platform codes elsewhere. */
export interface Failure {
  code: string;
  retry: 'never' | 'later' | 'throttled' | 'token';
  about?: 'person' | 'window' | 'content' | 'account';
  /** About the person, but only this message or this moment: another one may reach her. */
  reachable?: true;
}

/** A send that the platform refused, or of which nobody knows (`unsure`: the request had begun). */
export class SendError extends Error implements Failure {
  readonly code: string;
  readonly retry: Failure['retry'];
  readonly about?: NonNullable<Failure['about']>;
  readonly reachable?: true;
  readonly platformCode: string;
  /** True when the message may have left: a time-out or a broken connection after the request began. */
  readonly unsure: boolean;

  constructor(failure: Failure, platformCode: string, unsure = false) {
    super(`${failure.code} (platform code ${platformCode})`);
    this.name = 'SendError';
    this.code = failure.code;
    this.retry = failure.retry;
    if (failure.about) this.about = failure.about;
    if (failure.reachable) this.reachable = true;
    this.platformCode = platformCode;
    this.unsure = unsure;
  }
}

/** How the platform wants its webhook answered. */
export interface Hook {
  /** Body of the 200. */
  acknowledge: string;
  /** Badly signed bodies are kept as dead letters instead of refused (first day of a real account). */
  keepsUnsigned: boolean;
  /** What the handshake's GET is answered with; undefined refuses it. */
  challenge?(query: Record<string, unknown>): string | undefined;
}

/** What a page answers: another address, or plain words for the operator. */
export type PageAnswer = { redirect: string } | { status: number; text: string };

/** A page that the web side shows for a channel (GET). */
export interface Page {
  path: string;
  answer(query: Record<string, unknown>): Promise<PageAnswer>;
}

/** What an account shows before anybody has written, and its menu; an entry's payload is that of a button. */
export interface Profile {
  greeting: string;
  /** Payload of the first tap. */
  start: string;
  menu: { title: string; payload: string }[];
  /** Questions to begin with. */
  questions: { title: string; payload: string }[];
}

/** One thing of an account's set-up, and what a person does about it. */
export interface Finding {
  what: string;
  verdict: 'right' | 'set' | 'wrong' | 'unknown';
  remedy?: string;
}

/** The one port to a platform. */
export interface Channel {
  readonly name: string;
  readonly can: Capabilities;
  readonly hook: Hook;
  /** Constant-time check of the raw bytes. */
  verify(rawBody: Buffer, headers: IncomingHttpHeaders): Verdict;
  /** Events of a whole webhook body in its order; total: never throws, what is unknown becomes `ignored` or nothing. */
  parse(body: unknown, receivedAt: number): InboundEvent[];
  window(last: LastHeard, now: number): Window;
  /** Address that opens a chat with the account; carries a ref (`moi_CODE`, `chi_CODE`) along where the platform passes one on. */
  chatLink?(ref?: string): string;
  /** The approved template for a text of the locale, where one is configured. */
  template?(key: string): string | undefined;
  /** Until when messages should wait because the platform's limit is near (ms since 1970); asked before each is claimed. */
  rest?(kind: OutboundMessage['kind'], now: number): number | undefined;
  /** Sends one message; throws SendError. */
  send(message: OutboundMessage): Promise<Delivery>;
  /** Sends a template to a phone number, where the platform can; throws SendError. */
  toPhone?(message: PhoneMessage): Promise<Delivery>;
  /** Hands a file in once, to be sent to many by its name; throws SendError, about the content where this file is not taken. */
  handIn?(file: Handing): Promise<HandedIn>;
  /** Fetches what a person sent, up to so many bytes; throws SendError where another try may help. */
  download?(url: string, most: number): Promise<Download>;
  /** Pages for operators, such as the consent of an account. */
  readonly pages?: readonly Page[];
  /** What the account needs from time to time (tokens); called often, does little. Throws what a log should know. */
  tend?(now: number): Promise<void>;
  /** Looks at the account's set-up, and sets what can be set when `fix` is true. */
  check?(profile: Profile, fix: boolean): Promise<Finding[]>;
}
