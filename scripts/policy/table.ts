import type { Window } from '../../src/channels/channel';
import { messengerWindow } from '../../src/channels/messenger';
import { zaloWindow } from '../../src/channels/zalo';
import { type Leaving, type Ruling, rule } from '../../src/engine/policy';

const HOUR = 3_600_000;
const DAYS = 8;
const TIME_ZONE = 'Asia/Ho_Chi_Minh';
const NOON = Date.parse('2026-11-22T12:00:00+07:00');

const CHANNELS: [name: string, window: (last: { at?: number }, now: number) => Window][] = [
  ['Zalo', zaloWindow],
  ['Messenger', messengerWindow],
];
const KINDS: [name: string, message: Leaving, template: boolean][] = [
  ['reply', { reply: true }, false],
  ['reminder, template approved', { reply: false, purpose: 'NHAC_LICH' }, true],
  ['reminder, no template', { reply: false, purpose: 'NHAC_LICH' }, false],
  ['broadcast (survey), no template', { reply: false, purpose: 'KHAO_SAT' }, false],
];
const consents = { NHAC_LICH: true, KHAO_SAT: true };

/** The policy's verdicts as a page, one line for each hour; asked of the functions that decide. */
export function policyTable(): string {
  const sections = CHANNELS.flatMap(([name, window]) => [`## ${name}`, '', ...channelTable(window), '']);
  return [
    '# When a message may leave',
    '',
    'Written by `npm run policy-table` from the functions that decide: `window()` of the channels and `rule()` of `src/engine/policy.ts`.',
    'Hours since she last did something that opens the window, at noon, with consent given. Replies need no consent and know no quiet',
    'hours; everything else waits from 21 to 7 o’clock and while a person talks to her, and is held without consent.',
    '',
    ...sections,
    '## At noon, one hour after she wrote, on either channel',
    '',
    ...circumstances(),
    '',
  ].join('\n');
}

function channelTable(window: (last: { at?: number }, now: number) => Window): string[] {
  const verdicts = (at: number | undefined) =>
    KINDS.map(([, message, template]) =>
      said(rule(message, { ...base, now: NOON, consents, template, window: window(at === undefined ? {} : { at }, NOON) })),
    );
  const hours = Array.from({ length: DAYS * 24 + 1 }, (_, hour) => hour);
  return [
    ...header(['hours', ...KINDS.map(([name]) => name)]),
    ...hours.map((hour) => row([hour % 24 === 0 ? `${hour} (${hour / 24} d)` : `${hour}`, ...verdicts(NOON - hour * HOUR)])),
    row(['never wrote', ...verdicts(undefined)]),
  ];
}

function circumstances(): string[] {
  const window = zaloWindow({ at: NOON - HOUR }, NOON);
  const night = Date.parse('2026-11-22T22:00:00+07:00');
  const cases: [string, Partial<Parameters<typeof rule>[1]>, Partial<Leaving>][] = [
    ['at 22 o’clock', { now: night }, {}],
    ['a person talks to her until 14 o’clock', { pausedUntil: NOON + 2 * HOUR }, {}],
    ['consent withdrawn or never given', { consents: {} }, {}],
    ['she unfollowed, blocked or withdrew', { gone: true }, {}],
    ['its time is over', {}, { notAfter: NOON - 1 }],
  ];
  return [
    ...header(['when', ...KINDS.map(([name]) => name)]),
    ...cases.map(([name, change, own]) =>
      row([
        name,
        ...KINDS.map(([, message, template]) =>
          said(rule({ ...message, ...own }, { ...base, now: NOON, consents, template, window, ...change })),
        ),
      ]),
    ),
  ];
}

const base = { timeZone: TIME_ZONE, gone: false };

function said(ruling: Ruling): string {
  if (ruling.rule === 'template') return 'by template';
  if (ruling.rule === 'send') return ruling.reason === 'paid' ? 'send, paid' : 'send';
  return `${ruling.rule}: ${ruling.reason}`;
}

const row = (cells: string[]) => `| ${cells.join(' | ')} |`;

const header = (cells: string[]) => [row(cells), row(cells.map(() => '---'))];
