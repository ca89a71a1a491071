import type { ApplicationForm } from '../../engine/types';
import { byNameKey } from '../../models/applications';
import { inUnits, nameOf } from '../../models/people';
import { plainName } from '../../models/plain-name';
import { tree } from '../../models/units';

/**
 * Whether somebody of her name and birth year is known already: an application of her commune that counts, or a member of her
 * branch. Members are compared only within a branch, whose few hundred names are quick to open.
 */
export async function hasNamesake(
  { name, birthYear }: Pick<ApplicationForm, 'name' | 'birthYear'>,
  unit: string,
  nameKey: string,
  except: string,
): Promise<boolean> {
  const applied = await byNameKey(nameKey);
  if (applied.some(({ _id, state }) => _id !== except && state !== 'withdrawn')) return true;
  const { units, subtree } = await tree();
  if (units.get(unit)?.level !== 'branch') return false;
  const members = await inUnits(subtree(unit).map(({ _id }) => _id));
  const sought = plainName(name);
  return members.some((each) => each.status === 'member' && each.birthYear === birthYear && plainName(nameOf(each)) === sought);
}
