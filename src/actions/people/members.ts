import type { Group } from '../../models/groups';
import { byPhone, idsOf, phoneHash, sealedBirthday, sealedPhone } from '../../models/people';
import type { LeaveReason } from '../../models/person';
import { seal } from '../../models/secrets';
import { isOpen } from '../../models/unit';
import { tree } from '../../models/units';
import type { ActionDeps } from '../deps';
import { actOnPerson, type MemberOrder, type MemberResult } from './act-on-person';
import { decideAway, decideLeave, decideReturn, decideTransfer } from './membership';
import { decideCard, decideCore, decideCorrect, decideFee, decideGroups, decideHousehold } from './record';

/**
 * She goes to another unit (chuyển sinh hoạt). The leader of the unit that she leaves decides: whoever could take women from
 * other rolls without asking could also empty them.
 */
export function transfer(id: string, to: string, order: MemberOrder, deps: ActionDeps): Promise<MemberResult> {
  return actOnPerson(id, 'transfer', 'members:transfer', order, deps, async (was, moment) => {
    const unit = (await tree()).units.get(to);
    if (!unit || unit.level === 'province' || !isOpen(unit)) return { refuse: 'noUnit' };
    return decideTransfer(was, to, moment);
  });
}

/** She leaves the Union, with a reason. */
export const leave = (id: string, reason: LeaveReason, order: MemberOrder, deps: ActionDeps): Promise<MemberResult> =>
  actOnPerson(id, 'leave', 'members:leave', order, deps, (was, moment) => decideLeave(was, reason, moment));

/** She had left and is a member again, without a new recognition. */
export const bringBack = (id: string, order: MemberOrder, deps: ActionDeps): Promise<MemberResult> =>
  actOnPerson(id, 'return', 'members:return', order, deps, decideReturn);

/** She works away from a day on: still a member, in neither side of the gathering ratio. */
export const goAway = (id: string, order: MemberOrder, deps: ActionDeps): Promise<MemberResult> =>
  actOnPerson(id, 'goAway', 'members:change', order, deps, (was, moment) => decideAway(was, true, moment));

/** She is back. */
export const comeBack = (id: string, order: MemberOrder, deps: ActionDeps): Promise<MemberResult> =>
  actOnPerson(id, 'comeBack', 'members:change', order, deps, (was, moment) => decideAway(was, false, moment));

/** What was wrong, in clear, and how it is right; what is absent stays. */
export interface Corrected {
  name?: string;
  birthYear?: number;
  /** Month and day of birth, `03-12`. */
  birthday?: string;
  /** `0905123456`. */
  phone?: string;
}

/** Her name, year of birth or phone was wrong. A number that somebody else has is flagged, not refused: families share phones. */
export function correct(id: string, to: Corrected, order: MemberOrder, deps: ActionDeps): Promise<MemberResult> {
  const { name, birthYear, birthday, phone } = to;
  return actOnPerson(id, 'correct', 'members:change', order, deps, async (was, moment) => {
    const set = {
      ...(name === undefined ? {} : { name: seal(name) }),
      ...(birthYear === undefined ? {} : { birthYear }),
      ...(birthday === undefined ? {} : sealedBirthday(birthday)),
      ...(phone === undefined ? {} : sealedPhone(phone)),
    };
    const flag = phone !== undefined && (await sharePhone(was._id, phone)) ? { flag: 'sharedPhone' as const } : {};
    return decideCorrect(was, set, { fields: Object.keys(to), ...flag }, moment);
  });
}

/** All her ordinary groups, in place of those before; sensitive ones have an action of their own. */
export const setGroups = (id: string, groups: readonly Group[], order: MemberOrder, deps: ActionDeps): Promise<MemberResult> =>
  actOnPerson(id, 'setGroups', 'members:change', order, deps, (was, moment) => decideGroups(was, groups, moment));

/** Her card was handed out. */
export const giveCard = (id: string, number: string, order: MemberOrder, deps: ActionDeps): Promise<MemberResult> =>
  actOnPerson(id, 'giveCard', 'members:card', order, deps, (was, moment) => decideCard(was, number, moment));

/** Her fee of a year is paid; `paid` false takes a mistake back. The Union's money is never handled here (domain §1.3). */
export const payFee = (
  id: string,
  year: number,
  order: MemberOrder & { paid?: boolean },
  deps: ActionDeps,
): Promise<MemberResult> =>
  actOnPerson(id, 'payFee', 'members:change', order, deps, (was, moment) => decideFee(was, year, order.paid ?? true, moment));

/** She is a core member (nòng cốt), or no longer. */
export const setCore = (id: string, core: boolean, order: MemberOrder, deps: ActionDeps): Promise<MemberResult> =>
  actOnPerson(id, 'setCore', 'members:change', order, deps, (was, moment) => decideCore(was, core, moment));

/** The household she lives in; undefined for none that is known. */
export const setHousehold = (
  id: string,
  household: string | undefined,
  order: MemberOrder,
  deps: ActionDeps,
): Promise<MemberResult> =>
  actOnPerson(id, 'setHousehold', 'members:change', order, deps, (was, moment) => decideHousehold(was, household, moment));

/** Whether somebody else who has not left has a phone number. */
export async function sharePhone(id: string, phone: string): Promise<boolean> {
  return (await byPhone(phoneHash(phone))).some((each) => !idsOf(each).includes(id) && each.status !== 'left');
}
