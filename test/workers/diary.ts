import type { Person } from '../fake/people';
import type { Desk, Sent } from '../fake/platform';

/** What one person writes and reads in her chat, as it looks on her phone, written down. */
export interface Diary {
  /** A line about what happens meanwhile. */
  note(text: string): void;
  /** She writes one text after the other; answers the last message that she got. */
  says(...texts: string[]): Promise<string>;
  /** Messages that she got since she wrote last. */
  reads(): string[];
  text(): string;
}

/** Opens the diary of a person; `settle` does all that follows from what she wrote. */
export function openDiary(her: Person, platform: Desk, settle: () => Promise<void>): Diary {
  const lines: string[] = [];
  let read = platform.to(her.user).length;
  const reads = () => {
    const fresh = platform.to(her.user).slice(read);
    read += fresh.length;
    for (const each of fresh) lines.push(...shown(each));
    return fresh.map(({ text }) => text);
  };
  return {
    reads,
    note(text) {
      reads();
      lines.push(...(/^(?!#)/.test(lines.at(-1) ?? '#') ? [''] : []), `# ${text}`);
    },
    async says(...texts) {
      let last = '';
      for (const text of texts) {
        reads();
        lines.push(`Chị: ${text}`);
        await her.says(text);
        await settle();
        last = reads().at(-1) ?? '';
      }
      return last;
    },
    text: () => `${lines.join('\n')}\n`,
  };
}

function shown({ text, buttons }: Sent): string[] {
  const titles = buttons.map(({ title }) => `[${title}]`).join(' ');
  return [...text.split('\n'), ...(titles === '' ? [] : [titles])].map((line) => `    ${line}`);
}
