import i18next from 'i18next';
import { DateTime } from 'luxon';
import vi from '../locales/vi.json';
import type { Vars } from './engine/types';

/** The locale of every text. */
export const LOCALE = 'vi';
const PLACEHOLDER = /\{(\w+)\}/g;
const texts = i18next.createInstance();
texts.init({
  lng: LOCALE,
  resources: { [LOCALE]: { translation: vi } },
  initAsync: false,
  // Plain chat texts: no HTML to escape, no plural forms in Vietnamese, and what people typed is never taken for a template.
  interpolation: { prefix: '{', suffix: '}', escapeValue: false, skipOnVariables: true },
});

/** The text of a key with its variables filled in; throws on an unknown key or a missing variable, so that neither is ever sent. */
export function words(key: string, vars: Vars = {}): string {
  const template = templateOf(key);
  const missing = [...placeholdersOf(template)].filter((name) => !Object.hasOwn(vars, name));
  if (missing.length > 0) throw new Error(`The text "${key}" needs ${missing.join(', ')}`);
  return texts.t(key, { replace: vars, nest: false });
}

/** The text of a key before its variables are filled in; throws on an unknown key. */
export function templateOf(key: string): string {
  const template: unknown = texts.exists(key) ? texts.getResource(LOCALE, 'translation', key) : undefined;
  if (typeof template !== 'string') throw new Error(`locales/vi.json has no text "${key}"`);
  return template;
}

/** A time (ms) as it is said in a time zone: `thứ bảy 28/11`, `19h30`. */
export function dayAndTime(at: number, timeZone: string): { day: string; time: string } {
  const local = DateTime.fromMillis(at, { zone: timeZone, locale: LOCALE });
  return { day: local.toFormat('cccc dd/MM').toLowerCase(), time: local.toFormat("H'h'mm").replace(/h00$/, 'h') };
}

/** A time (ms) in a table: `28/11/2026 19:30`. */
export const shortMoment = (at: number, timeZone: string): string =>
  DateTime.fromMillis(at, { zone: timeZone }).toFormat('dd/MM/yyyy HH:mm');

/** The variables that a text needs. */
export function placeholdersOf(template: string): Set<string> {
  return new Set([...template.matchAll(PLACEHOLDER)].map(([, name = '']) => name));
}
