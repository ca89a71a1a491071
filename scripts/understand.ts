import { once } from 'node:events';
import { EXPECTING, type Expecting, type Utterance } from '../src/language/meaning';
import { understand } from '../src/language/understand';

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** One line of input, or what is wrong with it in a sentence that says what to do. */
function parseLine(line: string): Utterance | string {
  let given: unknown;
  try {
    given = JSON.parse(line);
  } catch {
    return 'is not JSON; write one object a line';
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    return 'is not an object; write {"expecting":…,"text":…,"today":…}';
  const { expecting, text, options, today } = given as Record<string, unknown>;
  if (!EXPECTING.includes(expecting as Expecting)) return `needs "expecting": one of ${EXPECTING.join(', ')}`;
  if (typeof text !== 'string') return 'needs "text": a string';
  if (typeof today !== 'string' || !DAY.test(today) || Number.isNaN(Date.parse(today)))
    return 'needs "today": a date like 2026-11-22';
  if (options !== undefined && !(Array.isArray(options) && options.every((option) => typeof option === 'string'))) {
    return 'needs "options": an array of strings';
  }
  if (expecting === 'choice' && options === undefined) return 'needs "options", the labels of the choice';
  return given as Utterance;
}

/** Lines end with a line feed only: a separator such as U+2028 may stand inside a JSON string. */
async function* linesOf(input: AsyncIterable<string>): AsyncGenerator<string[]> {
  let rest = '';
  for await (const chunk of input) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    if (lines.length) yield lines;
  }
  if (rest) yield [rest];
}

async function write(text: string): Promise<void> {
  if (text && !process.stdout.write(text)) await once(process.stdout, 'drain');
}

/** Answers each block of lines as it comes, so that it also works as a partner at the other end of a pipe. */
async function main(): Promise<number> {
  let number = 0;
  process.stdin.setEncoding('utf8');
  for await (const lines of linesOf(process.stdin)) {
    let answers = '';
    for (const line of lines) {
      number++;
      if (!line.trim()) continue;
      const utterance = parseLine(line);
      if (typeof utterance === 'string') {
        await write(answers);
        process.stderr.write(`line ${number} ${utterance}\n`);
        return 2;
      }
      answers += `${JSON.stringify({ ...utterance, ...understand(utterance) })}\n`;
    }
    await write(answers);
  }
  return 0;
}

main().then((code) => {
  process.exitCode = code;
  process.stdin.destroy();
});
