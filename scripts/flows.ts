import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { flows } from '../flows/index';
import type { Flow, Question } from '../src/engine/flow';
import type { Known } from '../src/engine/types';
import { templateOf, words } from '../src/words';

const FOLDER = join(__dirname, '../docs/flows');
/** What an event is called in a drawing. */
const EVENTS: Record<string, string> = {
  open: 'mở',
  yes: 'có',
  no: 'không',
  maybe: 'chưa biết',
  choice: 'chọn',
  value: 'trả lời',
  skip: 'bỏ qua',
  back: 'quay lại',
  tap: 'bấm nút',
  invalid: 'không hợp lệ',
  placesFound: 'tìm nơi ở xong',
  referrerChecked: 'tra mã mời xong',
  applicationFiled: 'hồ sơ đã nhận',
  codeGiven: 'có mã mời',
  requestsListed: 'có danh sách yêu cầu',
  requestDecided: 'đã ghi quyết định',
  linkAsked: 'đã gửi yêu cầu nối',
  codeTried: 'đã thử mã',
  changeAsked: 'đã ghi yêu cầu',
  cardShown: 'tra thông tin xong',
  statusShown: 'xem hồ sơ xong',
  '*': 'bất kỳ',
};
/** Handled alike by every question: drawn once, in the index, not in each picture. */
const USUAL = new Set([
  'repeat',
  'resume',
  'notUnderstood',
  'ask',
  'media',
  'placesFound',
  'referrerChecked',
  'applicationFiled',
  'codeGiven',
  'requestsListed',
  'requestDecided',
  'linkAsked',
  'codeTried',
  'changeAsked',
  'cardShown',
  'statusShown',
]);
const UNIT = { id: '', name: '{unit}', commune: '{commune}', phone: '{phone}', why: '', fee: '', how: '', hotlines: '', days: 3 };
const KNOWN: Known = { today: '2026-01-01', now: 0, unit: UNIT, consents: {}, surveys: [], meetings: [], paused: false };

/** The drawings of all flows by file name: what an officer reads to check a conversation. */
export function drawings(): Record<string, string> {
  const all = Object.values(flows);
  return { 'README.md': index(all), ...Object.fromEntries(all.map((flow) => [`${flow.name}.md`, page(flow)])) };
}

function index(all: readonly Flow[]): string {
  return [
    '# Các cuộc trò chuyện',
    '',
    'Mỗi trang vẽ một cuộc trò chuyện: ô là điều trợ lý nói, mũi tên là điều chị em trả lời. Sửa lời trong `locales/vi.json`, sửa đường đi trong `flows/`, rồi chạy `npm run flows`.',
    '',
    'Câu nào cũng hiểu: “nhắc lại”, “quay lại”, “dừng nhắn tin”, “gặp cán bộ”, “cần giúp”, “menu”. Chưa hiểu lần một thì nói lại kèm ví dụ, lần hai thì chỉ nút bấm, lần ba thì mời gặp cán bộ, lần bốn thì gọi cán bộ.',
    '',
    ...all.map(({ name }) => `- [${name}](${name}.md)`),
    '',
  ].join('\n');
}

function page(flow: Flow): string {
  const machine = flow.machine as AnyStateMachine;
  const states = Object.entries(machine.states) as [string, AnyStateNode][];
  return [
    `# ${flow.name}`,
    '',
    '```mermaid',
    'stateDiagram-v2',
    `  [*] --> ${String(machine.config.initial)}`,
    ...states.map(([name, node]) => `  state "${label(name, node)}" as ${name}`),
    ...states.flatMap(([name, node]) => arrows(name, node)),
    ...states.filter(([, node]) => node.type === 'final').map(([name]) => `  ${name} --> [*]`),
    '```',
    '',
    ...states.flatMap(([name, node]) => described(name, node)),
  ].join('\n');
}

function label(name: string, node: AnyStateNode): string {
  const key = metaOf(node).says;
  const text =
    key && node.type !== 'final' && name !== 'idle' ? templateOf(key) : key && node.type === 'final' ? templateOf(key) : name;
  return (text.length > 60 ? `${text.slice(0, 57)}…` : text).replaceAll('"', "'").replaceAll('\n', ' ').replaceAll(':', ' –');
}

function arrows(name: string, node: AnyStateNode): string[] {
  const drawn = new Map<string, Set<string>>();
  const waits = metaOf(node).question !== undefined;
  for (const [event, transitions] of node.transitions) {
    for (const { target } of transitions) {
      const to = target?.[0]?.key;
      if (!to || (to === name && event !== 'choice')) continue;
      if (waits && USUAL.has(event) && !isAnswerOf(node, event)) continue;
      drawn.set(to, (drawn.get(to) ?? new Set()).add(eventName(event)));
    }
  }
  for (const { target } of node.always ?? []) {
    const to = target?.[0]?.key;
    if (to) drawn.set(to, (drawn.get(to) ?? new Set()).add(''));
  }
  return [...drawn].map(([to, events]) => {
    const named = [...events].filter(Boolean).join(', ');
    return `  ${name} --> ${to}${named ? ` : ${named}` : ''}`;
  });
}

function isAnswerOf(node: AnyStateNode, event: string): boolean {
  return (node.transitions.get(event) ?? []).some(({ target }) => target !== undefined);
}

function eventName(event: string): string {
  const delay = /^xstate\.after\.(\d+)\./.exec(event)?.[1];
  if (delay === undefined) return EVENTS[event] ?? event;
  const minutes = Number(delay) / 60_000;
  return minutes >= 60 ? `sau ${minutes / 60} giờ` : `sau ${minutes} phút`;
}

function described(name: string, node: AnyStateNode): string[] {
  const { says, question } = metaOf(node);
  if (!says) return [];
  const quote = templateOf(says)
    .split('\n')
    .map((line) => `> ${line}`);
  const titles = buttonsOf(node, question).map((title) => `[${title}]`);
  return [`**${name}**`, '', ...quote, ...(titles.length > 0 ? ['>', `> ${titles.join(' ')}`] : []), ''];
}

function buttonsOf(node: AnyStateNode, question: Question<unknown> | undefined): string[] {
  const machine = node.machine as AnyStateMachine;
  const { context } = machine.config as { context: unknown };
  const first: unknown = typeof context === 'function' ? context({ input: { known: KNOWN } }) : context;
  const buttons = question?.buttons?.(first, KNOWN) ?? [];
  return buttons.map((button) => ('text' in button ? button.text : words(button.label, button.vars)));
}

function metaOf(node: AnyStateNode): { says?: string; question?: Question<unknown> } {
  return (node.meta ?? {}) as { says?: string; question?: Question<unknown> };
}

if (require.main === module) {
  mkdirSync(FOLDER, { recursive: true });
  const files = drawings();
  for (const old of readdirSync(FOLDER)) if (!(old in files)) rmSync(join(FOLDER, old));
  for (const [name, text] of Object.entries(files)) {
    const path = join(FOLDER, name);
    const same = readdirSync(FOLDER).includes(name) && readFileSync(path, 'utf8') === text;
    if (!same) writeFileSync(path, text);
  }
  process.stdout.write(`docs/flows: ${Object.keys(files).length} pages\n`);
}
