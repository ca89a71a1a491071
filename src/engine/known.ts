import { DateTime } from 'luxon';
import * as consents from '../models/consents';
import type { Conversation } from '../models/conversations';
import { leaderChat } from '../models/leader-chats';
import { linkCodeIn, unitOfLinkCode } from '../models/link-codes';
import { checkInCodeIn } from '../models/meeting-codes';
import { meetingByCode } from '../models/meetings';
import { officesOf } from '../models/offices';
import { byCode, byConversation } from '../models/people';
import { newestQuestions } from '../models/sends';
import * as surveys from '../models/surveys';
import { briefOf, tree, unitsAbove } from '../models/units';
import type { PlayEvent } from './flow';
import { knownMeetings } from './known-meetings';
import type { Known, SurveyDoc } from './types';

/** An answer typed just before the question arrived still belongs to it. */
const TOLERANCE = 2_000;
const LINK_CODE = /^(?:moi[-_])?([A-Za-z0-9]{4,12})$/;
const TYPED_CODE = /^(?:mã|ma)?(?:\s*(?:mời|moi))?[\s:]*([A-Za-z0-9]{6})$/i;
/** The link with an officer's one-time code. */
const LEADER_CODE = /^ma[-_](\d{6})$/;

export interface KnownDeps {
  timeZone: string;
  now(): number;
  /** Address under which people reach the web side; without it no addresses are told. */
  publicBaseUrl?: string;
  /** How long a person who took over keeps the bot silent, ms. */
  pauseFor?: number;
}

/** Loads what a flow must know when it hears an event. */
export async function loadKnown(conversation: Conversation, event: PlayEvent, deps: KnownDeps): Promise<Known> {
  const now = deps.now();
  const heardAt = 'at' in event ? event.at : now;
  const id = conversation._id;
  const [person, agreed, [newest, ...earlier], ended, tied] = await Promise.all([
    byConversation(conversation),
    consents.current(id),
    newestQuestions(id, heardAt + TOLERANCE),
    surveys.endedBy(id),
    leaderChat(id),
  ]);
  const local = DateTime.fromMillis(now, { zone: deps.timeZone });
  const today = local.toISODate() ?? '';
  const [unit, units, link] = await Promise.all([briefOf(person?.unit, today), unitsAbove(person?.unit), linkOf(event)]);
  const [open, meetings] = await Promise.all([
    surveys.openFor(units, now),
    person?.member ? knownMeetings(person, units, newest, { ...deps, today }) : [],
  ]);
  const [referral, meetingCode] = await Promise.all([referralOf(event), meetingCodeOf(event)]);
  const leader = tied ? await leaderOf([tied.holder, ...(person ? [person.id] : [])], today) : undefined;
  const leaderCode = LEADER_CODE.exec(refOf(event) ?? '')?.[1];
  const { provinces } = await tree();
  return {
    today,
    now,
    unit,
    consents: agreed,
    surveys: open.filter((survey) => !ended.has(surveys.codeOf(survey._id))).map(surveyDoc),
    meetings,
    paused: (conversation.pausedUntil ?? 0) > now,
    ...(deps.pauseFor === undefined ? {} : { pauseFor: deps.pauseFor }),
    ...(person ? { person: { id: person.id, name: person.name, member: person.member } } : {}),
    ...(newest ? { newest } : {}),
    ...(earlier.length > 0 ? { earlier } : {}),
    ...(referral ? { referral } : {}),
    ...(leader ? { leader } : {}),
    ...(leaderCode ? { leaderCode } : {}),
    ...(meetingCode ? { meetingCode } : {}),
    ...(link ? { link } : {}),
    ...(provinces.length > 1 ? { provinces: provinces.map(({ _id, place }) => ({ id: _id, label: place })) } : {}),
  };
}

/** Her posts with the names of their units; undefined without one now. */
async function leaderOf(holders: readonly string[], today: string): Promise<Known['leader']> {
  const offices = await officesOf([...new Set(holders)], today);
  if (offices.length === 0) return undefined;
  const { units } = await tree();
  return { offices: offices.map((office) => ({ ...office, name: units.get(office.unit)?.name ?? '' })) };
}

function surveyDoc({ _id, title, intro, questions }: surveys.Survey): SurveyDoc {
  return { id: _id, title, intro, questions };
}

/** Her branch's link, followed or typed by hand: not every platform carries a ref to us. */
async function linkOf(event: PlayEvent): Promise<Known['link']> {
  const code = linkCodeIn(refOf(event) ?? (event.type === 'text' ? event.text : ''));
  if (code === undefined) return undefined;
  // A link that still hangs in a merged or closed branch leads to the unit that stands for it.
  const unit = (await tree()).home((await unitOfLinkCode(code)) ?? '');
  return unit ? { unit: { id: unit._id, label: unit.place } } : {};
}

function refOf(event: PlayEvent): string | undefined {
  return event.type === 'referral' ? event.ref : 'referral' in event ? event.referral?.ref : undefined;
}

/** A meeting's code: named as one it is looked up later, alone it is one only where there is such a meeting. */
async function meetingCodeOf(event: PlayEvent): Promise<string | undefined> {
  const found = checkInCodeIn(refOf(event) ?? (event.type === 'text' ? event.text : ''));
  return found && (found.named || (await meetingByCode(found.code)) !== null) ? found.code : undefined;
}

/** The invitation code that came with a link or was typed by hand, if a member has it. */
async function referralOf(event: PlayEvent): Promise<string | undefined> {
  const ref = refOf(event);
  const [code] = [LINK_CODE.exec(ref?.trim() ?? ''), TYPED_CODE.exec(event.type === 'text' ? event.text.trim() : '')].flatMap(
    (found) => found?.[1] ?? [],
  );
  if (code === undefined) return undefined;
  const who = await byCode(code);
  return who?.status === 'member' ? who.code : undefined;
}
