import type { Enclosure, LeaderAnswers, LeaderParams } from './leader-types';

/** Variables of a text, already in the form in which they are shown. */
export type Vars = Record<string, string | number>;

/** Where a code or campaign led a person in (`m.me` link, QR, invitation). */
export interface Referral {
  ref: string;
  source?: string;
}

/** One attachment; coordinates in degrees. */
export interface Media {
  kind: string;
  url?: string;
  title?: string;
  latitude?: number;
  longitude?: number;
  id?: string;
}

/** What happened on a platform, by kind (product §3.4). */
export type Happening =
  | { type: 'text'; text: string; quotes?: string; anonymous?: true; referral?: Referral }
  | { type: 'tap'; payload: string; text?: string; referral?: Referral }
  | { type: 'media'; media: Media[]; text?: string; anonymous?: true }
  | { type: 'follow' }
  | { type: 'unfollow' }
  | { type: 'receipt'; status: 'delivered' | 'seen' | 'failed'; ids?: string[]; watermark?: number }
  /** `send`: the id of ours that it carried; `said`: its text, where it carried none. Both are for the engine alone. */
  | { type: 'echo'; by: 'human' | 'bot'; pauses_bot: boolean; send?: string; said?: string }
  | { type: 'contact'; name?: string; phone?: string }
  | { type: 'reaction'; on: string; emoji?: string }
  | { type: 'edit'; on: string; text: string }
  | { type: 'referral'; ref: string; source?: string }
  | { type: 'optin'; ref?: string }
  | { type: 'comment'; post: string; text: string }
  | { type: 'handover'; action: string; app?: string; ours?: true }
  | { type: 'erase' }
  | { type: 'ignored' };

/** An event as a channel hands it over: ids are strings exactly as sent, `at` in ms since 1970. */
export type InboundEvent = { user: string; account: string; id: string; at: number } & Happening;

/** A choice shown as a button and as a numbered line; `label` is a key of the locale, `text` is data (a survey's option). `number` where the choice has one of its own (the menu), else its place from 1. */
export type Button = { payload: string; number?: number } & ({ label: string; vars?: Vars } | { text: string });

/** One thing of several that are told of together: a line of the text and, where the channel can, a card; all of it data. */
export interface Card {
  title: string;
  detail?: string;
  /** Addresses of a picture and of a page. */
  image?: string;
  url?: string;
}

/** What a message carries besides words and buttons; where the channel cannot, the text alone must do. */
export interface Extras {
  /** Address of a picture. */
  image?: string;
  enclosed?: Enclosure;
  cards?: Card[];
  /** Asks for her phone number with one tap. */
  contact?: true;
}

/** What a question is about: an answer is matched to the newest question that left before it. */
export interface Asked {
  flow: string;
  /** The step of a flow, or the id of the meeting or survey asked about, with `/step` behind it where it has several. */
  subject: string;
}

/**
 * Purposes of consent, one immutable record each (domain.md §3.7); what the Union tells and its greetings have their own,
 * `CONG_VIEC` is what a leader is told of her own work.
 */
export type Purpose = 'GIA_NHAP' | 'NHAC_LICH' | 'KHAO_SAT' | 'NHAY_CAM' | 'HO_TRO' | 'TUYEN_TRUYEN' | 'CHAM_SOC' | 'CONG_VIEC';

/** What leaders are told of. */
export type Matter = 'application' | 'lateApplication' | 'request' | 'wish' | 'help' | 'question' | 'approval';

/** Answer to a meeting invitation. */
export type Rsvp = 'going' | 'busy' | 'unsure';

/** How a meeting was, for somebody who was there. */
export type MeetingRating = 'good' | 'fair' | 'poor';

/** Value of one survey answer: option indexes from 0, a yes or no, a whole number, or free text. */
export type SurveyValue = number[] | boolean | number | string;

/** What a flow may ask of the world: names with their parameters; carried out once each, by `effects.ts`. */
export interface EffectParams extends LeaderParams {
  /** Sends a text of the locale to the person; `numbered: false` shows the buttons without numbers (consent). */
  say: { key: string; vars?: Vars; buttons?: Button[]; numbered?: false; asks?: Asked } & Extras;
  /** Adds a consent record; `text` is the locale key of what she was shown. */
  recordConsent: { purpose: Purpose; given: boolean; text: string; by: 'tap' | 'words' };
  /** Stops every message that she did not ask for. */
  stopMessages: { text: string; by: 'tap' | 'words' };
  /** Looks a place up; answered by `placesFound`. */
  findPlace: { text: string; level: 'commune' | 'branch'; within?: string };
  /** Looks an invitation code up; answered by `referrerChecked`. */
  checkReferrer: { code: string };
  /** Notes that she came with an invitation code. */
  noteInvitation: { code: string };
  /** Looks up how far her own application is, by its number or the newest of this chat; answered by `statusShown`. */
  showStatus: { file?: string };
  /** Creates the application; answered by `applicationFiled`. */
  submitApplication: ApplicationForm;
  answerSurvey: { survey: string; question: string; value: SurveyValue };
  finishSurvey: { survey: string; answers: Record<string, SurveyValue>; complete: boolean };
  answerMeeting: { meeting: string; answer: Rsvp; wantsSummary?: boolean };
  /** Notes that she is at a meeting, by its code; answered by `checkedIn`. */
  checkIn: { code: string };
  /** Counts how a meeting was, once for a person and without her. */
  rateMeeting: { meeting: string; value: MeetingRating };
  /** She says that she has read what a broadcast told her. */
  readBroadcast: { broadcast: string };
  /** Asks for a person and pauses the bot. */
  callPerson: { reason: 'asked' | 'help' | 'misses' };
  /** Gives a member her invitation code; answered by `codeGiven`. */
  giveCode: Record<string, never>;
  /** Ties this chat to the officer whose one-time code it is; answered by `leaderBound`. */
  bindLeader: { code: string };
  /** Unties this chat from its officer. */
  unbindLeader: Record<string, never>;
  /** Lists the applications on which the leader of this chat can act; answered by `waitingListed`. */
  listWaiting: Record<string, never>;
  /** Verifies or recognises an application, if she may; answered by `applicationMoved`. */
  moveApplication: { file: string; act: ApplicationStep };
  /** Shows an applicant's number to the leader who is to call her, and notes it; answered by `phoneShown`. */
  showPhone: { file: string };
  /** Reads the figures of her unit; answered by `figuresRead`. */
  readFigures: Record<string, never>;
  /** Lists the requests that the leader of this chat can decide; answered by `requestsListed`. */
  listRequests: Record<string, never>;
  /**
   * Confirms or refuses a member's request, if she may, or passes one of a woman whom she does not know on to the commune;
   * `pick` is the record, or the branch, that she chose. Answered by `requestDecided`.
   */
  decideRequest: { no: string; decision: 'confirm' | 'refuse' | 'pass'; pick?: string };
  /** Asks to be tied to her record in the members' list; answered by `linkAsked`, alike whether there is a record or not. */
  askLink: LinkForm;
  /** Tries the one-time code that went to the registered phone; answered by `codeTried`. */
  tryCode: { code: string };
  /** No code came: her leader is to confirm; answered by `codeTried`. */
  askLeader: Record<string, never>;
  /** Asks her leader for a change of her record; answered by `changeAsked`. */
  askChange: ChangeForm;
  /** Looks up what her own record says; answered by `cardShown`. */
  showCard: Record<string, never>;
  /** Files a request of the person about her data (domain.md §3.3). */
  fileRequest: { kind: 'view' | 'delete' };
  /** Keeps what she wrote (wish, help) for the people in charge, sealed. */
  keepNote: { kind: 'wish' | 'help'; text: string };
  /** Notes that an answer was not understood: the question and the shape of the text, never its words. */
  miss: { question: string; shape: string };
}

/** What a join-up collects. */
export interface ApplicationForm {
  name: string;
  birthYear: number;
  /** Id of the branch, or of the commune when she does not know her branch. */
  unit: string;
  phone: string;
  /** Her invitation code, or else her name, which the leader who verifies turns into a person. */
  referrerCode?: string;
  referrerName?: string;
  /** Codes of groups that tell nothing sensitive (domain §1.9). */
  groups?: string[];
  household?: 'yes' | 'no' | 'unknown';
}

/** What a member tells to be found in the list of her branch; `unit` is the branch, or the commune when she does not know it. */
export interface LinkForm {
  unit: string;
  name: string;
  birthYear: number;
  phone: string;
}

/** Why a member leaves (domain §2.4, TB-2025 "biến động hội viên"), as far as she tells. */
export type LeaveWish = 'moved' | 'busy' | 'health' | 'other';

/** A change that a member asks for and her leader confirms; a move without a unit leads out of the province. */
export type ChangeForm =
  | { kind: 'move'; unit?: string }
  | { kind: 'away' }
  | { kind: 'back' }
  | { kind: 'leave'; reason?: LeaveWish }
  | { kind: 'correct'; name: string }
  | { kind: 'correct'; birthYear: number }
  | { kind: 'correct'; phone: string };

export type EffectName = keyof EffectParams;

/** One effect as data. */
export type Effect = { [N in EffectName]: { name: N; params: EffectParams[N] } }[EffectName];

/** Answers of the world to effects; each reaches the flow that asked as an event of this type. */
export interface Answers extends LeaderAnswers {
  /** `ask`: more places fit than can be shown; her province tells them apart. */
  placesFound: { places: { id: string; label: string; note?: string }[]; text: string; ask?: 'province' };
  referrerChecked: { code: string; found: boolean; name?: string };
  /** Nothing is kept of somebody under age. */
  applicationFiled: { file: string; branch: string; duplicate: boolean; days: number; underAge?: true };
  codeGiven: { code: string; link: string; chain?: Chain };
  statusShown: ApplicationStatus;
  /** `office` in words; `taken`: the chat is somebody else's; `later`: too many tries in this hour. */
  leaderBound: { result: 'bound' | 'wrong' | 'taken' | 'later'; office?: string };
  waitingListed: { items: Waiting[]; more: number };
  applicationMoved: { result: 'done' | 'unknown' | 'notAllowed' | 'wrongState' | 'needsBranch' };
  /** Without a phone when she may not see it. */
  phoneShown: { phone?: string };
  /** Results stand before their targets, `12/40`. */
  figuresRead: Figures | { found: false };
  requestsListed: { items: RequestItem[]; more: number };
  /** Among `candidates` she chooses where the record or the branch has to be named. */
  requestDecided:
    | { result: 'done' | 'unknown' | 'notAllowed' | 'decided' | 'wrongPerson' | 'nobodyAbove' }
    | { result: 'needsPerson' | 'needsUnit'; candidates: Candidate[] };
  /** `code`: one may have been sent; `leader`: her leader confirms; `later`: too many tries today. */
  linkAsked: { way: 'code' | 'leader' | 'later'; branch: string; days: number };
  codeTried: { result: 'linked' | 'wrong' | 'over'; branch: string; days: number };
  /** `again`: the same request is open already. */
  changeAsked: { no: string; branch: string; days: number; again: boolean };
  cardShown: MemberCard | { found: false };
  checkedIn: CheckedIn;
}

/** What became of a check-in: `guest` where the chat is nobody's, `early` and `over` where the doors are not open. */
export type CheckedIn =
  | { result: 'in' | 'guest' | 'early' | 'over' | 'cancelled'; topic: string; day: string; time: string }
  | { result: 'unknown' };

/** An application as its leader sees it, and what she can do with it. */
export interface Waiting {
  file: string;
  act: ApplicationStep;
  name: string;
  birthYear: number;
  place: string;
  /** What a woman without a chat is to be told on the phone. */
  news?: string;
}

/** What a leader can do with an application that waits for her; `call`: she has phoned a woman who has no chat. */
export type ApplicationStep = 'verify' | 'recognise' | 'call';

/** A year of a unit; `gathering` where its women are counted. */
export type Figures = {
  found: true;
  unit: string;
  year: number;
  members: number;
  joined: string;
  pairs: string;
  gathering?: GatheringFigure;
} & Record<'submitted' | 'verified' | 'recruiters', number>;

/** The gathering ratio in words that can be shown: `61,2 %`, `5.100/8.333`, the day of the count; or that it cannot be told now. */
export type GatheringFigure = { light: 'red' | 'amber' | 'green'; share: string; of: string; asOf: string } | { light: 'none' };

/** A record or a unit that may be meant, in words that can be shown: never a phone number. */
export type Candidate = { id: string; label: string };

/** A member's request as her leader reads it. */
export interface RequestItem {
  no: string;
  text: string;
}

/** What a member's own record says, in words that can be shown; `leader` so that she can check that this is genuine. */
export type MemberCard = {
  found: true;
  name: string;
  branch: string;
  commune: string;
  since: string;
  card: string;
  leader: string;
  code: string;
};

/** How far those are whom a member brought: they came with her code, sent their application, were recognised. */
export interface Chain {
  invited: number;
  submitted: number;
  recognised: number;
}

/** How far an application is, in words that can be shown; `none` also where it is somebody else's. */
export type ApplicationStatus =
  | { state: 'none' }
  | { state: 'submitted' | 'duplicate' | 'verified' | 'recognised' | 'withdrawn'; file: string; unit: string; day: string };

export type Answer = { [N in keyof Answers]: { type: N } & Answers[N] }[keyof Answers];

/** A survey as a flow needs it; the version that a conversation started stays in its context. */
export interface SurveyDoc {
  id: string;
  title: string;
  intro: string;
  questions: SurveyQuestion[];
}

export interface SurveyQuestion {
  id: string;
  kind: 'single' | 'multiple' | 'scale' | 'yesNo' | 'number' | 'text';
  text: string;
  /** Labels of the options, for single and multiple, and of the points of a scale from 1. */
  options: string[];
  /** Answers after which later questions are left out: the next one by its id, or none more. */
  jumps?: { answer: number | boolean; to?: string }[];
}

/** A meeting as a flow needs it, in words that can be shown. */
export interface MeetingBrief {
  id: string;
  branch: string;
  topic: string;
  day: string;
  time: string;
  place: string;
  answer?: Rsvp;
  /** When she gave it, ms: a question that was asked later waits for another. */
  answeredAt?: number;
  /** Address of its calendar entry. */
  calendar?: string;
  /** What was attached to it for everybody. */
  papers?: Card[];
}

/** What a unit tells about the Union: data of the unit, inherited from the unit above. */
export interface UnitBrief {
  id: string;
  name: string;
  commune: string;
  phone: string;
  why: string;
  fee: string;
  how: string;
  hotlines: string;
  /** Days within which the branch calls an applicant. */
  days: number;
}

/** What a flow must know of the world when it hears an event; loaded anew for each one. */
export interface Known {
  /** Local date, YYYY-MM-DD. */
  today: string;
  /** Time of the event in ms. */
  now: number;
  person?: { id: string; name: string; member: boolean };
  /** Her posts, the highest first, where a code has tied this chat to an officer. What she may is asked when it is done. */
  leader?: { offices: { post: string; unit: string; name: string; standsIn?: true }[] };
  /** An officer's one-time code that came with the link she followed. */
  leaderCode?: string;
  /** A meeting's check-in code that came with this event: by the link at the door, or typed. */
  meetingCode?: string;
  unit: UnitBrief;
  /** Purposes consented to at this moment; missing means never asked. */
  consents: Partial<Record<Purpose, boolean>>;
  /** The newest question that had left for her before this event. */
  newest?: Asked & { at: number };
  /** Those before it, the newest first: they hear what it does not understand. */
  earlier?: (Asked & { at: number })[];
  surveys: SurveyDoc[];
  meetings: MeetingBrief[];
  /** Provinces to choose from, where there are several. */
  provinces?: { id: string; label: string }[];
  /** Invitation code that came with this event. */
  referral?: string;
  /** Link of a branch or group that came with this event; without a unit when the link is not valid any more. */
  link?: { unit?: { id: string; label: string } };
  paused: boolean;
  /** How long the bot stays silent after a person took over, ms; half a day where nobody says. */
  pauseFor?: number;
}
