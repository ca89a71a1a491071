import {
  insertMeeting,
  type Meeting,
  type MeetingEntry,
  type MeetingKind,
  type MeetingSteps,
  meetingStore,
} from '../../models/meetings';
import { seal } from '../../models/secrets';
import { settingOf } from '../../models/units';
import { localDay } from '../../programme/periods';
import { type DraftOf, numbered } from '../act';
import type { ActionDeps } from '../deps';
import { meetingCarrier } from './carry-meeting';
import { decideCall, type MeetingRefusal } from './meeting-decisions';
import { worldOf } from './meeting-world';

/** What calling a meeting takes. */
export interface MeetingCall extends Pick<Meeting, 'unit' | 'topic' | 'place' | 'startsAt'> {
  /** Sinh hoạt (`branch`) unless it says otherwise. */
  kind?: MeetingKind;
  /** Address of an online meeting. */
  link?: string;
  /** An hour and a half unless it says otherwise (domain §1.4). */
  minutes?: number;
  /** Everybody of the unit and below unless it is narrowed. */
  audience?: Meeting['audience'];
  /** Who leads it, as it is shown. */
  host?: string;
  /** Topic's code of a training; only who may note trainings can call one. */
  training?: string;
  /** Steps other than the unit's settings say. */
  steps?: Partial<MeetingSteps>;
  /** Kept, but nobody is told before `sendOut`. */
  draft?: true;
  series?: string;
}

const MINUTES = 90;

/**
 * Keeps a meeting that somebody was allowed to call, once for its id, and invites everybody unless it is a draft; answers what
 * its history begins with, whoever kept it.
 */
export async function keepMeeting(
  id: string,
  by: string,
  call: MeetingCall,
  deps: ActionDeps,
  more: DraftOf<Meeting['outbox'][number]>[] = [],
): Promise<{ entry: MeetingEntry } | { refuse: MeetingRefusal }> {
  if (!(await meetingStore.load(id))) {
    const at = deps.now();
    const draft = await draftOf(id, call, at, deps);
    const entry = { id, at, action: 'draft', by, outcome: 'draft' } as const;
    const decision = call.draft ? undefined : decideCall({ ...draft, history: [entry] }, at, await worldOf(call, deps.timeZone));
    if (decision && 'refuse' in decision) return decision;
    const told = decision ? { ...entry, action: 'call' as const, ...decision.told } : entry;
    const effects = [...(decision?.effects ?? []), ...more];
    const { rev: _, code: __, calendar: ___, ...fresh } = { ...draft, ...decision?.set };
    await insertMeeting({ ...fresh, history: [told], outbox: numbered<Meeting['outbox'][number]>(id, 0, effects) }, at);
  }
  // Looked at anew: another worker may have carried out the same order.
  const [entry] = (await meetingStore.load(id))?.history ?? [];
  if (!entry) throw new Error(`meeting ${id} has gone while it was called: give the order again`);
  await meetingCarrier.carry(id, deps);
  return { entry };
}

async function draftOf(id: string, call: MeetingCall, at: number, deps: ActionDeps): Promise<Meeting> {
  const { unit, topic, place, link, startsAt, kind = 'branch', minutes = MINUTES, audience = {}, host, training, series } = call;
  const optional = { link, training, series, host: host === undefined ? undefined : seal(host) };
  return {
    ...{
      _id: id,
      rev: 1,
      history: [],
      outbox: [],
      code: '',
      calendar: '',
      unit,
      topic,
      place,
      startsAt,
      kind,
      minutes,
      audience,
    },
    ...(Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)) as Partial<Meeting>),
    ...{ state: 'draft', taken: [], sent: [], changes: 0, askedAt: at },
    steps: { ...(await stepsOf(unit, localDay(at, deps.timeZone))), ...call.steps },
  };
}

/** The steps that a unit's settings say. */
async function stepsOf(unit: string, today: string): Promise<MeetingSteps> {
  return {
    again: await settingOf(unit, 'meetingAgain', today),
    unsure: await settingOf(unit, 'meetingUnsure', today),
    day: await settingOf(unit, 'meetingDay', today),
    hours: await settingOf(unit, 'meetingHours', today),
    summary: await settingOf(unit, 'meetingSummary', today),
    thanks: await settingOf(unit, 'meetingThanks', today),
    rating: await settingOf(unit, 'meetingRating', today),
  };
}
