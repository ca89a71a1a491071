import type { Application } from '../../models/applications';
import { person } from '../../models/people';
import { periodOf } from '../../programme/periods';
import type { ActionDeps } from '../deps';
import { type ActionResult, actOn, type Decision, type Order } from './act-on-application';
import { householdFacts, householdTold, type ToldHousehold } from './told-household';
import { WORDS } from './withdraw';

/**
 * A recognition was a mistake: the application is open no longer, the woman is no member, and joined, members and her pair of
 * 1+1 are corrected (`decideUnrecognise` has the rule). Refused when she has left or was recognised anew since.
 */
export function withdrawRecognition(file: string, order: Order & { why: string }, deps: ActionDeps): Promise<ActionResult> {
  return actOn(
    file,
    'unrecognise',
    order,
    async (was) => {
      const member = was.member === undefined ? null : await person(was.member);
      const standing = member?.status === 'member' && member.recognition?.application === was._id;
      return decideWithdrawRecognition(was, standing, order.why, deps.timeZone, householdTold(was).household);
    },
    deps,
  );
}

/** Recognised becomes withdrawn while she is a member by this application; the month that counted the recognition is corrected. */
export function decideWithdrawRecognition(
  was: Application,
  standing: boolean,
  why: string,
  timeZone: string,
  household?: ToldHousehold,
): Decision {
  const recognised = was.history.findLast((each) => each.action === 'recognise');
  if (was.state !== 'recognised' || !recognised || !standing) return { refuse: 'wrongState' };
  const period = periodOf(recognised.at, timeZone);
  return {
    state: 'withdrawn',
    reason: 'recognitionWithdrawn',
    why,
    effects: [
      { name: 'fact', fact: { metric: 'applications:recognised', unit: was.unit, period, n: -1 } },
      ...householdFacts(household, { unit: was.unit, period, n: -1 }),
      { name: 'unmakeMember' },
      {
        ...{ name: 'tell', conversation: was.conversation, purpose: 'GIA_NHAP' },
        ...{ key: WORDS.recognitionWithdrawn, vars: { file: was.file } },
      },
    ],
  };
}
