import * as metrics from '../metrics';
import { conversationId, loadMany } from '../models/conversations';
import * as events from '../models/events';
import { unseal } from '../models/secrets';
import { noteEchoes, noteReceipts, type Receipt, uncertainSends } from '../models/send-receipts';
import type { Send } from '../models/sends';
import { messageOf } from './message';
import type { InboundEvent } from './types';

/** What is told can overtake our own note that the message was sent: it is tried again this long, ms. */
const PATIENCE = 5 * 60_000;
const MOST = 500;

/** What an event tells that is kept: that a message of ours did leave, or what became of messages. */
type Told =
  | { kind: 'echo'; send?: string; said?: string; conversation: string; at: number }
  | { kind: 'receipts'; receipts: Receipt[] };

/** Applies what platforms tell about our sends, a few updates for all of them and forward only; returns how many were read. */
export async function applyReceipts(now: number): Promise<number> {
  const pending = await events.pendingOf(events.RECEIPTS);
  for (let start = 0; start < pending.length; start += MOST) await apply(pending.slice(start, start + MOST), now);
  return pending.length;
}

async function apply(stored: readonly events.StoredEvent[], now: number): Promise<void> {
  const read = stored.map(({ _id, receivedAt, body }) => ({ _id, receivedAt, told: toldBy(unseal<events.EventBody>(body)) }));
  const echoes = read.flatMap(({ told }) => (told.kind === 'echo' ? [told] : []));
  const suspects = echoes.length > 0 ? await suspected() : [];
  const named = new Map(echoes.map((echo) => [echo, suspects.find((suspect) => isEcho(echo, suspect))?.send]));
  const left = await noteEchoes([...named.values()].flatMap((send) => (send ? [send._id] : [])));
  if (left > 0) metrics.sends.inc({ channel: 'any', verdict: 'echoed' }, left);
  const known = await noteReceipts(read.flatMap(({ told }) => (told.kind === 'receipts' ? told.receipts : [])));
  const isDone = ({ told, receivedAt }: (typeof read)[number]) => {
    if (receivedAt + PATIENCE < now) return true;
    // One that is still on its way may end in a crash: then its echo is the only word of it.
    if (told.kind === 'echo') return named.get(told)?.state !== 'sending';
    return told.receipts.length === 0 || told.receipts.some(({ platformId }) => known.has(platformId));
  };
  const done = read.filter(isDone).map(({ _id }) => _id);
  if (done.length > 0) await events.markHandled(done, now);
}

/** A send of which nobody knows whether it left, with the words in which it would have. */
interface Suspect {
  send: Send;
  /** More than one where a file may have gone by its address. */
  texts: string[];
}

async function suspected(): Promise<Suspect[]> {
  const sends = await uncertainSends();
  const chats = new Map((await loadMany(sends.map(({ conversation }) => conversation))).map((each) => [each._id, each]));
  return sends.map((send) => {
    const chat = chats.get(send.conversation);
    if (!chat) return { send, texts: [] };
    const { text, enclosed } = messageOf(send, chat, undefined);
    return { send, texts: [text, ...(enclosed ? [enclosed.linked] : [])] };
  });
}

/** By the id that came back; else by the same words (or the first part of them) to the same person, after it was claimed. */
function isEcho(echo: Extract<Told, { kind: 'echo' }>, { send, texts }: Suspect): boolean {
  if (echo.send !== undefined) return echo.send === send._id;
  const { said } = echo;
  if (said === undefined || said === '' || echo.conversation !== send.conversation) return false;
  const alike = texts.some((text) => text === said || (said.length >= A_PART && text.startsWith(said)));
  return alike && (send.leftAt ?? 0) <= echo.at + CLOCKS;
}

/** A text beyond a platform's limit comes back in parts, the first of them long. */
const A_PART = 500;
/** Our clock and a platform's may differ by this much, ms. */
const CLOCKS = 2_000;

function toldBy(body: events.EventBody): Told {
  const event: InboundEvent | undefined = 'event' in body ? body.event : undefined;
  if (event?.type === 'echo') {
    const conversation = conversationId(body.channel, event.account, event.user);
    const { at, send, said } = event;
    return { kind: 'echo', conversation, at, ...(send === undefined ? {} : { send }), ...(said === undefined ? {} : { said }) };
  }
  if (event?.type !== 'receipt' || event.status === 'failed') return { kind: 'receipts', receipts: [] };
  const { status, at } = event;
  return { kind: 'receipts', receipts: (event.ids ?? []).map((platformId) => ({ platformId, status, at })) };
}
