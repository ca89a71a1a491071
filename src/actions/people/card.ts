import type { Answers } from '../../engine/types';
import { inOffice, isAway, namedOf, type Officer, officersOf } from '../../models/officers';
import { giveCode, holderOf, nameOf, person, phoneNumberOf } from '../../models/people';
import { briefOf, unitAt } from '../../models/units';
import { dayOf, localDay } from '../../programme/periods';
import { words } from '../../words';
import type { ActionDeps } from '../deps';

/** What a member's own record says, in words; only for the chat that is tied to it. */
export async function cardOf(
  conversation: string,
  { timeZone, now }: Pick<ActionDeps, 'timeZone' | 'now'>,
): Promise<Answers['cardShown']> {
  const holder = await holderOf(conversation);
  if (holder?.status !== 'member') return { found: false };
  const branch = (await unitAt(holder.unit, 'branch'))?._id ?? holder.unit;
  const today = localDay(now(), timeZone);
  const [{ name, commune, phone }, leader, code] = await Promise.all([
    briefOf(branch, today),
    leaderOf(branch, today),
    giveCode(holder._id),
  ]);
  return {
    found: true,
    name: nameOf(holder),
    branch: name,
    commune,
    since: holder.memberSince === undefined ? words('me.noDate') : dayOf(holder.memberSince, timeZone),
    card: holder.card?.number ?? words('me.noCard'),
    leader: leader ? words('me.leaderOf', leader) : words('me.noLeader', { phone }),
    code,
  };
}

/** Who leads a branch on a day, or stands in, with the number by which a member checks that a message is genuine. */
async function leaderOf(branch: string, today: string): Promise<{ name: string; phone: string } | undefined> {
  const held = (await officersOf([branch])).filter((each) => inOffice(each, today) && !isAway(each, today));
  const leaders = held.filter(({ post }) => post === 'branchLead');
  for (const each of [...leaders, ...held.filter(({ post }) => post === 'branchDeputy')]) {
    const found = await contactOf(each);
    if (found) return found;
  }
  return undefined;
}

async function contactOf(officer: Officer): Promise<{ name: string; phone: string } | undefined> {
  const named = namedOf(officer);
  if (named) return named;
  const who = await person(officer.holder);
  const phone = who ? phoneNumberOf(who) : undefined;
  return who && phone !== undefined ? { name: nameOf(who), phone } : undefined;
}
