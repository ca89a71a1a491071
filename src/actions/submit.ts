import type { Answers, ApplicationForm } from '../engine/types';
import type { Application, ApplicationEffect } from '../models/applications';
import * as applications from '../models/applications';
import { byCode, byPhone, type Person, phoneHash } from '../models/people';
import { briefOf } from '../models/units';
import { periodOf, yearOf } from '../programme/periods';
import { numbered } from './act';
import type { EffectDraft } from './act-on-application';
import { applicationCarrier } from './carry';
import type { ActionDeps } from './deps';

/** Where a form comes from: `id` of the effect that carries it, and the chat. */
export interface Submission {
  id: string;
  conversation: string;
}

/** What is known of a form's phone and code when it comes in. */
export interface Found {
  /** The open application with this phone. */
  open: Pick<Application, '_id' | 'state'> | null;
  /** People with this phone. */
  samePhone: Pick<Person, 'status'>[];
  referrer: Pick<Person, '_id' | 'phoneHash' | 'conversations'> | null;
}

/**
 * Files a woman's wish to join, exactly once for an id. One phone has one application that counts: another is kept apart as
 * `duplicate`, for the branch to look at, because families share phones (product §2, domain §5.3). The file number of
 * somebody else's application is never told.
 */
export async function submit(form: ApplicationForm, from: Submission, deps: ActionDeps): Promise<Answers['applicationFiled']> {
  const filed = (await applications.application(from.id)) ?? (await file(form, from, deps));
  if (filed.outbox.length > 0) await applicationCarrier.carry(filed._id, deps);
  const original = filed.duplicateOf === undefined ? null : await applications.application(filed.duplicateOf);
  const own = original?.conversation === from.conversation ? original : filed;
  const { name, days } = await briefOf(filed.unit);
  return { file: own.file, branch: name, duplicate: filed.history[0]?.outcome === 'duplicate', days };
}

/** Whether a form counts or is kept apart, and who brought her: never she herself. */
export function decideSubmit(form: ApplicationForm, hash: string, conversation: string, found: Found) {
  const duplicate = found.open !== null || found.samePhone.some((each) => each.status === 'member');
  const { referrer } = found;
  const herself = referrer?.phoneHash === hash || referrer?.conversations.includes(conversation);
  const brought = referrer && form.referrerCode !== undefined && !herself;
  return {
    state: duplicate ? ('duplicate' as const) : ('submitted' as const),
    ...(found.open ? { duplicateOf: found.open._id } : {}),
    ...(brought ? { referrer: { code: form.referrerCode as string, person: referrer._id } } : {}),
  };
}

async function file(form: ApplicationForm, { id, conversation }: Submission, deps: ActionDeps): Promise<Application> {
  const hash = phoneHash(form.phone);
  for (;;) {
    const at = deps.now();
    const referrer = form.referrerCode === undefined ? null : await byCode(form.referrerCode);
    const found = { open: await applications.bySlot(hash), samePhone: await byPhone(hash), referrer };
    const { state, ...more } = decideSubmit(form, hash, conversation, found);
    const metric = `applications:${state}` as const;
    const effects: EffectDraft[] = [
      { name: 'fact', fact: { metric, unit: form.unit, period: periodOf(at, deps.timeZone), n: 1 } },
    ];
    const filed = await applications.fileNew({
      ...more,
      ...(state === 'submitted' ? { slot: hash } : {}),
      _id: id,
      state,
      at,
      unit: form.unit,
      conversation,
      form,
      phoneHash: hash,
      year: yearOf(at, deps.timeZone),
      history: [{ id, at, action: 'submit', by: 'applicant', outcome: state }],
      outbox: numbered<ApplicationEffect>(id, 0, effects),
    });
    // Another form with this phone came in between: look again, it is there now.
    if (filed !== 'taken') return filed;
  }
}
