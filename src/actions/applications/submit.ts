import type { Answers, ApplicationForm } from '../../engine/types';
import type { Application, ApplicationEffect, Likeness } from '../../models/applications';
import * as applications from '../../models/applications';
import { byCode, byPhone, type Person, phoneHash } from '../../models/people';
import { keyed } from '../../models/secrets';
import { briefOf, unitAt } from '../../models/units';
import { periodOf, yearOf } from '../../programme/periods';
import { numbered } from '../act';
import type { ActionDeps } from '../deps';
import { hasNamesake } from '../people/namesakes';
import { timersOf } from './application-deadlines';
import { applicationCarrier } from './carry';

/** Where a form comes from: `id` of the effect or order that carries it, the chat, or the paper that a leader entered it from. */
export interface Submission {
  id: string;
  /** Empty for a woman without a chat. */
  conversation: string;
  paper?: Application['paper'];
}

/** What is known of a form's phone, name and code when it comes in. */
export interface Found {
  /** The open application with this phone. */
  open: Pick<Application, '_id' | 'state'> | null;
  /** People with this phone. */
  samePhone: Pick<Person, 'status'>[];
  /** Somebody of her name and birth year is a member or an applicant in her unit. */
  sameName: boolean;
  referrer: Pick<Person, '_id' | 'phoneHash' | 'conversations'> | null;
}

/** From the year in which a woman turns 18 (domain §2.4); whether she has, is asked of her. */
export const LEAST_AGE = 18;

/**
 * Files a woman's wish to join, exactly once for an id. One phone has one application that counts: another is kept apart as
 * `duplicate`, for the branch to look at, because families share phones (product §2, domain §5.3). The file number of
 * somebody else's application is never told. Of somebody under age nothing is kept.
 */
export async function submit(form: ApplicationForm, from: Submission, deps: ActionDeps): Promise<Answers['applicationFiled']> {
  const before = await applications.application(from.id);
  if (!before && yearOf(deps.now(), deps.timeZone) - form.birthYear < LEAST_AGE)
    return { file: '', branch: '', duplicate: false, days: 0, underAge: true };
  const filed = before ?? (await file(form, from, deps));
  if (filed.outbox.length > 0) await applicationCarrier.carry(filed._id, deps);
  const original = filed.duplicateOf === undefined ? null : await applications.application(filed.duplicateOf);
  const own = original && original.conversation !== '' && original.conversation === from.conversation ? original : filed;
  const { name, days } = await briefOf(filed.unit);
  return { file: own.file, branch: name, duplicate: filed.history[0]?.outcome === 'duplicate', days };
}

/** Whether a form counts or is kept apart, who else may be her, and who brought her: never she herself. */
export function decideSubmit(form: ApplicationForm, hash: string, conversation: string, found: Found) {
  const samePhone = found.open !== null || found.samePhone.some((each) => each.status === 'member');
  const likeness: Likeness[] = [...(samePhone ? ['samePhone' as const] : []), ...(found.sameName ? ['sameName' as const] : [])];
  const { referrer } = found;
  const herself = referrer?.phoneHash === hash || (conversation !== '' && referrer?.conversations.includes(conversation));
  const brought = referrer && form.referrerCode !== undefined && !herself;
  return {
    // A name is no proof: it is flagged and nothing else.
    state: samePhone ? ('duplicate' as const) : ('submitted' as const),
    ...(found.open ? { duplicateOf: found.open._id } : {}),
    ...(likeness.length > 0 ? { likeness } : {}),
    ...(brought ? { referrer: { code: form.referrerCode as string, person: referrer._id } } : {}),
  };
}

async function file(form: ApplicationForm, from: Submission, deps: ActionDeps): Promise<Application> {
  const { id, conversation, paper } = from;
  // Without a phone there is nothing that could be shared.
  const hash = form.phone === '' ? keyed('phone', 'none', id) : phoneHash(form.phone);
  const nameKey = applications.nameKeyOf(form.name, form.birthYear, (await unitAt(form.unit, 'commune'))?._id ?? form.unit);
  for (;;) {
    const at = deps.now();
    const slot = await applications.slotOfPhone(hash);
    const referrer = form.referrerCode === undefined ? null : await byCode(form.referrerCode);
    const found = {
      open: 'open' in slot ? slot.open : null,
      samePhone: await byPhone(hash),
      sameName: await hasNamesake(form, form.unit, nameKey, id),
      referrer,
    };
    const { state, ...more } = decideSubmit(form, hash, conversation, found);
    const period = periodOf(at, deps.timeZone);
    const timers = await timersOf(state, form.unit, at);
    const by = paper?.by ?? 'applicant';
    const filed = await applications.fileNew({
      ...more,
      ...(state === 'submitted' && 'next' in slot ? { slot: slot.next } : {}),
      ...(paper ? { paper } : {}),
      ...timers.set,
      ...{ _id: id, state, at, unit: form.unit, conversation, form, phoneHash: hash, nameKey },
      year: yearOf(at, deps.timeZone),
      history: [{ id, at, action: 'submit', by, outcome: state }],
      outbox: numbered<ApplicationEffect>(id, 0, [
        { name: 'fact', fact: { metric: `applications:${state}`, unit: form.unit, period, n: 1 } },
        { name: 'tellLeaders', unit: form.unit, matter: 'application' },
        ...(paper ? [{ name: 'paperConsent' as const }] : []),
      ]),
    });
    // Another form with this phone came in between: look again, it is there now.
    if (filed !== 'taken') return filed;
  }
}
