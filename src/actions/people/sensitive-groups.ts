import { type Consent, Consents, current } from '../../models/consents';
import { SENSITIVE_GROUPS, type SensitiveGroup } from '../../models/groups';
import { holderOf, idsOf, People, person } from '../../models/people';
import type { Person } from '../../models/person';
import * as sensitive from '../../models/sensitive-groups';
import { settingOf, tree } from '../../models/units';
import { hideSmall } from '../../programme/small-cells';
import { type Actor, can, nameOfActor } from '../access';

/** What the rule about consent must know of other rooms. */
export interface SensitiveDeps {
  now(): number;
  /** Whether what passes through a channel leaves the country: what was said there is not used (domain §3.6), by default. */
  abroad(channel: string): boolean;
}

export type SensitiveRefusal = 'unknown' | 'notAllowed' | 'noConsent' | 'abroad';

/**
 * Keeps the sensitive groups that a woman told of, only with her own consent for exactly that (`NHAY_CAM`), given on paper or
 * in a chat that stays in the country. The same order twice is once.
 */
export async function setSensitiveGroups(
  id: string,
  groups: readonly SensitiveGroup[],
  { consent, actor }: { consent: string; actor: Actor },
  deps: SensitiveDeps,
): Promise<{ done: true } | { done: false; why: SensitiveRefusal }> {
  const who = await person(id);
  if (!who || !(await can(actor, 'members:see', who.unit))) return { done: false, why: 'unknown' };
  if (!(await can(actor, 'members:sensitive', who.unit))) return { done: false, why: 'notAllowed' };
  const given = await Consents.findById(consent).lean<Consent>();
  if (!given || !(await holds(given, who))) return { done: false, why: 'noConsent' };
  if (given.by !== 'paper' && deps.abroad(given.channel)) return { done: false, why: 'abroad' };
  await sensitive.putSensitive({ _id: who._id, groups, consent, at: deps.now(), by: nameOfActor(actor) });
  if (await holds(given, who)) return { done: true };
  // She withdrew it while this was written.
  await sensitive.dropSensitive(who._id);
  return { done: false, why: 'noConsent' };
}

/** What is kept of her, for the few who may see it; null when nothing. */
export async function sensitiveGroupsOf(id: string, actor: Actor): Promise<SensitiveGroup[] | null> {
  const who = await person(id);
  return who && (await can(actor, 'members:sensitive', who.unit)) ? sensitive.sensitiveOf(who._id) : null;
}

/** Forgets what is kept of her: at once when she withdraws her consent, without a right to ask for. */
export const forgetSensitiveGroups = (id: string): Promise<void> => sensitive.dropSensitive(id);

/** Forgets it for the woman of a chat in which her consent no longer holds; an old withdrawal carried out again changes nothing. */
export async function forgetWhenWithdrawn(conversation: string): Promise<void> {
  if ((await current(conversation)).NHAY_CAM === true) return;
  const who = await holderOf(conversation);
  if (who) await forgetSensitiveGroups(who._id);
}

/** Members of one sensitive group in a unit and in each unit right below; null where too few are hidden (`smallCell`). */
export interface SensitiveFigure {
  group: SensitiveGroup;
  total: number | null;
  below: { unit: string; n: number | null }[];
}

/** Figures of a unit, never rows; undefined for whoever may not have them. */
export async function sensitiveFigures(unit: string, actor: Actor): Promise<SensitiveFigure[] | undefined> {
  if (!(await can(actor, 'members:sensitiveFigures', unit))) return undefined;
  const { lineage, children } = await tree();
  const least = await settingOf(unit, 'smallCell');
  const told = new Map((await sensitive.allSensitive()).map((each) => [each.person, each.groups]));
  const people = await People.find({ _id: { $in: [...told.keys()] }, status: 'member' })
    .select({ unit: 1 })
    .lean<Pick<Person, '_id' | 'unit'>[]>();
  const below = children(unit).map((each) => each._id);
  return SENSITIVE_GROUPS.map((group) => {
    const cells = new Map(below.map((each) => [each, 0]));
    let total = 0;
    for (const { _id, unit: hers } of people) {
      if (!told.get(_id)?.includes(group)) continue;
      const line = lineage(hers).map((each) => each._id);
      if (!line.includes(unit)) continue;
      total += 1;
      const child = line.find((each) => cells.has(each));
      if (child !== undefined) cells.set(child, (cells.get(child) ?? 0) + 1);
    }
    const hidden = hideSmall(total, cells, least);
    return { group, total: hidden.total, below: [...hidden.cells].map(([each, n]) => ({ unit: each, n })) };
  });
}

/** Whether a consent is hers, for sensitive data, and not withdrawn since. */
async function holds(given: Consent, who: Person): Promise<boolean> {
  if (given.purpose !== 'NHAY_CAM' || !given.given) return false;
  const hers = who.conversations.includes(given.conversation) || idsOf(who).some((id) => given.conversation === `person:${id}`);
  return hers && (await current(given.conversation)).NHAY_CAM === true;
}
