/** A meeting as a leader tells it; `unit` is one of her own, `day` YYYY-MM-DD, `time` HH:MM, both local. */
export type MeetingPlan = {
  unit: string;
  topic: string;
  place: string;
  day: string;
  time: string;
};

/** A picture or file of ours, by its id; where the platform does not take it its address stands in the text. */
export interface Enclosure {
  file: string;
  kind: 'picture' | 'file';
  /** In words that can be shown: “Ảnh”, “Kế hoạch 8-3.pdf”. */
  title: string;
  link?: string;
}

/** A picture or file as a leader sent it: what the platform calls it and where it lies. */
export interface SentFile {
  kind: string;
  url: string;
  title?: string;
}

/** One that was fetched, by its id. */
export interface TakenFile {
  id: string;
  kind: Enclosure['kind'];
  title: string;
}

/** Why a picture or file was not taken: `gone` also where it could not be fetched. */
export type FileFault = 'tooLarge' | 'wrongType' | 'gone' | 'notAllowed';

/** What a file is for its meeting. */
export type AttachedAs = 'outline' | 'paper' | 'minutes' | 'photo';

/** A meeting to which something can be attached: papers before it, minutes and photos once it has begun. */
export type AttachableMeeting = LeaderMeeting & { begun: boolean };

/** How many people something reaches: free, at a cost, by template, or only by somebody who calls them. */
export type ReachNumbers = {
  /** In words where there are more than could be looked at while she waits. */
  people: number | string;
  free: number;
  paid: number;
  template: number;
  phone: number;
};

/** What a leader may note for a woman whom she called: of a meeting that she comes or is busy, of a message that she was told; nobody was reached. */
export type CallOutcome = 'going' | 'busy' | 'told' | 'missed';

/** What women are phoned about: a meeting, or a message that did not reach them; `title` in words that can be shown. */
export type CallAbout = { kind: 'meeting' | 'message'; id: string };
export type CallSubject = CallAbout & { title: string };

/** What women said to a meeting, and how many. */
export type ComingCounts = Record<'total' | 'going' | 'busy' | 'unsure' | 'silent', number>;

/** A meeting of a leader's unit, in words that can be shown. */
export type LeaderMeeting = {
  id: string;
  topic: string;
  day: string;
  time: string;
};

/** What a leader's chat may ask of the world; rights are asked for when it is carried out, whatever a button says. */
export interface LeaderParams {
  /** Whether a meeting could be called so, and whom it would reach; answered by `meetingPreviewed`. */
  previewMeeting: MeetingPlan;
  /** Calls a meeting, with the papers that she sent (ids of files); answered by `meetingConvened`. */
  conveneMeeting: MeetingPlan & { files?: string[] };
  /** Fetches pictures and files that she sent, and keeps them for a day; answered by `filesTaken`. */
  takeFiles: { files: SentFile[] };
  /** Her meetings to which something can be attached; answered by `attachableListed`. */
  listAttachable: Record<string, never>;
  /** Keeps what she sent with a meeting; answered by `filesAttached`. */
  attachFiles: { meeting: string; role: AttachedAs; files: string[] };
  /** Takes away what she has just attached; answered by `filesDetached`. */
  detachFiles: { meeting: string; files: string[] };
  /** Who comes to a meeting, the next one of hers where none is named; answered by `comingRead`. */
  readComing: { meeting?: string };
  /** The names behind one number; answered by `comingNamed`. */
  nameComing: { meeting: string; said: 'going' | 'busy' | 'unsure' | 'silent' };
  /** Who must be phoned, from a place in the list (0 the first); answered by `callsListed`. */
  listCalls: { about?: CallAbout; from?: number };
  /** A member's number, noted before it is shown; answered by `memberShown`. */
  showMember: { about: CallAbout; person: string };
  /** Notes what came of a call; answered by `answerNoted`. */
  noteAnswer: { about: CallAbout; person: string; answer: CallOutcome };
  /** Everybody of the meeting that is on or was last; answered by `rollOpened`. */
  openRoll: { meeting?: string };
  /** The door of the meeting that is on or comes next; answered by `doorShown`. */
  showDoor: Record<string, never>;
  /** Minutes and photos of her last meeting that has any, noted before they are shown; answered by `minutesRead`. */
  readMinutes: Record<string, never>;
  /** Settles who came (ids of people); answered by `rollClosed`. */
  closeRoll: { meeting: string; present: string[]; absent: string[] };
  /** Keeps a meeting's summary and sends it to the absent; answered by `summarySent`. */
  sendSummary: { meeting: string; text: string };
  /** Plans a message to a unit, of which nothing leaves yet, or looks at its plan again; answered by `messagePlanned`. */
  /** `occasion`: its ready greeting in place of a text. */
  planMessage: {
    unit: string;
    /** Empty where a file says it all. */
    text: string;
    kind: 'reminder' | 'information' | 'care';
    broadcast?: string;
    occasion?: string;
    /** Id of a picture or file that she sent. */
    file?: string;
    /** Id of the club to which it goes alone; the unit is the club's then. */
    club?: string;
  };
  /** Her clubs that some words name, or all of them where they name none; answered by `clubsFound`. */
  findClubs: { words: string };
  /** Lets a planned message go, approves it or drops it; answered by `messageMoved`. */
  moveMessage: { broadcast: string; step: 'confirm' | 'approve' | 'cancel' };
  /** Messages that wait for her approval; answered by `approvalsListed`. */
  listApprovals: Record<string, never>;
  /** Results of the open surveys of her unit; answered by `surveysRead`. */
  readSurveys: Record<string, never>;
  /** How her last meeting was for those who came; answered by `ratingsRead`. */
  readRatings: Record<string, never>;
  /** A link that opens the console once; answered by `signInGiven`. */
  giveSignIn: Record<string, never>;
}

/** What the world answers to a leader's chat. */
export interface LeaderAnswers {
  meetingPreviewed:
    | ({ result: 'ready'; unit: string; day: string; time: string } & ReachNumbers)
    | { result: 'notAllowed' | 'past' };
  /** `attached`: papers that went with the invitation. */
  meetingConvened: { result: 'done'; attached: number } | { result: 'notAllowed' | 'past' };
  /** `fault`: why some are missing. */
  filesTaken: { files: TakenFile[]; fault?: FileFault };
  attachableListed: { meetings: AttachableMeeting[] };
  /** `files`: their ids in the meeting; `fault`: why some are missing. */
  filesAttached: { files: { id: string; title: string }[]; fault?: FileFault | 'same' | 'tooMany' | 'wrongTime' };
  filesDetached: { result: 'done' | 'refused' };
  comingRead: { found: false } | ({ found: true; meeting: LeaderMeeting; others: LeaderMeeting[] } & ComingCounts);
  comingNamed: { names: string; n: number };
  /** `from` as it is now: a list may have become shorter; `other`: something else about which women wait for a call. */
  callsListed:
    | { found: false }
    | {
        found: true;
        about: CallSubject;
        people: { id: string; name: string }[];
        from: number;
        total: number;
        other?: CallSubject;
      };
  /** Without a number where there is none, or she may not see it. */
  memberShown: { phone?: string };
  answerNoted: { result: 'done' | 'refused' };
  rollOpened:
    | { found: false }
    | { found: true; meeting: LeaderMeeting; people: { id: string; name: string; here: boolean }[]; guests: number }
    /** More than a chat can hold: how many were invited and are there so far, and how many names it holds; `closed` once the roll was called. */
    | {
        found: true;
        meeting: LeaderMeeting;
        invited: number;
        here: number;
        guests: number;
        most: number;
        roll: 'open' | 'closed';
      };
  doorShown: { found: false } | { found: true; meeting: LeaderMeeting; code: string; link: string };
  /** Files with addresses that are good for some minutes. */
  minutesRead:
    | { found: false }
    | { found: true; meeting: LeaderMeeting; files: { title: string; url: string }[]; minutes: number };
  rollClosed: { result: 'done'; present: number; invited: number } | { result: 'refused' | 'early' | 'same' };
  summarySent: { result: 'done' | 'refused' };
  messagePlanned:
    | ({
        result: 'ready';
        broadcast: string;
        unit: string;
        greeting?: { text: string; note: string };
        enclosed?: Enclosure;
      } & ReachNumbers)
    | { result: 'later'; broadcast: string }
    /** `badText`: it holds a `{…}` that is nothing; `over`: the occasion is; `noFile`: what she sent is kept no more. */
    | { result: 'notAllowed' | 'badText' | 'over' | 'noFile' };
  /** At most nine; `fit`: their names hold the words. */
  clubsFound: { clubs: { id: string; name: string; n: number }[]; fit: boolean };
  messageMoved: { result: 'sending' | 'waiting' | 'cancelled' | 'refused' };
  approvalsListed: { items: { id: string; unit: string; text: string; people: number; cost: string }[] };
  /** Lines that can be shown, one for each answer; figures under five are hidden. */
  surveysRead: { surveys: { title: string; n: number; lines: string }[] };
  /** Lines that can be shown; `few` where so few have answered that nothing is. */
  ratingsRead:
    | { found: false }
    | { found: true; meeting: LeaderMeeting; n: number; lines: string }
    | { found: true; meeting: LeaderMeeting; few: true };
  signInGiven: { link?: string; minutes: number };
}

/** Which answer each effect of a leader's chat has. */
export const LEADER_ANSWERS = {
  previewMeeting: 'meetingPreviewed',
  conveneMeeting: 'meetingConvened',
  takeFiles: 'filesTaken',
  listAttachable: 'attachableListed',
  attachFiles: 'filesAttached',
  detachFiles: 'filesDetached',
  readComing: 'comingRead',
  nameComing: 'comingNamed',
  listCalls: 'callsListed',
  showMember: 'memberShown',
  noteAnswer: 'answerNoted',
  openRoll: 'rollOpened',
  showDoor: 'doorShown',
  readMinutes: 'minutesRead',
  closeRoll: 'rollClosed',
  sendSummary: 'summarySent',
  findClubs: 'clubsFound',
  planMessage: 'messagePlanned',
  moveMessage: 'messageMoved',
  listApprovals: 'approvalsListed',
  readSurveys: 'surveysRead',
  readRatings: 'ratingsRead',
  giveSignIn: 'signInGiven',
} as const satisfies Record<keyof LeaderParams, keyof LeaderAnswers>;
