import { type Delivery, type OutboundMessage, SendError } from './channel';

/** One request of a message. */
export interface Part {
  body: object;
  /** What goes in its place when the platform refuses its form: a plainer request, or nothing. */
  instead?: object | 'nothing';
}

/** Refusals that a plainer request may not meet. */
const FORM = new Set(['badParameter', 'badMedia', 'typeNotSupported', 'attachmentExpired', 'tooLong']);

/** Sends a message with what is enclosed; where the platform does not take that, with its address in the words. */
export async function sendMessage(
  message: OutboundMessage,
  partsOf: (message: OutboundMessage) => Part[],
  call: (body: object) => Promise<Delivery>,
): Promise<Delivery> {
  const { enclosed, ...rest } = message;
  const linked = enclosed ? { ...rest, text: enclosed.linked } : message;
  if (enclosed?.ref === undefined) return sendParts(partsOf(linked), call);
  try {
    return await sendParts(partsOf(message), call);
  } catch (error) {
    // What is enclosed goes first or with the text: nothing has reached her.
    if (!(error instanceof SendError) || error.unsure || !FORM.has(error.code)) throw error;
    return { ...(await sendParts(partsOf(linked), call)), leftOut: error.code, linked: true };
  }
}

/** Makes the requests of a message in order; throws SendError, unsure once one of them has left. */
export async function sendParts(parts: readonly Part[], call: (body: object) => Promise<Delivery>): Promise<Delivery> {
  let sent: Delivery | undefined;
  let text: string | undefined;
  let leftOut: string | undefined;
  for (const { body, instead } of parts) {
    const addition = instead === 'nothing';
    try {
      const delivery = await call(body).catch((error: unknown) => {
        // What is added to a text that has arrived is not worth saying it twice.
        if (!(error instanceof SendError) || instead === undefined || !(FORM.has(error.code) || (addition && text))) throw error;
        leftOut = error.code;
        return addition ? undefined : call(instead);
      });
      if (!delivery) continue;
      if (!addition) text = delivery.platformId;
      sent = { ...delivery, cost: sent?.cost === 'paid' ? 'paid' : (delivery.cost ?? 'free') };
    } catch (error) {
      // An earlier part of the same message is with her already.
      throw sent && error instanceof SendError ? new SendError(error, error.platformCode, true) : error;
    }
  }
  if (!sent || text === undefined) throw new SendError({ code: 'emptyText', retry: 'never', about: 'content' }, 'none');
  return { ...sent, platformId: text, ...(leftOut === undefined ? {} : { leftOut }) };
}
