import { createHash } from 'node:crypto';
import type { InboundEvent, Media } from '../engine/types';

// Webhook bodies are read field by field and nothing is believed: each reader answers undefined for what does not fit.
const LONGEST_ID = 512;

/** The value under a path of own properties, undefined when there is none. */
export function field(value: unknown, ...path: string[]): unknown {
  let at = value;
  for (const name of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined;
    at = (at as Record<string, unknown>)[name];
  }
  return at;
}

/** The elements of an array, none when it is something else. */
export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Whether a value is an object with fields, not an array. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A text that says something. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** An id as a string, exactly as sent; platforms send some of them as numbers. */
export function id(value: unknown): string | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : undefined;
  return typeof value === 'string' && value !== '' && value.length <= LONGEST_ID ? value : undefined;
}

/** The ids of an array, each once. */
export function ids(value: unknown): string[] {
  return [...new Set(list(value).flatMap((one) => id(one) ?? []))];
}

/** Milliseconds since 1970 out of 13 digits, or of 10 digits of seconds. */
export function time(value: unknown): number | undefined {
  const digits = typeof value === 'number' ? String(value) : value;
  if (typeof digits !== 'string') return undefined;
  if (/^\d{13}$/.test(digits)) return Number(digits);
  return /^\d{10}$/.test(digits) ? Number(digits) * 1000 : undefined;
}

/** A coordinate in degrees, sent as a number or as a string. */
export function degrees(value: unknown, limit: 90 | 180): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Math.abs(number) <= limit ? number : undefined;
}

/** The given fields without those that are undefined. */
export function present<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

/** One attachment of a kind, with what is known of it. */
export function medium(
  kind: string,
  fields: { url?: unknown; title?: unknown; id?: unknown; latitude?: unknown; longitude?: unknown },
): Media {
  const known = present({
    url: text(fields.url),
    title: text(fields.title),
    id: id(fields.id),
    latitude: degrees(fields.latitude, 90),
    longitude: degrees(fields.longitude, 180),
  });
  return { kind, ...known };
}

/** A stable id for what the platform gives none: the same event sent twice gets the same, and it tells nothing. */
export function derivedId(...parts: unknown[]): string {
  const written = parts.map((part) => (typeof part === 'string' || typeof part === 'number' ? String(part) : ''));
  return `d${createHash('sha256').update(JSON.stringify(written)).digest('hex').slice(0, 40)}`;
}

/** The same event, not to be played. */
export function asIgnored({ user, account, id: same, at }: InboundEvent): InboundEvent {
  return { user, account, id: same, at, type: 'ignored' };
}
