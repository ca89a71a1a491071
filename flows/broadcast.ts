import type { FlowEvent } from '../src/engine/flow';
import { type Base, fresh, option, setupFlow } from './kit';

type BroadcastContext = Base & { subject: string };

const flow = setupFlow<BroadcastContext>('broadcast', { bySubject: true });
const isRead = ({ event }: { event: FlowEvent }) => event.type === 'tap' && event.verb === 'read';

/** The "Đã đọc" below what the Union tells. It asks nothing: what she types is understood as if nothing had been sent. */
export const broadcast = {
  name: 'broadcast',
  version: 1,
  machine: flow.createMachine({
    id: 'broadcast',
    context: ({ input }) => ({ ...fresh, subject: input?.subject ?? '' }),
    initial: 'idle',
    states: {
      idle: flow.question({
        step: 'idle',
        say: 'broadcast.text',
        expecting: 'anything',
        options: [option('read', 'broadcast.read')],
        about: () => '',
        silent: 'stale',
        on: {
          tap: [
            {
              guard: isRead,
              target: 'read',
              actions: { type: 'readBroadcast', params: ({ context }) => ({ broadcast: context.subject }) },
            },
            { target: 'stale' },
          ],
        },
      }),
      read: flow.end('broadcast.thanks'),
      stale: flow.end('common.stale'),
    },
  }),
};
