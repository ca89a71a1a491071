import type { Vars } from '../../engine/types';
import type { Move } from '../../models/aggregate';
import { type Application, application } from '../../models/applications';
import { type NewsCall, type NewsEffect, type NewsState, newsStore, openCalls, sealNews } from '../../models/news-calls';
import { type Send, sendOf } from '../../models/sends';
import { settingOf } from '../../models/units';
import { type DraftOf, numbered } from '../act';
import { type Carrier, carrierOf, carryCommon } from '../carrier';
import type { ActionDeps } from '../deps';
import { tellLeaders } from '../officers/leaders';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** First look after a message, and the longest wait between two, ms. */
const FIRST_LOOK = HOUR / 4;
const LONGEST_WAIT = 6 * HOUR;
/** A message that was never queued, because her chat is gone, is looked for this long, ms. */
const NEVER_CAME = 4 * DAY;

/** News about an application for the woman herself. */
export interface News {
  /** Of the effect that tells her. */
  id: string;
  key: string;
  vars: Vars;
}

/**
 * Her leader phones her in place of the message: it is on the list of her unit until somebody notes that she was told. No
 * template goes to her phone by itself, because each costs money that nobody has approved.
 */
export async function callInstead(news: News, about: Application, deps: ActionDeps): Promise<void> {
  const at = deps.now();
  const dueAt = at + (await daysOf(about.unit)) * DAY;
  const outbox = numbered<NewsEffect>(news.id, 0, [askLeader(about.unit, 'leader.toCall', about.file)]);
  await newsStore.insert({ ...kept(news, about, at, 'open'), dueAt, outbox }, at);
  await newsCarrier.carry(news.id, deps);
}

/** Keeps that a message is about to tell her: when it does not leave, her leader phones her. */
export async function watchNews(news: News, about: Application, deps: ActionDeps): Promise<void> {
  const at = deps.now();
  await newsStore.insert({ ...kept(news, about, at, 'told'), dueAt: at + FIRST_LOOK, outbox: [] }, at);
}

function kept({ id, key, vars }: News, about: Application, at: number, state: NewsState) {
  const history = [{ id, at, action: 'keep' as const, by: 'application', outcome: state }];
  return { _id: id, about: about._id, unit: about.unit, news: sealNews({ key, vars }), at, state, history };
}

/** Carries out what calls ask for; what is due is a look at the message, or a reminder of calls that nobody made. */
export const newsCarrier: Carrier = carrierOf<NewsCall>({
  kind: 'newsCall',
  store: newsStore,
  handle: (effect, _, deps) => (effect.name === 'remindCalls' ? remindCalls(effect, deps) : carryCommon(effect, deps)),
  async due(was, deps) {
    const at = deps.now();
    const [send, about] = [await sendOf(was._id), await application(was.about)];
    const { outcome, dueAt, effects } = decideNews(was, send, at, await daysOf(was.unit), about?.file);
    const move: Move<NewsCall> = {
      entry: { id: `due/${was.dueAt}`, at, action: was.state === 'open' ? 'remind' : 'look', by: 'clock', outcome },
      set: { state: outcome, ...(dueAt === undefined ? {} : { dueAt }) },
      ...(dueAt === undefined ? { unset: ['dueAt'] } : {}),
      effects: numbered<NewsEffect>(was._id, was.history.length, effects),
    };
    if (await newsStore.move(was, move)) await newsCarrier.carry(was._id, deps);
  },
});

/** What follows when a call is due: `days` between two reminders. Whoever said stop is left in peace. */
export function decideNews(
  was: Pick<NewsCall, 'state' | 'at' | 'unit'>,
  send: Pick<Send, 'state' | 'failure' | 'notBefore'> | null,
  at: number,
  days: number,
  /** Undefined where the application is there no longer. */
  file: string | undefined,
): { outcome: NewsState; dueAt?: number; effects: DraftOf<NewsEffect>[] } {
  const over = { outcome: was.state === 'done' ? ('done' as const) : ('over' as const), effects: [] };
  if (file === undefined) return over;
  if (was.state === 'open') {
    const turn = Math.floor(at / (days * DAY));
    return { outcome: 'open', dueAt: at + days * DAY, effects: [{ name: 'remindCalls', unit: was.unit, turn }] };
  }
  if (was.state !== 'told') return over;
  const again = at + Math.min(Math.max(at - was.at, FIRST_LOOK), LONGEST_WAIT);
  switch (send?.state) {
    case undefined:
      return at - was.at > NEVER_CAME ? over : { outcome: 'told', dueAt: again, effects: [] };
    case 'planned':
    case 'queued':
    case 'sending':
      return { outcome: 'told', dueAt: Math.max(again, (send?.notBefore ?? 0) + FIRST_LOOK), effects: [] };
    case 'sent':
    case 'unknown':
      return over;
    default:
      if (send?.failure === 'noConsent') return over;
      return { outcome: 'open', dueAt: at + days * DAY, effects: [askLeader(was.unit, 'leader.toCallUnheard', file)] };
  }
}

const askLeader = (unit: string, key: string, file: string) =>
  ({ name: 'tellLeaders', unit, matter: 'application', say: { key, vars: { file } } }) as const;

const daysOf = (unit: string): Promise<number> => settingOf(unit, 'callDays');

/** One reminder for all that a unit has not phoned, whichever of them was due first. */
async function remindCalls({ unit, turn }: Extract<NewsEffect, { name: 'remindCalls' }>, deps: ActionDeps): Promise<void> {
  const women = new Set((await openCalls([unit])).map(({ about }) => about)).size;
  if (women === 0) return;
  const say = { key: 'leader.callsWait', vars: { n: women } };
  await tellLeaders({ id: `calls/${unit}/${turn}`, unit, matter: 'application', say }, deps);
}
