import { z } from 'zod';
import type { Unit } from './unit';

const days = z.int().min(1).max(365);
const months = z.int().min(1).max(24);
const percent = z.number().min(0).max(100);

/**
 * What a province, commune or branch may set for itself and those below it, dated: each unit takes the value of the nearest
 * unit above that set one. `otherwise` is the figure of the plans (domain §1.2–1.5, §5, §8) and holds while nobody has set
 * another; `by` says from which level down it may be set.
 */
export const SETTINGS = {
  applicationDays: { schema: days, otherwise: 7, by: 'branch', meaning: 'days within which the branch calls an applicant' },
  verifyDays: { schema: days, otherwise: 7, by: 'commune', meaning: 'days within which the branch verifies an application' },
  recogniseDays: { schema: days, otherwise: 15, by: 'commune', meaning: 'days from verification to recognition by the commune' },
  requestDays: {
    schema: days,
    otherwise: 3,
    by: 'commune',
    meaning: "days within which a leader decides a member's request; then she is reminded, and after as many it climbs",
  },
  remindDays: { schema: days, otherwise: 2, by: 'commune', meaning: 'days before a deadline at which its leader is reminded' },
  callDays: {
    schema: days,
    otherwise: 7,
    by: 'commune',
    meaning: 'days after which a leader is reminded of women whom nobody has phoned with their news yet',
  },
  branchMeetingMonths: {
    schema: months,
    otherwise: 3,
    by: 'commune',
    meaning: 'a branch meets once in so many months (QB-2013)',
  },
  groupMeetingMonths: { schema: months, otherwise: 1, by: 'commune', meaning: 'a group meets once in so many months (QB-2013)' },
  briefingMonths: { schema: months, otherwise: 1, by: 'province', meaning: 'giao ban once in so many months (TB-2025)' },
  attendanceMonths: { schema: months, otherwise: 12, by: 'province', meaning: 'months looked at for regular attendance' },
  gatheringRed: {
    schema: percent,
    otherwise: 60,
    by: 'province',
    meaning: 'gathering ratio, percent: below it is red (KH-2023)',
  },
  gatheringAmber: { schema: percent, otherwise: 65, by: 'province', meaning: 'gathering ratio, percent: below it is amber' },
  gatheringDenominator: {
    schema: z.enum(['present', 'all']),
    otherwise: 'present',
    by: 'province',
    meaning: 'women of 18 and over who are present, or all who are registered (domain §1.2)',
  },
  gatheringStaleDays: { schema: days, otherwise: 365, by: 'province', meaning: 'days after which a number of women is too old' },
  smallCell: { schema: z.int().min(1).max(50), otherwise: 5, by: 'province', meaning: 'figures of fewer people are not shown' },
  messagesPerDay: {
    schema: z.int().min(1).max(20),
    otherwise: 3,
    by: 'province',
    meaning: 'most messages of our own accord that one person gets in 24 hours (domain §3.1)',
  },
  approvePeople: {
    schema: z.int().min(1),
    otherwise: 500,
    by: 'province',
    meaning: 'a broadcast to more people than this needs a second leader, one level up',
  },
  approveCost: {
    schema: z.int().min(0),
    otherwise: 100_000,
    by: 'province',
    meaning: 'a broadcast that may cost more than this, đồng, needs a second leader, one level up',
  },
  pricePaid: {
    schema: z.int().min(0),
    otherwise: 55,
    by: 'province',
    meaning: 'a message in the paid window, đồng, for the estimate before a broadcast',
  },
  priceTemplate: {
    schema: z.int().min(0),
    otherwise: 300,
    by: 'province',
    meaning: 'a message by template, đồng, for the estimate before a broadcast',
  },
  meetingAgain: {
    schema: z.int().min(0).max(336),
    otherwise: 72,
    by: 'branch',
    meaning: 'hours before a meeting at which the silent are invited once more; 0: never',
  },
  meetingUnsure: {
    schema: z.int().min(0).max(20),
    otherwise: 15,
    by: 'branch',
    meaning: 'hour of the day before a meeting at which those who did not know are asked again; 0: never (domain §5.4)',
  },
  meetingDay: {
    schema: z.int().min(0).max(48),
    otherwise: 24,
    by: 'branch',
    meaning: 'hours before a meeting at which those who may come are reminded the day before; 0: never',
  },
  meetingHours: {
    schema: z.int().min(0).max(12),
    otherwise: 2,
    by: 'branch',
    meaning: 'hours before a meeting at which those who may come are reminded on the day; 0: never',
  },
  meetingSummary: {
    schema: z.enum(['asked', 'absent', 'nobody']),
    otherwise: 'asked',
    by: 'branch',
    meaning: 'who gets the summary of a meeting: the absent who asked for it, all absent, nobody',
  },
  meetingThanks: { schema: z.boolean(), otherwise: true, by: 'branch', meaning: 'those who came to a meeting are thanked' },
  meetingRating: {
    schema: z.boolean(),
    otherwise: true,
    by: 'branch',
    meaning: 'those who came to a meeting are asked, with the thanks, how it was: one anonymous tap',
  },
  proposeDays: {
    schema: z.int().min(0).max(30),
    otherwise: 5,
    by: 'branch',
    meaning: 'days before 8/3, 20/10, Tết and other days at which its leader is offered a greeting to send; 0: never',
  },
  birthdayGreetings: {
    schema: z.boolean(),
    otherwise: true,
    by: 'branch',
    meaning: 'members who agreed to greetings are wished a happy birthday on the morning of the day, where it is known',
  },
  feeMonthly: { schema: z.int().min(0), otherwise: 1_000, by: 'province', meaning: 'membership fee a month, đồng (QB-2013)' },
} as const satisfies Record<string, { schema: z.ZodType; otherwise: unknown; by: Unit['level']; meaning: string }>;

/** The name of a setting. */
export type SettingKey = keyof typeof SETTINGS;
/** What a setting holds. */
export type Setting<K extends SettingKey> = z.infer<(typeof SETTINGS)[K]['schema']>;

/** Whether there is a setting of this name. */
export const isSettingKey = (key: string): key is SettingKey => Object.hasOwn(SETTINGS, key);

/** Whether a value is one that a setting may hold. */
export const fitsSetting = (key: SettingKey, value: unknown): boolean => SETTINGS[key].schema.safeParse(value).success;

/** A setting on a day, YYYY-MM-DD, for the first of some units, nearest first. */
export function settingIn<K extends SettingKey>(line: readonly Pick<Unit, 'settings'>[], key: K, day: string): Setting<K> {
  for (const { settings = [] } of line) {
    const held = settings.filter((each) => each.key === key && each.from <= day && fitsSetting(key, each.value));
    const newest = held.reduce<(typeof held)[number] | undefined>((a, b) => (a && a.from > b.from ? a : b), undefined);
    if (newest) return newest.value as Setting<K>;
  }
  return SETTINGS[key].otherwise as Setting<K>;
}
