import { randomUUID } from 'node:crypto';
import { createAccept } from '../../src/engine/accept';
import { sendBatch } from '../../src/engine/batch';
import { sendReplies } from '../../src/engine/outbound';
import { takeTurns } from '../../src/engine/turn';
import type { Answer, EffectName, InboundEvent, Known } from '../../src/engine/types';
import { conversationId } from '../../src/models/conversations';
import { Events } from '../../src/models/events';
import { unseal } from '../../src/models/secrets';
import { type SendBody, Sends } from '../../src/models/sends';
import type { Bells } from '../../src/queues';
import { compose } from '../../workers/compose';
import type { Context } from '../run';

const ACCOUNT = 'terminal';
const nobody = async () => {};

/** What was played, to make a test of it. */
export interface Recording {
  first?: Known;
  answers: Partial<Record<EffectName, Answer[]>>;
  steps: { heard: { text: string } | { payload: string }; said: string[] }[];
}

/** One person's conversation through the real engine, step by step and without queues. */
export interface TerminalConversation {
  id: string;
  says(text: string): Promise<void>;
  taps(payload: string): Promise<void>;
  /** Lets what others queued for her reach her. */
  settle(): Promise<void>;
  recording: Recording;
}

/** The conversation's id of a person at this terminal. */
export const terminalId = (user: string) => conversationId('terminal', ACCOUNT, user);

/** Opens the conversation of a person. */
export function openConversation({ config, connections, log }: Context, user: string): TerminalConversation {
  const bells: Bells = { ...connections.bells, turns: nobody, reply: nobody, broadcasts: nobody };
  const { turns, sender } = compose(config, { ...connections, bells }, log);
  const recording: Recording = { answers: {}, steps: [] };
  const recorded = recordWorld(turns, recording);
  const id = terminalId(user);
  const accept = createAccept({ spool: connections.spool, bells, log });
  const settle = async (): Promise<void> => {
    while (!(await takeTurns(id, recorded)));
    await sendReplies(id, sender);
    const own = await Sends.find({ conversation: id, reply: false, state: 'queued' }).lean();
    await sendBatch(
      own.map((send) => send._id),
      sender,
    );
    if (await Events.exists({ conversation: id, pending: true })) await settle();
  };
  const happens = async (event: { type: 'text'; text: string } | { type: 'tap'; payload: string }) => {
    const before = new Set((await repliesOf(id)).map((each) => each._id));
    const inbound: InboundEvent = { ...event, user, account: ACCOUNT, id: randomUUID(), at: Date.now() };
    await accept('terminal', [inbound], Date.now());
    await settle();
    const said = (await repliesOf(id)).filter((each) => !before.has(each._id)).map((each) => unseal<SendBody>(each.body).key);
    recording.steps.push({ heard: event.type === 'text' ? { text: event.text } : { payload: event.payload }, said });
  };
  return {
    id,
    recording,
    settle,
    says: (text) => happens({ type: 'text', text }),
    taps: (payload) => happens({ type: 'tap', payload }),
  };
}

async function repliesOf(conversation: string) {
  const found = await Sends.find({ conversation, reply: true }).lean();
  return found.sort((a, b) => a.seq - b.seq);
}

type Turns = ReturnType<typeof compose>['turns'];

function recordWorld(turns: Turns, recording: Recording): Turns {
  const handlers = Object.fromEntries(
    Object.entries(turns.handlers).map(([name, handler]) => [
      name,
      async (params: never, about: never) => {
        const answer = await handler(params, about);
        if (answer) recording.answers[name as EffectName] = [...(recording.answers[name as EffectName] ?? []), answer];
        return answer;
      },
    ]),
  ) as Turns['handlers'];
  return {
    ...turns,
    handlers,
    async known(conversation, event) {
      const known = await turns.known(conversation, event);
      recording.first ??= known;
      return known;
    },
  };
}
