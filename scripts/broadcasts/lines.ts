import type { BroadcastSeen } from '../../src/actions/broadcasts/broadcast-desk';
import { reasonInWords } from '../../src/actions/broadcasts/outcome-words';
import type { Plan } from '../../src/models/broadcasts';
import { words } from '../../src/words';

/** A plan as an operator reads it: people, how they are reached, what it costs at least, and why somebody must be phoned. */
export function planLines({ people, how, why, cost }: Plan): string[] {
  const phoned = Object.entries(why).sort(([, a], [, b]) => b - a);
  return [
    `${people} people`,
    `  free in the window\t${how.free}`,
    `  paid in the window\t${how.paid}`,
    `  by template\t${how.template}`,
    `  to be phoned\t${how.call}`,
    ...phoned.map(([code, n]) => `    ${code}\t${n}\t${reasonInWords(code).why}`),
    `estimated cost, at least\t${cost} đồng`,
  ];
}

/** How far a broadcast is, with its rate and the time that is left. */
export function progressLines({ broadcast, progress, text }: BroadcastSeen, moment: (at: number) => string): string[] {
  const { state, planned, people, ended, sent, perSecond, secondsLeft } = progress;
  const { _id, kind, topic, startsAt, notAfter, resends, resent } = broadcast;
  return [
    `${_id}\t${kind}${topic === undefined ? '' : ` (${topic})`}\t${state}`,
    `  ${text.split('\n').join('\n  ')}`,
    ...(startsAt === undefined ? [] : [`  leaves at\t${moment(startsAt)}`]),
    ...(notAfter === undefined ? [] : [`  not after\t${moment(notAfter)}`]),
    ...(resends === undefined ? [] : [`  sends again\t${resends}`]),
    ...(resent?.length ? [`  sent again by\t${resent.join(', ')}`] : []),
    ...(planned.done < planned.total ? [`  planned\t${planned.done} of ${planned.total} parts`] : []),
    `  done\t${ended} of ${people}, ${sent} sent`,
    ...(perSecond > 0 ? [`  rate\t${perSecond} a second`] : []),
    ...(secondsLeft === undefined ? [] : [`  time left\t${inTime(secondsLeft)}`]),
  ];
}

/** What became of its people: how many of what, the most first, with the reason in words and what can be done. */
export function outcomeLines(table: Readonly<Record<string, number>>): string[] {
  return Object.entries(table)
    .sort(([, a], [, b]) => b - a)
    .map(([key, n]) => {
      const [state = '', failure] = key.split(':');
      const reason = failure === undefined ? [] : Object.values(reasonInWords(failure));
      return [n, key, words(`outcome.state.${state}`), ...reason].join('\t');
    });
}

/** Seconds as people say them: `3 min 20 s`. */
function inTime(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  if (minutes === 0) return `${seconds} s`;
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
