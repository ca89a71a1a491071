import { DateTime } from 'luxon';
import { agreedTo } from '../../models/consents';
import { membersBornOn, nameOf } from '../../models/people';
import { settingOf, unitAt } from '../../models/units';
import { birthdaysOn } from '../../programme/birthdays';
import { localDay } from '../../programme/periods';
import type { ActionDeps } from '../deps';
import { reachAll } from './broadcast-people';
import { givenName } from './broadcast-saying';

/** What a woman was shown when she agreed to be greeted on her birthday: earlier words spoke of the Union's days alone. */
const ASKED = 'news.greetings';
const PURPOSE = 'CHAM_SOC';
const KEY = 'birthday.greeting';

/**
 * Wishes those members a happy birthday whose day it is: who agreed to it, in the one chat in which she can be reached, and once
 * a year. Whoever left, withdrew or was erased gets nothing; quiet hours and the cap are kept as the message leaves, and the
 * next day it is too late. A setting of her unit turns it off. Answers how many were greeted.
 */
export async function greetBirthdays(deps: Pick<ActionDeps, 'tell' | 'now' | 'timeZone' | 'reaching'>): Promise<number> {
  const now = deps.now();
  const today = localDay(now, deps.timeZone);
  const notAfter = DateTime.fromISO(today, { zone: deps.timeZone }).endOf('day').toMillis();
  const born = await membersBornOn(birthdaysOn(today));
  const agreed = await agreedTo(
    PURPOSE,
    born.flatMap(({ conversations }) => conversations),
    ASKED,
  );
  const asked = born
    .map((her) => ({ ...her, conversations: her.conversations.filter((chat) => agreed.has(chat)) }))
    .filter(({ conversations }) => conversations.length > 0);
  if (asked.length === 0 || !deps.reaching) return 0;
  const saying = { purpose: PURPOSE, key: KEY, leavesAt: now, notAfter } as const;
  let greeted = 0;
  for (const { person, reach } of await reachAll({ units: [], status: 'members' }, asked, saying, deps.reaching)) {
    if (reach.how === 'call' || !(await settingOf(person.unit, 'birthdayGreetings', today))) continue;
    const unit = (await unitAt(person.unit, 'branch'))?.name ?? (await unitAt(person.unit, 'commune'))?.name ?? '';
    await deps.tell({
      ...{ id: `birthday/${today.slice(0, 4)}/${person._id}`, conversation: reach.chat._id, key: KEY, purpose: PURPOSE },
      ...{ vars: { name: givenName(nameOf(person)), unit }, notAfter },
    });
    greeted += 1;
  }
  return greeted;
}
