import { type Delivery, SendError } from './channel';

/** One request of a message. */
export interface Part {
  body: object;
  /** What goes in its place when the platform refuses its form: a plainer request, or nothing. */
  instead?: object | 'nothing';
}

/** Refusals that a plainer request may not meet. */
const FORM = new Set(['badParameter', 'badMedia', 'typeNotSupported', 'attachmentExpired', 'tooLong']);

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
