import type { FlowEvent } from '../src/engine/flow';
import type { AttachableMeeting, AttachedAs, SentFile, TakenFile } from '../src/engine/leader-types';

/** What she sent, while it is fetched and after it. */
export interface Sending {
  /** What the platform told of it. */
  sent: SentFile[];
  files: TakenFile[];
}

/** Nothing has been sent. */
export const NOTHING_SENT: Sending = { sent: [], files: [] };

/** Her newest message of pictures and files: it is no miss, whatever was missed before. */
export const sentIn = ({ event }: { event: FlowEvent }): Pick<Sending, 'sent'> & { misses: 0 } => ({
  misses: 0,
  sent: event.type === 'files' ? event.files : [],
});

/** Those that were fetched besides the ones before, each once, at most so many. */
export function takenIn({ context, event }: { context: Sending; event: FlowEvent }, most: number): Pick<Sending, 'files'> {
  const fresh = event.type === 'filesTaken' ? event.files : [];
  const known = new Set(context.files.map(({ id }) => id));
  return { files: [...context.files, ...fresh.filter(({ id }) => !known.has(id))].slice(0, most) };
}

/** Why something was not taken or kept, where that is to be told. */
export const faultIn = ({ event }: { event: FlowEvent }): string | undefined => {
  if (event.type === 'filesTaken' || event.type === 'filesAttached') return event.fault;
  return undefined;
};

/** The names of some files as they are read back. */
export const titlesOf = (files: readonly { title: string }[]): string => files.map(({ title }) => title).join(', ');

const PAPERS: ReadonlySet<string> = new Set(['outline', 'paper'] satisfies AttachedAs[]);

/** The meetings to which something of this kind can be attached; any where the kind is not known yet. */
export const meetingsFor = (meetings: readonly AttachableMeeting[], role: string): AttachableMeeting[] =>
  meetings.filter(({ begun }) => role === '' || begun === !PAPERS.has(role)).slice(0, 6);
