import { type Application, type ApplicationEffect, type ApplicationState, applicationStore } from '../../models/applications';
import { settingOf, topUnit, unitAt } from '../../models/units';
import { type Days, daysLeft, nextDue } from '../../programme/deadlines';
import { periodOf } from '../../programme/periods';
import { type DraftOf, numbered } from '../act';
import type { ActionDeps } from '../deps';

/** The days that a unit gives for an application: its own, or those of the nearest unit above. */
export async function daysOf(unit: string): Promise<Days> {
  const [verifyDays, recogniseDays, remindDays] = await Promise.all([
    settingOf(unit, 'verifyDays'),
    settingOf(unit, 'recogniseDays'),
    settingOf(unit, 'remindDays'),
  ]);
  return { verifyDays, recogniseDays, remindDays };
}

/** What changes about the clock when an application comes into a state at a time (ms): nothing has been done yet about this one. */
export async function timersOf(state: ApplicationState, unit: string, at: number) {
  const due = nextDue(state, at, await daysOf(unit));
  const unset: ('step' | 'dueAt')[] = due ? ['step'] : ['step', 'dueAt'];
  return { set: { since: at, ...(due ? { dueAt: due.at } : {}) }, unset };
}

/** Whose turn it is with an application, by unit and name, and the unit that hears when it is late. */
interface Desk {
  at: string;
  name: string;
  above: string;
}

/** Branch and commune, then commune and province. */
async function deskOf({ state, unit }: Application): Promise<Desk> {
  const top = await topUnit();
  const commune = (await unitAt(unit, 'commune')) ?? top;
  const branch = await unitAt(unit, 'branch');
  if (state === 'verified' || !branch) return { at: commune._id, name: commune.name, above: top._id };
  return { at: branch._id, name: branch.name, above: commune._id };
}

/** Takes the step that is due: reminds who has to act, then tells the level above; exactly once each, for any number of sweeps. */
export async function stepOnDue(was: Application, deps: ActionDeps): Promise<void> {
  const at = deps.now();
  const decided = decideDue(was, await daysOf(was.unit), await deskOf(was), at, periodOf(at, deps.timeZone));
  if (!decided) return void (await applicationStore.move(was, { ...unasked(was, at), unset: ['dueAt'], effects: [] }));
  const { step, dueAt, effects } = decided;
  await applicationStore.move(was, {
    ...unasked(was, at),
    set: { step, ...(dueAt === undefined ? {} : { dueAt }) },
    ...(dueAt === undefined ? { unset: ['dueAt'] } : {}),
    effects: numbered<Application['outbox'][number]>(was._id, was.history.length, effects),
  });
}

/** Which step follows and whom it tells; undefined where nothing is due. */
export function decideDue(was: Application, days: Days, desk: Desk, at: number, period: string) {
  const due = nextDue(was.state, was.since ?? was.at, days, was.step);
  if (!due || due.at > at) return undefined;
  const { step, deadline } = due;
  const remind = { key: `leader.${was.state === 'verified' ? 'recogniseWaits' : 'verifyWaits'}`, days: daysLeft(deadline, at) };
  const { file } = was;
  const effects: DraftOf<ApplicationEffect>[] =
    step === 'remind'
      ? [
          {
            name: 'tellLeaders',
            unit: desk.at,
            matter: 'application',
            say: { key: remind.key, vars: { file, days: remind.days } },
          },
        ]
      : [
          {
            ...{ name: 'tellLeaders', unit: desk.above, matter: 'lateApplication' },
            say: { key: 'leader.applicationLate', vars: { file, unit: desk.name } },
          },
          { name: 'fact', fact: { metric: 'applications:late', unit: was.unit, period, n: 1 } },
        ];
  return { step, dueAt: nextDue(was.state, was.since ?? was.at, days, step)?.at, effects };
}

/** The entry of a step that the clock took. */
const unasked = (was: Application, at: number) => ({
  entry: { id: `due/${was._id}/${was.rev}`, at, action: 'wait' as const, by: 'clock', outcome: was.state },
});
