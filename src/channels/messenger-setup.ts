import { isDeepStrictEqual } from 'node:util';
import type { MessengerConfig } from '../config';
import type { Finding, Profile } from './channel';
import { get, post } from './post';
import { field, id, isObject, list, text } from './read';

/** What the product must hear of; `standby` and `messaging_handovers` tell when a person has the thread. */
const FIELDS = [
  'messages',
  'messaging_postbacks',
  'messaging_referrals',
  'messaging_optins',
  'message_deliveries',
  'message_reads',
  'message_reactions',
  'message_edits',
  'message_echoes',
  'messaging_handovers',
  'standby',
];
// Lengths above which the platform refuses the whole call.
const LIMITS = { greeting: 160, menuTitle: 30, question: 80, questions: 4 };
const REMEDY = 'run npm run setup-channels without --dry-run';

/** Checks the Page's profile and subscriptions, and sets what is wrong when `fix` is given; three calls, of the ten that are allowed in ten minutes. */
export async function checkMessenger(config: MessengerConfig, profile: Profile, fix: boolean): Promise<Finding[]> {
  const base = `${config.graphBaseUrl}/${config.graphVersion}`;
  const headers = { authorization: `Bearer ${config.pageAccessToken}` };
  return [...(await checkProfile()), ...(await checkFields()), ...utility()];

  /** Graph does not tell what App Review granted: a person looks, where templates are to be used at all. */
  function utility(): Finding[] {
    if (Object.keys(config.templates ?? {}).length === 0) return [];
    const permission = config.utilityPermission ?? 'page_utility_messaging';
    const remedy = `App Review must have granted ${permission}; if Meta knows no such permission, set MESSENGER_UTILITY_PERMISSION to its other spelling`;
    return [{ what: 'utility templates', verdict: 'unknown', remedy }];
  }

  async function checkProfile(): Promise<Finding[]> {
    const wanted = wantedProfile(profile);
    const names = Object.keys(wanted);
    const answer = await get(`${base}/me/messenger_profile?fields=${names.join(',')}`, headers);
    const refused = refusal(answer.body, answer.status);
    if (refused) return names.map((what) => ({ what, verdict: 'unknown', remedy: refused }));
    const [is] = list(field(answer.body, 'data'));
    const wrong = names.filter((name) => !covers(field(is, name), wanted[name]));
    const changes = Object.fromEntries(wrong.map((name) => [name, wanted[name]]));
    const set = fix && wrong.length > 0 ? await post(`${base}/me/messenger_profile`, changes, headers) : undefined;
    const failed = set && refusal(set.body, set.status);
    return names.map((what) => {
      if (!wrong.includes(what)) return { what, verdict: 'right' };
      if (set && !failed) return { what, verdict: 'set' };
      return { what, verdict: 'wrong', remedy: failed ?? REMEDY };
    });
  }

  async function checkFields(): Promise<Finding[]> {
    const what = 'webhook fields';
    const path = `${base}/${config.pageId}/subscribed_apps`;
    const answer = await get(path, headers);
    const refused = refusal(answer.body, answer.status);
    if (refused) return [{ what, verdict: 'unknown', remedy: refused }];
    const own = list(field(answer.body, 'data')).find((app) => id(field(app, 'id')) === config.appId);
    const subscribed = list(field(own, 'subscribed_fields')).map(fieldName);
    const missing = FIELDS.filter((name) => !subscribed.includes(name));
    if (missing.length === 0) return [{ what, verdict: 'right' }];
    if (!fix) return [{ what, verdict: 'wrong', remedy: `missing: ${missing.join(', ')}; ${REMEDY}` }];
    const all = [...new Set([...subscribed, ...FIELDS])].filter((name) => name !== undefined);
    const set = await post(path, { subscribed_fields: all.join(',') }, headers);
    const failed = refusal(set.body, set.status);
    return [failed ? { what, verdict: 'wrong', remedy: failed } : { what, verdict: 'set' }];
  }
}

/** The profile as the platform wants it, cut to its limits. */
function wantedProfile({ greeting, start, menu, questions }: Profile): Record<string, unknown> {
  const item = ({ title, payload }: Profile['menu'][number]) => ({
    type: 'postback',
    title: title.slice(0, LIMITS.menuTitle),
    payload,
  });
  const ask = ({ title, payload }: Profile['menu'][number]) => ({ question: title.slice(0, LIMITS.question), payload });
  return {
    greeting: [{ locale: 'default', text: greeting.slice(0, LIMITS.greeting) }],
    get_started: { payload: start },
    persistent_menu: [{ locale: 'default', composer_input_disabled: false, call_to_actions: menu.map(item) }],
    ice_breakers: [{ locale: 'default', call_to_actions: questions.slice(0, LIMITS.questions).map(ask) }],
  };
}

/** Whether everything wanted is there; the platform adds fields of its own. */
function covers(is: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) {
    return Array.isArray(is) && is.length === wanted.length && wanted.every((one, place) => covers(is[place], one));
  }
  if (isObject(wanted)) return Object.entries(wanted).every(([name, value]) => covers(field(is, name), value));
  // What is switched off may be left out.
  return isDeepStrictEqual(is, wanted) || (wanted === false && is === undefined);
}

/** Subscribed fields come as names, or as objects with a name. */
const fieldName = (value: unknown): string | undefined => text(value) ?? text(field(value, 'name'));

function refusal(body: unknown, status: number): string | undefined {
  const code = id(field(body, 'error', 'code'));
  if (code === undefined && status < 300) return undefined;
  const subcode = id(field(body, 'error', 'error_subcode'));
  const meaning = code === '190' ? 'renew MESSENGER_PAGE_ACCESS_TOKEN' : 'look the code up in Meta’s error table';
  return `Graph answered ${code ?? `http ${status}`}${subcode === undefined ? '' : `/${subcode}`}: ${meaning}`;
}
