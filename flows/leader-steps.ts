import type { Known } from '../src/engine/types';
import { dayNumber, weekdayOf } from '../src/language/calendar';
import type { Moment } from '../src/language/dates';
import type { Base, Option } from './kit';

type Asked = { event: { known: Known } };

/** The units in which she holds a post, the highest first, each once. */
export function unitsOf(known: Known): { unit: string; name: string }[] {
  const offices = known.leader?.offices ?? [];
  return offices.filter(({ unit }, index) => offices.findIndex((each) => each.unit === unit) === index);
}

/** The first state of a leader's conversation: whoever is none is told so, by whatever way she comes; `several` where she has several units, `arg` of the first of `first` where a button told more (of a kind that `is` says). */
export function leadersOnly<A>(
  target: string,
  {
    several,
    actions,
    first = [],
  }: { several?: string; actions?: A; first?: readonly { arg: string; actions: unknown; is?(arg: string): boolean }[] } = {},
) {
  const more = actions === undefined ? {} : { actions };
  const many = ({ event }: Asked) => unitsOf(event.known).length > 1;
  const some = ({ event }: Asked) => event.known.leader !== undefined;
  const told =
    (is: (arg: string) => boolean = () => true) =>
    ({ event }: Asked & { event: { type?: string; arg?: string } }) =>
      event.known.leader !== undefined && event.type === 'open' && Boolean(event.arg) && is(event.arg ?? '');
  const ways = [
    ...first.map(({ arg, actions: doing, is }) => ({ guard: told(is), target: arg, actions: doing })),
    ...(several === undefined ? [] : [{ guard: many, target: several, ...more }]),
    { guard: some, target, ...more },
    { target: 'notLeader' },
  ];
  return { on: { '*': ways } } as never;
}

/** The unit that a leader's order is about: the one that she picked, else that of her highest post. */
export const unitOf = ({ context, event }: { context: Base & { unit: string } } & Asked): string =>
  context.unit || (unitsOf(event.known)[0]?.unit ?? '');

/** A choice between moments, in words: "thứ Bảy 28/11 19:30". */
export function momentOption({ day, time }: Moment, index: number): Option {
  const at = { verb: 'choice', arg: index } as const;
  if (day === undefined) return { ...at, label: 'moment.time', vars: { time: time ?? '' } };
  const [, month = '', date = ''] = day.split('-');
  const vars = { date: `${date}/${month}`, time: time === undefined ? '' : ` ${time}` };
  const weekday = `day${weekdayOf(dayNumber(day))}`;
  return { ...at, label: `moment.${weekday}`, vars };
}
