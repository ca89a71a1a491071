import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { flows } from '../flows';
import type { OutboundMessage } from '../src/channels/channel';
import { payload } from '../src/engine/payload';
import { publish } from '../src/models/surveys';
import { topUnit } from '../src/models/units';
import { openConversation, terminalId } from './chat/conversation';
import { leadBranch } from './chat/leader';
import { reproOf } from './chat/repro';
import { createTerminal } from './chat/terminal';
import { seedDemoProvince } from './demo-province';
import { runCommand, UsageError, withConnections } from './run';

const USAGE = `Usage: npm run chat -- [--as stranger|member|leader] [--flow NAME] [--survey FILE.json] [--repro]
Type as a woman would; a number chooses a button, an empty line or Ctrl-D ends.`;
const DAY = 24 * 3600_000;

const SurveyFile = z.object({
  title: z.string(),
  intro: z.string(),
  questions: z
    .array(
      z.object({
        id: z.string().regex(/^[a-z]\w*$/),
        kind: z.enum(['single', 'multiple', 'scale', 'yesNo', 'number', 'text']),
        text: z.string(),
        options: z.array(z.string()).default([]),
      }),
    )
    .min(1),
});

runCommand(async () => {
  const options = readArguments();
  const survey = options.survey === undefined ? undefined : readSurvey(options.survey);
  const terminal = createTerminal(show);
  return withConnections(
    async (context) => {
      const user = randomUUID();
      const known = options.as === 'stranger' ? [] : [terminalId(user)];
      const { branches } = await seedDemoProvince(context.config, known);
      if (options.as === 'leader') await leadBranch(context, terminalId(user), branches[0] ?? '');
      if (survey) await publishSurvey(survey);
      const conversation = openConversation(context, user);
      if (options.flow) await conversation.taps(payload(options.flow, '', 'open'));
      await talk(conversation.says, conversation.taps);
      if (options.repro) process.stdout.write(`\n${reproOf(conversation.recording, true)}`);
      return 0;
    },
    new Map([[terminal.name, terminal]]),
  );
});

async function talk(says: (text: string) => Promise<void>, taps: (payload: string) => Promise<void>): Promise<void> {
  const lines = createInterface({ input: process.stdin, output: process.stdin.isTTY ? process.stdout : undefined, prompt: '> ' });
  lines.prompt();
  for await (const line of lines) {
    if (line.trim() === '') break;
    if (!process.stdin.isTTY) process.stdout.write(`> ${line}\n`);
    await (line.startsWith('#') ? taps(line) : says(line));
    lines.prompt();
  }
  lines.close();
}

function show({ text }: OutboundMessage): void {
  process.stdout.write(`\n${text.replaceAll(/^/gm, '  ')}\n`);
}

/** Read before anything is started: who mistypes a name need not wait for servers. */
function readSurvey(file: string): z.infer<typeof SurveyFile> {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UsageError(`--survey ${file} cannot be read as JSON: ${(error as Error).message}`);
  }
  const parsed = SurveyFile.safeParse(content);
  if (!parsed.success) throw new UsageError(`${file} is no survey: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

async function publishSurvey(survey: z.infer<typeof SurveyFile>): Promise<void> {
  const now = Date.now();
  await publish({ ...survey, _id: `chat-${now}`, unit: (await topUnit())._id, opensAt: now - DAY, closesAt: now + DAY });
}

function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        as: { type: 'string', default: 'stranger' },
        flow: { type: 'string' },
        survey: { type: 'string' },
        repro: { type: 'boolean', default: false },
      },
    });
    if (!['stranger', 'member', 'leader'].includes(values.as))
      throw new Error(`--as ${values.as}: use stranger, member or leader`);
    const names = Object.keys(flows);
    if (values.flow !== undefined && !names.includes(values.flow))
      throw new Error(`--flow ${values.flow}: use one of ${names.toSorted().join(', ')}`);
    return values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n${USAGE}`);
  }
}
