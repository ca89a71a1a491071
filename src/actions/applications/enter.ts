import type { Answers, ApplicationForm } from '../../engine/types';
import { tree } from '../../models/units';
import { yearOf } from '../../programme/periods';
import { can, nameOfActor } from '../access';
import type { Order } from '../act';
import type { ActionDeps } from '../deps';
import { LEAST_AGE, submit } from './submit';

/** A woman without a smartphone, whom a leader enters from the paper that she signed. */
export interface Entry extends Order {
  form: ApplicationForm;
  /** Where the signed paper lies: a number or a folder of the branch's, nothing about her. */
  paper: string;
  /** Who turns 18 this year must have had her birthday: the leader has asked. */
  turned18?: boolean;
}

export type EntryRefusal = 'notAllowed' | 'unknownUnit' | 'underAge' | 'noPaper' | 'askBirthday';

/** What became of it: the file, or why nothing was kept of her. */
export type Entered = { done: true; filed: Answers['applicationFiled'] } | { done: false; why: EntryRefusal };

/** Enters an application for a woman without a chat, exactly once for an order, with her consent on paper (domain §3.7, 10). */
export async function enterApplication(entry: Entry, deps: ActionDeps): Promise<Entered> {
  const refuse = (why: EntryRefusal): Entered => ({ done: false, why });
  const { form, actor, id } = entry;
  if (!(await tree()).units.has(form.unit)) return refuse('unknownUnit');
  if (!(await can(actor, 'applications:enter', form.unit))) return refuse('notAllowed');
  const ref = entry.paper.trim();
  if (ref === '') return refuse('noPaper');
  const age = yearOf(deps.now(), deps.timeZone) - form.birthYear;
  if (age < LEAST_AGE) return refuse('underAge');
  if (age === LEAST_AGE && !entry.turned18) return refuse('askBirthday');
  const filed = await submit(form, { id, conversation: '', paper: { by: nameOfActor(actor), ref } }, deps);
  return filed.underAge ? refuse('underAge') : { done: true, filed };
}
