import type { PairKind, SideRule } from '../models/pair-kinds';
import type { Strength } from '../models/unit';
import { METRICS } from './metrics';
import { resultsOf } from './targets';

/** Figures of fewer pairs of a restricted kind are not shown: they could tell who (domain §3.4). */
const FEWEST_SHOWN = 5;

/** Somebody or something that is proposed for a side, as it stands. */
export type Candidate =
  | { who: 'person'; person: string; unit: string; member: boolean }
  | { who: 'unit'; unit: string; level: string; strength?: Strength };

/** Why a pair cannot be kept. */
export type PairFault = 'wrongSide' | 'wrongLevel' | 'wrongStrength' | 'notMember' | 'same' | 'wrongDay';

/** The metrics of a kind: pairs begun, pairs under way, pairs that reached their aim. */
export const metricsOfKind = (kind: string) => ({
  begun: `pairs:${kind}`,
  running: `pairs:${kind}:running`,
  achieved: `pairs:${kind}:achieved`,
});

/** Whether a kind may have this id: the metrics of its own must not be those of another. */
export const isKindId = (id: string): boolean => /^[a-z][a-z0-9-]{0,19}$/.test(id) && id !== 'b' && !(`pairs:${id}` in METRICS);

/**
 * Whether two sides make a pair of a kind (domain §1.1): each of the right sort, not the same one twice, begun today or
 * before. A unit that nobody has rated passes: the rating may come later.
 */
export function faultOfPair(
  kind: Pick<PairKind, 'helper' | 'helped'>,
  helper: Candidate,
  helped: Candidate,
  days: { startsOn: string; today: string },
): PairFault | undefined {
  if (days.startsOn > days.today) return 'wrongDay';
  if (nameOf(helper) === nameOf(helped)) return 'same';
  return faultOfSide(kind.helper, helper) ?? faultOfSide(kind.helped, helped);
}

function faultOfSide(rule: SideRule, side: Candidate): PairFault | undefined {
  if (rule.who !== side.who) return 'wrongSide';
  if (side.who === 'person') return side.member ? undefined : 'notMember';
  if (rule.who !== 'unit') return undefined;
  if (rule.level !== side.level) return 'wrongLevel';
  const { strengths } = rule;
  return strengths && side.strength !== undefined && !strengths.includes(side.strength) ? 'wrongStrength' : undefined;
}

/** The id by which a side is the same one again. */
export const nameOf = (side: { who: 'person'; person: string } | { who: 'unit'; unit: string }): string =>
  side.who === 'person' ? `person/${side.person}` : `unit/${side.unit}`;

/** What a kind shows of a unit; `few` stands for a number from 1 to 4 of a restricted kind. */
export interface KindFigures {
  kind: string;
  begun: number | 'few';
  running: number | 'few';
  achieved: number | 'few';
}

/** The figures of each kind in a unit and those below it, in a month, quarter or year; kinds are never summed (domain §1.1). */
export async function pairFigures(unit: string, period: string, kinds: readonly PairKind[]): Promise<KindFigures[]> {
  const sums = (await resultsOf([unit], period)).get(unit) ?? {};
  return kinds.map(({ _id, restricted }) => {
    const shown = (metric: string) => {
      const n = sums[metric] ?? 0;
      return restricted && n > 0 && n < FEWEST_SHOWN ? ('few' as const) : n;
    };
    const { begun, running, achieved } = metricsOfKind(_id);
    return { kind: _id, begun: shown(begun), running: shown(running), achieved: shown(achieved) };
  });
}
