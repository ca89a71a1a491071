import { createBook } from '../flows';
import { statusOf } from '../src/actions/applications/application-status';
import { checkCode, codeOf, noteInvitation } from '../src/actions/applications/refer';
import { submit } from '../src/actions/applications/submit';
import type { BroadcastDeps } from '../src/actions/broadcasts/broadcast-deps';
import { noteRead } from '../src/actions/broadcasts/broadcast-reads';
import type { ActionDeps } from '../src/actions/deps';
import { advance, figuresFor, phoneOf, waitingFor } from '../src/actions/desk/leader-desk';
import { checkIn } from '../src/actions/meetings/check-in';
import { bindLeader, unbindLeader } from '../src/actions/officers/bind-leader';
import { tellLeaders } from '../src/actions/officers/leaders';
import { cardOf } from '../src/actions/people/card';
import { askChange, askLeader, askLink, tryCode } from '../src/actions/people/member-requests';
import { decideFor, requestsFor } from '../src/actions/people/request-desk';
import { forgetWhenWithdrawn } from '../src/actions/people/sensitive-groups';
import type { Config } from '../src/config';
import type { Connections } from '../src/connect';
import type { SenderDeps } from '../src/engine/deliver';
import { createHandlers, type EffectDeps } from '../src/engine/effects';
import { createEnclosures } from '../src/engine/enclosures';
import { loadKnown } from '../src/engine/known';
import { createPace } from '../src/engine/pace';
import { createPauses } from '../src/engine/pause';
import type { TurnDeps } from '../src/engine/turn';
import type { Log } from '../src/log';
import { load } from '../src/models/conversations';
import { byConversation } from '../src/models/people';
import { findPlaces } from '../src/models/places';
import { queueSend } from '../src/models/sends';
import { briefOf, settingOf, topUnit } from '../src/models/units';
import { createOneTime } from '../src/one-time';
import { localDay, periodOf } from '../src/programme/periods';
import { addFact, type Ring } from '../src/programme/recount';
import { words } from '../src/words';
import { broadcastDeps, reachingOf } from './broadcast-deps';
import { createDownload } from './download';
import { createLeaderDesk } from './leader-desk';
import { codeChannel, createSendCode } from './send-code';

/** A message that tells of a decision is worth sending for this long, ms. */
const NEWS_FOR = 3 * 24 * 3600_000;
const HOUR = 3600_000;

/** What the workers need of all rooms, put together once. */
export interface Composition {
  turns: TurnDeps;
  sender: SenderDeps;
  actions: ActionDeps;
  broadcasts: BroadcastDeps;
}

/** Puts the rooms together: the engine gets its flows, its handlers and its channels here. */
export function compose(config: Config, connections: Connections, log: Log, now: () => number = Date.now): Composition {
  const { bells, channels, redis, prefix } = connections;
  const limits = new Map([...channels.values()].map(({ name, can }) => [name, can.perSecond]));
  const { timeZone } = config;
  // A bell that does not ring costs a delay: the sweep finds the work.
  const lost = (err: unknown) => log.warn({ err }, 'bell not rung');
  const ringCount: Ring = (unit, period) => bells.count(unit, period).catch(lost);
  const ringReplies = (channel: string, conversation: string) => void bells.reply(channel, conversation).catch(lost);
  const actions: ActionDeps = {
    ...(codeChannel(channels) ? { sendCode: createSendCode({ channels, now, ring: ringReplies }) } : {}),
    now,
    timeZone,
    publicBaseUrl: config.publicBaseUrl,
    ringCount,
    ringBroadcast: (id) => bells.plan(id).catch(lost),
    reaching: reachingOf(channels, { now, timeZone }),
    download: createDownload(channels, log),
    async tell({ id, conversation, key, vars, purpose, more, notAfter }) {
      const to = await load(conversation);
      // Erased meanwhile. Whom no message reaches is on her leader's list (`unheard-news.ts`).
      if (!to) return;
      await queueSend({
        _id: id,
        conversation,
        channel: to.channel,
        reply: false,
        seq: 0,
        purpose,
        notBefore: now(),
        notAfter: notAfter ?? now() + NEWS_FOR,
        say: { key, vars, ...more },
      });
      await bells.broadcasts(to.channel, [id]).catch(lost);
    },
  };
  const perDay = async () => settingOf((await topUnit())._id, 'messagesPerDay', localDay(now(), timeZone));
  const broadcasts = broadcastDeps(actions, connections, log);
  const oneTime = createOneTime(redis, prefix);
  const effects: EffectDeps = {
    now,
    log,
    month: (at) => periodOf(at, timeZone),
    fact: ({ id, metric, unit, at, n, period }) =>
      addFact({ _id: id, metric, unit, at, n, period: period ?? periodOf(at, timeZone) }, ringCount),
    findPlaces,
    checkCode,
    codeOf: (conversation) => codeOf(conversation._id, config.publicBaseUrl),
    noteInvitation: (code, conversation, at) => noteInvitation(code, conversation, at, actions),
    statusOf: (conversation, file) => statusOf(conversation, file, actions),
    submit: (id, form, about) => submit(form, { id, conversation: about.conversation._id }, actions),
    checkIn: (code, from) => checkIn(code, from, actions),
    readBroadcast: (broadcast, conversation, at) => noteRead(broadcast, conversation, at, actions),
    tellLeaders: (telling) => tellLeaders(telling, actions),
    forgetSensitive: forgetWhenWithdrawn,
    leaders: {
      bind: (code, from) => bindLeader(code, from, actions),
      unbind: (from) => unbindLeader(from, actions),
      waiting: (from) => waitingFor(from, actions),
      advance: (file, act, from) => advance(file, act, from, actions),
      phone: (file, from) => phoneOf(file, from, actions),
      figures: (from) => figuresFor(from, actions),
      requests: (from) => requestsFor(from, actions),
      decide: (asked, from) => decideFor(asked, from, actions),
      desk: createLeaderDesk({ ...broadcasts, keepOnce: oneTime.put, baseUrl: config.publicBaseUrl }),
    },
    members: {
      askLink: (id, form, conversation) => askLink(form, { id, conversation }, actions),
      tryCode: (id, code, conversation) => tryCode(code, { id, conversation }, actions),
      askLeader: (id, conversation) => askLeader({ id, conversation }, actions),
      askChange: (id, form, conversation) => askChange(form, { id, conversation }, actions),
      card: (conversation) => cardOf(conversation, actions),
    },
    ringReplies,
  };
  return {
    actions,
    broadcasts,
    sender: {
      ...{ channels, timeZone, now, log, perDay },
      ...{ pauses: createPauses(log), pace: createPace(redis, limits, prefix), enclosures: createEnclosures({ now, log }) },
    },
    turns: {
      book: createBook(words),
      known: (conversation, event) =>
        loadKnown(conversation, event, {
          timeZone,
          now,
          publicBaseUrl: config.publicBaseUrl,
          pauseFor: config.pauseHours * HOUR,
        }),
      handlers: createHandlers(effects),
      unitOf: async (conversation) => (await byConversation(conversation))?.unit ?? (await briefOf(undefined)).id,
      now,
      log,
    },
  };
}
