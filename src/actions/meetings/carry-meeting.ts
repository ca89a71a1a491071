import { type Broadcast, broadcastStore } from '../../models/broadcasts';
import { eraseCheckIns } from '../../models/check-ins';
import { eraseAllFiles, eraseFiles } from '../../models/files';
import { papersOf } from '../../models/meeting-files';
import { type Meeting, type MeetingEffect, type MeetingStep, meetingStore } from '../../models/meetings';
import { heldBy, inOffice, type Officer, officerStore } from '../../models/officers';
import type { SendBody } from '../../models/sends';
import { tree } from '../../models/units';
import { type Refusal as BroadcastRefusal, broadcastCarrier, decideStep, openBroadcast } from '../broadcasts/broadcasts';
import { carrierOf, carryCommon } from '../carrier';
import type { ActionDeps } from '../deps';
import { follow } from '../follow';
import type { OfficerRefusal } from '../officers/officer-decisions';
import { decideTrain } from '../officers/officer-decisions';
import { officerCarrier } from '../officers/officers';
import { decideDue, decideForget, type MeetingRefusal } from './meeting-decisions';
import { worldOf } from './meeting-world';

/** Carries out what meetings ask for, and takes the steps that are due. */
export const meetingCarrier = carrierOf<Meeting>({ kind: 'meeting', store: meetingStore, handle, due });

async function handle(effect: MeetingEffect, about: Meeting, deps: ActionDeps): Promise<void> {
  switch (effect.name) {
    case 'announce':
      return announceStep(effect, about, deps);
    case 'recall':
      for (const broadcast of effect.broadcasts) await cancel(broadcast, `${effect.id}/${broadcast}`, deps);
      return;
    case 'erase':
      return eraseFiles(about._id, effect.files);
    case 'eraseAll':
      await eraseAllFiles(about._id, effect.until);
      return eraseCheckIns(about._id);
    case 'train':
      return train(effect, about, deps);
    default:
      return carryCommon(effect, deps);
  }
}

async function announceStep(effect: Extract<MeetingEffect, { name: 'announce' }>, about: Meeting, deps: ActionDeps) {
  const { broadcast, audience, say, asks, notAfter, within } = effect;
  // Nobody let the invitation go: what follows it would be about something she never heard of.
  if (within !== undefined && !LET_GO.has((await broadcastStore.load(within))?.state)) return;
  const cards = WITH_PAPERS.has(effect.step) ? papersOf(about, deps.publicBaseUrl) : [];
  const said = cards.length > 0 ? { ...say, cards } : say;
  const body: SendBody = asks ? { ...said, buttons: BUTTONS[asks](about._id) } : said;
  const what = { unit: about.unit, kind: 'meeting', audience, say: body, confirmed: true, notAfter } as const;
  const asked = asks ? { asks: { flow: asks, subject: about._id } } : {};
  const follows = within === undefined ? {} : { within };
  await openBroadcast({ id: broadcast, by: `meeting:${about._id}` }, { ...what, ...asked, ...follows }, deps);
}

/** What goes out before a meeting has its papers with it. */
const WITH_PAPERS: ReadonlySet<MeetingStep> = new Set(['invite', 'again', 'unsure', 'day', 'hours', 'changed'] as const);

const LET_GO: ReadonlySet<Broadcast['state'] | undefined> = new Set(['planning', 'sending', 'paused', 'done'] as const);

const BUTTONS: Readonly<Record<'meeting' | 'rating', (meeting: string) => NonNullable<SendBody['buttons']>>> = {
  meeting: (id) => [
    { label: 'meeting.going', payload: `#meeting:${id}:yes` },
    { label: 'meeting.busy', payload: `#meeting:${id}:no` },
    { label: 'meeting.unsure', payload: `#meeting:${id}:maybe` },
  ],
  rating: (id) =>
    (['good', 'fair', 'poor'] as const).map((value) => ({
      label: `rating.${value}`,
      payload: `#rating:${id}:value:${value}`,
    })),
};

async function cancel(broadcast: string, id: string, deps: ActionDeps): Promise<void> {
  const of = { store: broadcastStore, carrier: broadcastCarrier, about: broadcast, id, action: 'cancel', by: 'meeting' } as const;
  const done = await follow<Broadcast, BroadcastRefusal>(
    { ...of, decide: (was, at) => decideStep(was, 'cancel', false, at) },
    deps,
  );
  if (done === 'done') await deps.ringBroadcast?.(broadcast);
}

/** Each post that she holds in the meeting's unit or below; noted already is as good. */
async function train(effect: Extract<MeetingEffect, { name: 'train' }>, about: Meeting, deps: ActionDeps): Promise<void> {
  const below = new Set((await tree()).subtree(about.unit).map((each) => each._id));
  const { topic, on } = effect;
  const posts = (await heldBy(effect.people)).filter((each) => below.has(each.unit) && inOffice(each, on));
  for (const { _id } of posts)
    await follow<Officer, OfficerRefusal>(
      {
        ...{ store: officerStore, carrier: officerCarrier, about: _id, action: 'train', by: `meeting:${about._id}` },
        id: `${effect.id}/${_id}`,
        decide: (was, at) => decideTrain(was, { topic, on }, at, deps.timeZone),
      },
      deps,
    );
}

async function due(about: Meeting, deps: ActionDeps): Promise<void> {
  const world = await worldOf(about, deps.timeZone);
  const of = { store: meetingStore, carrier: meetingCarrier, about: about._id, action: 'step', by: 'system' } as const;
  // From the moment that is due: two workers take a step once.
  const id = `${about._id}/${about.changes}/${about.dueAt}`;
  const decide = (was: Meeting, at: number) => (was.state === 'held' ? decideForget(was) : decideDue(was, at, world));
  await follow<Meeting, MeetingRefusal>({ ...of, id, decide }, deps);
}
