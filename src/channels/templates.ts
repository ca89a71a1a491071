import type { TemplateName, Templates } from '../config';

/** Which approved template says the same as a text of the locale: every text that may leave after the window has one. */
export const TEMPLATE_OF: Readonly<Record<string, TemplateName>> = {
  'meeting.invite': 'MEETING',
  'meeting.reminderDay': 'MEETING',
  'meeting.reminderHours': 'MEETING',
  'meeting.reminderAsk': 'MEETING',
  'meeting.unsureAsk': 'MEETING',
  'meeting.changedTopic': 'MEETING_CHANGED',
  'meeting.changed': 'MEETING_CHANGED',
  'meeting.cancelled': 'MEETING_CANCELLED',
  'application.verified': 'APPLICATION_VERIFIED',
  'application.recognised': 'APPLICATION_RECOGNISED',
  'application.withdrawn': 'APPLICATION_WITHDRAWN',
  'referral.thanks': 'PAIR',
  'survey.invite': 'SURVEY',
  'link.code': 'LINK_CODE',
};

/** The template for a text of the locale, where one is configured. */
export function templateOf(templates: Templates | undefined, key: string): string | undefined {
  const name = Object.hasOwn(TEMPLATE_OF, key) ? TEMPLATE_OF[key] : undefined;
  return name && templates?.[name];
}
