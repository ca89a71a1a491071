import { moveAccounts } from '../../models/accounts';
import { moveBindCodes } from '../../models/bind-codes';
import { mergeSlots } from '../../models/caps';
import { type Consent, Consents, current, currentOf, record } from '../../models/consents';
import { moveLeaderChats } from '../../models/leader-chats';
import { answersBy, keepAnswer } from '../../models/meeting-answers';
import { openMeetings } from '../../models/meetings';
import { heldBy, keyOfPost, type Officer, officerStore, slotOfPost } from '../../models/officers';
import { type Pair, pairStore, pairsWith, slotOfPair } from '../../models/pairs';
import { idsOf, person as personById } from '../../models/people';
import type { Person } from '../../models/person';
import * as sensitive from '../../models/sensitive-groups';
import { tree } from '../../models/units';
import { laterOf } from '../../programme/days';
import { nameOf } from '../../programme/pairs';
import { localDay } from '../../programme/periods';
import { LOCALE } from '../../words';
import { decideEnd as decideEndPair, pairCarrier } from '../applications/pairs';
import { settleTwins } from '../broadcasts/broadcast-twins';
import { leaveClubs, replaceInClubs } from '../clubs/carry-club';
import type { ActionDeps } from '../deps';
import { follow } from '../follow';
import { decideEnd as decideEndPost, type OfficerRefusal } from '../officers/officer-decisions';
import { officerCarrier } from '../officers/officers';
import { strictest } from './merge-consents';

/** What is moved: from the record that has ended, as it stands now, since when (ms), and by whom. */
export interface Moving {
  /** Id of the merge. */
  id: string;
  keep: string;
  from: Person;
  at: number;
  by: string;
}

/** Moves what is kept beside her record; each step may be done again. What is not here finds her by any of her ids. */
export async function moveAll(moving: Moving, deps: ActionDeps): Promise<void> {
  await withdrawStricter(moving);
  await settleSends(moving);
  await mergeSlots(moving.from._id, moving.keep);
  await moveSensitive(moving);
  await movePosts(moving, deps);
  await movePairs(moving, deps);
  await moveAnswers(moving, deps);
  await moveClubs(moving, deps);
}

/** No consent becomes wider: what she withdrew in a chat of one record is withdrawn in those of the other. */
async function withdrawStricter({ id, keep, from, at }: Moving): Promise<void> {
  const her = await personById(keep);
  const chats = her ? [...new Set([...her.conversations, ...from.conversations])] : [];
  const agreed = await currentOf(chats);
  for (const { conversation, purpose } of strictest(chats, agreed))
    await record({
      ...{ _id: `${id}/${conversation}/${purpose}`, conversation, purpose, given: false, locale: LOCALE, at, seq: 0 },
      ...{ text: 'merge', textHash: '', channel: 'merge', by: 'merge', event: id },
    });
}

/** Of what waits for both records in one broadcast one message is left. */
async function settleSends({ keep, from }: Moving): Promise<void> {
  const her = await personById(keep);
  if (her) await settleTwins(her, [...her.conversations, ...from.conversations]);
}

/** What she told for one record alone stays with its consent; told for both, that of the record that stays holds. */
async function moveSensitive({ keep, from, by, at }: Moving): Promise<void> {
  const told = await sensitive.sensitiveRecord(from._id);
  if (!told) return;
  const given = await Consents.findById(told.consent).lean<Consent>();
  const holds = async () => given !== null && (await current(given.conversation)).NHAY_CAM === true;
  if (!(await sensitive.sensitiveOf(keep)) && (await holds())) {
    const groups = (await sensitive.sensitiveOf(from._id)) ?? [];
    await sensitive.putSensitive({ _id: keep, groups, consent: told.consent, at, by });
    // She withdrew it while this was written.
    if (!(await holds())) await sensitive.dropSensitive(keep);
  }
  await sensitive.dropSensitive(from._id);
}

/** Her posts, the chat in which she works, her codes and her account; a post that she holds by both records ends as a mistake. */
async function movePosts({ id, keep, from, by }: Moving, deps: ActionDeps): Promise<void> {
  const posts = await heldBy([from._id]);
  for (const { _id } of posts)
    await follow<Officer, OfficerRefusal>(
      {
        ...{ store: officerStore, carrier: officerCarrier, about: _id, id: `${id}/${_id}`, action: 'holder', by },
        async decide(was) {
          if (was.endedOn !== undefined) return { told: {}, set: { holder: keep }, effects: [] };
          const key = keyOfPost({ ...was, holder: keep });
          if (key === keyOfPost(was)) return { told: {}, set: { holder: keep }, effects: [] };
          const slot = await slotOfPost(key);
          if ('next' in slot) return { told: {}, set: { holder: keep, slot: slot.next }, effects: [] };
          const on = laterOf(was.from, localDay(deps.now(), deps.timeZone));
          const ended = decideEndPost(was, { on, reason: 'mistake' });
          return 'refuse' in ended ? ended : { ...ended, told: {}, set: { ...ended.set, holder: keep } };
        },
      },
      deps,
    );
  await moveLeaderChats(from._id, keep);
  await moveBindCodes(from._id, keep);
  await moveAccounts(from._id, keep);
}

/** Her pairs of 1+1 of the other kinds; one that both records had with the same side was kept twice, and is taken back. */
async function movePairs({ id, keep, from, by }: Moving, deps: ActionDeps): Promise<void> {
  const hers = (side: Pair['helper']) => (side.who === 'person' && side.person === from._id ? { ...side, person: keep } : side);
  for (const { _id } of await pairsWith(from._id))
    await follow<Pair, 'wrongState' | 'wrongDay'>(
      {
        ...{ store: pairStore, carrier: pairCarrier, about: _id, id: `${id}/${_id}`, action: 'side', by },
        async decide(was) {
          const sides = { helper: hers(was.helper), helped: hers(was.helped) };
          const told = { outcome: was.state };
          if (was.state === 'ended') return { told, set: sides, effects: [] };
          const [helper, helped] = [nameOf(sides.helper), nameOf(sides.helped)];
          const slot = helper === helped ? undefined : await slotOfPair(was.kind, helper, helped);
          if (slot && 'next' in slot) return { told, set: { ...sides, slot: slot.next }, effects: [] };
          const endsOn = was.startsOn;
          const ended = decideEndPair(was, 'mistake', endsOn, localDay(deps.now(), deps.timeZone));
          if ('refuse' in ended) return ended;
          return { told: { outcome: 'ended' }, set: { ...sides, state: 'ended', endsOn, result: 'mistake' }, ...ended };
        },
      },
      deps,
    );
}

/** Her clubs; those that are none of hers where the record that stays has her live, she leaves. */
async function moveClubs({ id, keep, from, by }: Moving, deps: ActionDeps): Promise<void> {
  await replaceInClubs(from._id, keep, `${id}/clubs`, by, deps);
  await leaveClubs(keep, { id: `${id}/leaves`, on: localDay(deps.now(), deps.timeZone) }, deps);
}

/** What she answered to meetings to come; of two answers the newest holds. */
async function moveAnswers({ keep, from }: Moving, deps: ActionDeps): Promise<void> {
  const { lineage } = await tree();
  const her = await personById(keep);
  const units = [from.unit, ...(her ? [her.unit] : [])].flatMap((unit) => lineage(unit).map(({ _id }) => _id));
  const open = (await openMeetings([...new Set(units)], deps.now())).map(({ _id }) => _id);
  for (const one of idsOf(from))
    for (const [meeting, { answer, wantsSummary, by, at, seq }] of await answersBy(one, open))
      if (answer !== undefined) {
        const more = { ...(wantsSummary === undefined ? {} : { wantsSummary }), ...(by === undefined ? {} : { by }) };
        await keepAnswer(meeting, keep, { answer, ...more }, { at, seq });
      }
}
