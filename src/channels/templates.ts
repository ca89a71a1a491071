import type { Templates } from '../config';

/** The template for a text of the locale, by the first word of its key, where one is configured. */
export function templateOf(templates: Templates | undefined, key: string): string | undefined {
  return key.startsWith('meeting.') ? templates?.meeting : undefined;
}
