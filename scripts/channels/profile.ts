import type { Finding, Profile } from '../../src/channels/channel';
import { words } from '../../src/words';

/** What people see before they write: greeting, menu and first questions, of the same words as the conversation's menu. */
export function profileOf(): Profile {
  const opens = (flow: string) => ({ title: words(`menu.${flow}`), payload: `#${flow}::open` });
  return {
    greeting: words('profile.greeting'),
    start: 'get_started',
    menu: ['join', 'survey', 'about', 'help', 'human'].map(opens),
    questions: ['join', 'link', 'survey', 'about'].map(opens),
  };
}

/** The findings of all channels as aligned lines: channel, what, verdict, remedy. */
export function findingLines(found: readonly (Finding & { channel: string })[]): string {
  const rows = found.map(({ channel, what, verdict, remedy = '' }) => [channel, what, verdict, remedy]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
