import type { FlowEvent } from '../src/engine/flow';
import type { AttachableMeeting, AttachedAs } from '../src/engine/leader-types';
import { faultIn, meetingsFor, NOTHING_SENT, type Sending, sentIn, takenIn, titlesOf } from './attach-steps';
import { type Base, choice, fresh, no, opens, option, setupFlow, yes } from './kit';

type AttachContext = Base &
  Sending & {
    /** What it is for its meeting; empty until that is known. */
    role: AttachedAs | '';
    meetings: AttachableMeeting[];
    meeting: string;
    /** What was kept last: it can be dropped again. */
    kept: { id: string; title: string }[];
  };
type Args = { context: AttachContext; event: FlowEvent };

const flow = setupFlow<AttachContext>('attach');
/** Files that are kept in one go. */
const MOST = 10;
const USES = ['paper', 'minutes', 'photo'] as const;
const AFTERWARDS = ['minutes', 'photo'] as const;
const ROLES: ReadonlySet<string> = new Set(['outline', ...USES]);

const listed = ({ meetings, role }: AttachContext) => meetingsFor(meetings, role);
const about = ({ context }: Args) => {
  const { topic = '', day = '' } = context.meetings.find(({ id }) => id === context.meeting) ?? {};
  return { topic, day };
};
const taking = { target: 'taking', actions: flow.assign(sentIn) };
const faulty = (args: { event: FlowEvent }) => faultIn(args) !== undefined;
const fault = {
  type: 'say' as const,
  params: ({ event }: { event: FlowEvent }) => ({ key: `attach.${faultIn({ event }) ?? 'gone'}` }),
};
const taken = flow.assign((args) => takenIn(args, MOST));
const keep = flow.assign(({ event }) => ({ files: [], kept: event.type === 'filesAttached' ? event.files : [] }));

/** "Tài liệu", or pictures and files that she just sends: kept with a meeting of hers, read back, and dropped again if she likes. */
export const attach = {
  name: 'attach',
  version: 1,
  passing: true as const,
  machine: flow.createMachine({
    id: 'attach',
    context: { ...fresh, ...NOTHING_SENT, role: '', meetings: [], meeting: '', kept: [] },
    initial: 'idle',
    states: {
      idle: {
        on: {
          files: [{ guard: ({ event }) => event.known.leader !== undefined, ...taking }, { target: 'notLeader' }],
          '*': [
            {
              guard: ({ event }) => event.known.leader !== undefined,
              target: 'finding',
              actions: flow.assign(({ event }) => ({
                role: event.type === 'open' && ROLES.has(event.arg ?? '') ? (event.arg as AttachedAs) : ('' as const),
              })),
            },
            { target: 'notLeader' },
          ],
        },
      },
      taking: flow.waiting({
        step: 'taking',
        files: true,
        entry: { type: 'takeFiles', params: ({ context }) => ({ files: context.sent }) },
        back: 'next',
        on: {
          files: { actions: flow.say('attach.oneByOne') },
          filesTaken: [
            { guard: faulty, target: 'next', actions: [taken, fault] },
            { target: 'next', actions: taken },
          ],
        },
      }),
      next: {
        always: [
          { guard: ({ context }) => context.files.length > 0 && context.meeting !== '', target: 'attaching' },
          { guard: ({ context }) => context.meeting !== '', target: 'askFile' },
          { guard: ({ context }) => context.files.length > 0, target: 'askUse' },
          { target: 'over' },
        ],
      },
      askUse: flow.question({
        step: 'askUse',
        say: 'attach.askUse',
        vars: ({ context }) => ({ titles: titlesOf(context.files) }),
        expecting: 'choice',
        options: ({ files }) => [
          { ...opens('announce', 'attach.asMessage'), payload: `#announce::open:tep.${files[0]?.id ?? ''}` },
          ...USES.map((use, index) => option('choice', `attach.as.${use}`, index)),
          no('desk.drop'),
        ],
        files: true,
        lapse: 'over',
        nudge: false,
        on: {
          files: taking,
          choice: {
            target: 'finding',
            actions: flow.assign(({ event }) => ({ role: USES[(event.type === 'choice' && event.value[0]) || 0] ?? 'paper' })),
          },
          no: 'left',
        },
      }),
      finding: flow.waiting({
        step: 'finding',
        entry: { type: 'listAttachable', params: {} },
        back: 'over',
        late: 'leader.slow',
        on: {
          attachableListed: [
            { guard: ({ context, event }) => meetingsFor(event.meetings, context.role).length === 0, target: 'none' },
            {
              guard: ({ context, event }) => meetingsFor(event.meetings, context.role).length === 1,
              target: 'chosen',
              actions: flow.assign(({ context, event }) => {
                const meetings = event.type === 'attachableListed' ? event.meetings : [];
                return { meetings, meeting: meetingsFor(meetings, context.role)[0]?.id ?? '' };
              }),
            },
            {
              target: 'pickMeeting',
              actions: flow.assign(({ event }) => ({ meetings: event.type === 'attachableListed' ? event.meetings : [] })),
            },
          ],
        },
      }),
      pickMeeting: flow.question({
        step: 'pickMeeting',
        say: 'attach.pickMeeting',
        expecting: 'choice',
        options: (context) => [
          ...listed(context).map(({ day, time, topic }, index) => choice(index, `${day} ${time}: ${topic}`)),
          no('desk.drop'),
        ],
        lapse: 'over',
        nudge: false,
        on: {
          choice: {
            target: 'chosen',
            actions: flow.assign(({ context, event }) => ({
              meeting: (event.type === 'choice' && listed(context)[event.value[0] ?? 0]?.id) || '',
            })),
          },
          no: 'left',
        },
      }),
      chosen: {
        always: [
          { guard: ({ context }) => context.meeting === '', target: 'over' },
          { guard: ({ context }) => context.role !== '', target: 'next' },
          {
            guard: ({ context }) => context.meetings.some(({ id, begun }) => id === context.meeting && begun),
            target: 'askRole',
          },
          { target: 'next', actions: flow.assign({ role: 'paper' }) },
        ],
      },
      askRole: flow.question({
        step: 'askRole',
        say: 'attach.askRole',
        vars: about,
        expecting: 'choice',
        options: AFTERWARDS.map((use, index) => option('choice', `attach.as.${use}`, index)),
        lapse: 'over',
        nudge: false,
        on: {
          choice: {
            target: 'next',
            actions: flow.assign(({ event }) => ({
              role: AFTERWARDS[(event.type === 'choice' && event.value[0]) || 0] ?? 'minutes',
            })),
          },
        },
      }),
      askFile: flow.question({
        step: 'askFile',
        say: 'attach.askFile',
        vars: about,
        expecting: 'anything',
        options: [no('desk.drop')],
        files: true,
        lapse: 'over',
        nudge: false,
        on: { files: taking, no: 'left' },
      }),
      attaching: flow.waiting({
        step: 'attaching',
        entry: {
          type: 'attachFiles',
          params: ({ context: { meeting, role, files } }) => ({
            ...{ meeting, role: role || 'paper' },
            files: files.map(({ id }) => id),
          }),
        },
        back: 'next',
        on: {
          filesAttached: [
            {
              guard: ({ event }) => event.files.length > 0 && event.fault !== undefined,
              target: 'added',
              actions: [keep, fault],
            },
            { guard: ({ event }) => event.files.length > 0, target: 'added', actions: keep },
            { target: 'askFile', actions: [keep, fault] },
          ],
        },
      }),
      added: flow.question({
        step: 'added',
        say: 'attach.added',
        vars: (args) => ({ ...about(args), titles: titlesOf(args.context.kept) }),
        expecting: 'yesNo',
        options: [yes('attach.enough'), option('drop', 'attach.drop')],
        files: true,
        lapse: 'over',
        nudge: false,
        on: { files: taking, yes: 'ended', no: 'ended', tap: 'dropping' },
      }),
      dropping: flow.waiting({
        step: 'dropping',
        entry: {
          type: 'detachFiles',
          params: ({ context: { meeting, kept } }) => ({ meeting, files: kept.map(({ id }) => id) }),
        },
        back: 'added',
        on: {
          filesDetached: [
            { guard: ({ event }) => event.result === 'done', target: 'askFile', actions: flow.say('attach.dropped') },
            { target: 'notAllowed' },
          ],
        },
      }),
      ended: {
        always: [
          { guard: ({ context }) => context.role === 'minutes' || context.role === 'photo', target: 'keptForLeaders' },
          { target: 'keptForAll' },
        ],
      },
      keptForAll: flow.end('attach.keptForAll'),
      keptForLeaders: flow.end('attach.keptForLeaders'),
      none: flow.end('attach.none'),
      notAllowed: flow.end('desk.notAllowed'),
      left: flow.end('attach.left'),
      over: flow.end(),
      notLeader: flow.end('leader.only'),
    },
  }),
};
