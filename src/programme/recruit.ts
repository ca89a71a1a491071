import type { NoPair } from '../models/applications';

/** The woman who is recognised. */
export interface Brought {
  person: string;
  phoneHash: string;
  conversation: string;
  /** A pair counted for her at an earlier recognition, which was not withdrawn. */
  counted: boolean;
}

/** Who brought her, as she stands on that day. */
export interface Bringer {
  person: string;
  phoneHash?: string;
  conversations: readonly string[];
  active: boolean;
  everMember: boolean;
  /** Who brought the bringer, who brought that one, and so on, as far as those pairs counted. */
  line: readonly string[];
}

/**
 * Why a woman and who brought her make no pair of 1+1 (b) (domain §1.1, §1.13), decided on the day of recognition and never
 * again; undefined where it counts. `self`: the same person, phone or chat · `notYet`: who brought her was not recognised
 * herself by that day · `left`: she was a member and is none now · `again`: a pair counted for this woman before, one woman is
 * one pair · `loop`: the woman brought, herself or through others, the one who brings her now.
 */
export function whyNoPair(woman: Brought, by: Bringer): NoPair | undefined {
  const sameChat = woman.conversation !== '' && by.conversations.includes(woman.conversation);
  if (woman.person === by.person || woman.phoneHash === by.phoneHash || sameChat) return 'self';
  if (!by.active) return by.everMember ? 'left' : 'notYet';
  if (woman.counted) return 'again';
  return by.line.includes(woman.person) ? 'loop' : undefined;
}

/** A line of more than this many people is no circle that anybody made in earnest. */
const LONGEST_LINE = 50;

/** Who brought somebody, and who brought that one, nearest first; `broughtBy` looks up one step. */
export async function lineOf(person: string, broughtBy: (person: string) => Promise<string | undefined>): Promise<string[]> {
  const line: string[] = [];
  for (let by = await broughtBy(person); by !== undefined && !line.includes(by); by = await broughtBy(by)) {
    line.push(by);
    if (line.length === LONGEST_LINE) break;
  }
  return line;
}
