import type { Answers } from '../../engine/types';
import { type Application, byFile, newestOf } from '../../models/applications';
import { briefOf } from '../../models/units';
import { dayOf } from '../../programme/periods';
import type { ActionDeps } from '../deps';

/**
 * How far an application is, told in the chat from which it came and nowhere else: by its number, or the newest of this chat.
 * A number of somebody else's is answered like one that does not exist.
 */
export async function statusOf(
  conversation: string,
  file: string | undefined,
  deps: Pick<ActionDeps, 'timeZone'>,
): Promise<Answers['statusShown']> {
  const asked = file === undefined ? await newestOf(conversation) : await byFile(file);
  const found = asked?.conversation === conversation ? asked : null;
  if (!found) return { state: 'none' };
  const { name } = await briefOf(found.unit);
  return { state: found.state, file: found.file, unit: name, day: dayOf(lastMoved(found), deps.timeZone) };
}

/** When it came into the state in which it is, ms. */
function lastMoved({ history, state, at }: Application): number {
  return history.find(({ outcome }) => outcome === state)?.at ?? at;
}
