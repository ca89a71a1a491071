import { model, Schema } from 'mongoose';
import type { Vars } from '../engine/types';
import { type AggregateRoot, type CommonEffect, type Entry, indexWakeUps, rootFields, storeOf } from './aggregate';
import type { Audience } from './broadcast-audience';
import type { Group } from './groups';
import { calendarIdOf, meetingCodeFor } from './meeting-codes';
import type { MeetingFile } from './meeting-files';
import type { Post } from './posts';

/** Sinh hoạt chi / tổ, giao ban, tập huấn, họp trực tuyến (domain §1.4). */
export const MEETING_KINDS = ['branch', 'briefing', 'training', 'online'] as const;
export type MeetingKind = (typeof MEETING_KINDS)[number];

/** `draft`: nobody has been told. `called`, `changed` (since then): it is to come. `held`: the roll was called. */
export type MeetingState = 'draft' | 'called' | 'changed' | 'held' | 'cancelled';

/** What goes out of itself around a meeting; each one once for each time at which the meeting was to be. */
export type MeetingStep = 'invite' | 'again' | 'unsure' | 'day' | 'hours' | 'changed' | 'cancelled' | 'summary' | 'thanks';

/** Which steps are taken, and when; 0 and false leave one out. */
export interface MeetingSteps {
  /** Hours before at which those who are silent are invited once more. */
  again: number;
  /** Local hour of the day before at which those who did not know yet are asked again. */
  unsure: number;
  /** Hours before at which those who may come are reminded: the day before, and shortly before. */
  day: number;
  hours: number;
  /** Who gets the summary: the absent who asked for it, or all of them. */
  summary: 'asked' | 'absent' | 'nobody';
  thanks: boolean;
  /** Asks those who came, with the thanks, how it was: one anonymous tap. */
  rating: boolean;
}

/** Who came: ids of people, and how many others whom nobody knows. */
export interface Roll {
  present: string[];
  guests: number;
  /** As it was when the roll was called. */
  invited: number;
  coming: number;
}

export type MeetingAction =
  | 'draft'
  | 'call'
  | 'change'
  | 'cancel'
  | 'step'
  | 'roll'
  | 'summarise'
  | 'attach'
  | 'detach'
  | 'erase';

export interface MeetingEntry extends Entry {
  action: MeetingAction;
  outcome: MeetingState;
  /** What went out, or was too late to. */
  steps?: MeetingStep[];
  /** What the roll was before a correction. */
  before?: Pick<Roll, 'present' | 'guests'>;
  /** Id of the file that it is about. */
  file?: string;
}

/** What follows from a decision about a meeting. */
export type MeetingEffect =
  | CommonEffect
  | {
      id: string;
      attempts?: number;
      name: 'announce';
      step: MeetingStep;
      /** Id of the broadcast that it becomes. */
      broadcast: string;
      audience: Audience;
      say: { key: string; vars: Vars };
      asks?: 'meeting' | 'rating';
      notAfter: number;
      /** The invitation that it follows: where nobody let that one go, this one does not go either. */
      within?: string;
    }
  /** Stops what is still under way of some broadcasts. */
  | { id: string; attempts?: number; name: 'recall'; broadcasts: string[] }
  /** Takes the bytes of some files away; or of all that were kept up to a time (ms), and who checked in. */
  | { id: string; attempts?: number; name: 'erase'; files: string[] }
  | { id: string; attempts?: number; name: 'eraseAll'; until: number }
  /** Notes in the posts of those who came that they were trained; `on` is the local day. */
  | { id: string; attempts?: number; name: 'train'; people: string[]; topic: string; on: string };

/** A meeting of a unit. One guarded write moves it; what goes out around it are broadcasts with ids of its own. */
export interface Meeting extends AggregateRoot<MeetingEntry, MeetingEffect> {
  unit: string;
  kind: MeetingKind;
  topic: string;
  place: string;
  /** Address of an online meeting. */
  link?: string;
  /** Ms since 1970, and how long it takes. */
  startsAt: number;
  minutes: number;
  /** Members of the unit and below; only holders of some posts, only some groups, only who belong to some clubs. */
  audience: { posts?: Post[]; groups?: Group[]; clubs?: string[] };
  /** Who leads it, sealed text. */
  host?: string;
  /** What officers are trained in (a topic's code): training only. */
  training?: string;
  series?: string;
  state: MeetingState;
  steps: MeetingSteps;
  /** Steps that were taken, or passed over, for the present time and place. */
  taken: MeetingStep[];
  /** How often it was changed, and since when answers count, ms. */
  changes: number;
  askedAt: number;
  /** The broadcast that asked everybody to the present time and place, and all broadcasts so far. */
  asked?: string;
  sent: string[];
  /** What women type, or scan, to be noted as present. */
  code: string;
  /** In the address of its calendar entry; nobody can guess it, and it does not let anybody check in. */
  calendar: string;
  roll?: Roll;
  /** Sealed text. */
  summary?: string;
  /** Makes the ids of anonymous ratings; gone once they are folded. */
  ratingKey?: string;
  files?: MeetingFile[];
}

const required = { type: String, required: true } as const;
const number = { type: Number, required: true } as const;
const mixed = { type: Schema.Types.Mixed } as const;
const schema = new Schema<Meeting>(
  {
    ...(rootFields as object),
    unit: required,
    kind: required as never,
    topic: required,
    place: required,
    link: String,
    startsAt: number,
    minutes: number,
    audience: { ...mixed, required: true } as never,
    host: String,
    training: String,
    series: String,
    state: required as never,
    steps: { ...mixed, required: true } as never,
    taken: { type: [String] as never, required: true },
    changes: number,
    askedAt: number,
    asked: String,
    sent: { type: [String] as never, required: true },
    code: required,
    calendar: required,
    roll: mixed as never,
    summary: String,
    ratingKey: String,
    files: { type: [Schema.Types.Mixed] as never, default: undefined },
  },
  { versionKey: false, bufferCommands: false, autoIndex: false, strict: 'throw', minimize: false },
);
schema.index({ unit: 1 });
schema.index({ code: 1 }, { unique: true });
schema.index({ calendar: 1 }, { unique: true, sparse: true });
schema.index({ 'roll.present': 1 }, { sparse: true });
indexWakeUps(schema);

export const Meetings = model<Meeting>('meeting', schema);
export const meetingStore = storeOf<Meeting>(Meetings);

/** A meeting before it has its codes. */
export type NewMeeting = Omit<Meeting, 'rev' | 'wakeAt' | 'code' | 'calendar'>;

/** Keeps a new meeting under a free code; false when its id is there already. */
export async function insertMeeting(fresh: NewMeeting, at: number): Promise<boolean> {
  for (let attempt = 0; ; attempt += 1) {
    const codes = { code: meetingCodeFor(fresh._id, attempt), calendar: calendarIdOf(fresh._id) };
    if (await meetingStore.insert({ ...fresh, ...codes }, at)) return true;
    if (await meetingStore.load(fresh._id)) return false;
  }
}

/** The meeting with a check-in code; null for none. */
export const meetingByCode = (code: string) => Meetings.findOne({ code }).lean<Meeting>();

/** The meeting whose calendar entry has an id; null for none. */
export const meetingByCalendar = (calendar: string) => Meetings.findOne({ calendar }).lean<Meeting>();

/** All meetings of some units. */
export const meetingsOf = (units: readonly string[]) => Meetings.find({ unit: { $in: [...units] } }).lean<Meeting[]>();

/** The meetings of some units that are to come or under way, those that began before a time (ms) left out. */
export async function openMeetings(units: readonly string[], after: number): Promise<Meeting[]> {
  const found = await Meetings.find({ unit: { $in: [...units] } }).lean<Meeting[]>();
  return found.filter((each) => isOpen(each) && each.startsAt > after).sort((a, b) => a.startsAt - b.startsAt);
}

/** Meetings to come of some units that were prepared and not called. */
export const draftMeetings = (units: readonly string[], after: number) =>
  Meetings.find({ unit: { $in: [...units] }, state: 'draft', startsAt: { $gt: after } }).lean<Meeting[]>();

/** Whether it has been called and neither held nor cancelled. */
export const isOpen = ({ state }: Pick<Meeting, 'state'>): boolean => state === 'called' || state === 'changed';

/** The id of a step's broadcast: the same step of the same time and place is the same broadcast. */
export const broadcastOf = ({ _id, changes }: Pick<Meeting, '_id' | 'changes'>, step: MeetingStep): string =>
  `${_id}.${step}${changes === 0 ? '' : `.${changes}`}`;

/** Where it is, as it is shown. */
export const placeOf = ({ place, link }: Pick<Meeting, 'place' | 'link'>): string =>
  link === undefined ? place : `${place} (${link})`;

/** The meetings of some units that began between two times (ms), those that were drafts or cancelled left out. */
export async function meetingsBetween(units: readonly string[], from: number, to: number): Promise<Meeting[]> {
  const found = await Meetings.find({ unit: { $in: [...units] } }).lean<Meeting[]>();
  return found.filter((each) => (isOpen(each) || each.state === 'held') && each.startsAt > from && each.startsAt <= to);
}
