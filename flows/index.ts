import type { Book, Flow } from '../src/engine/flow';
import type { Vars } from '../src/engine/types';
import { understand } from '../src/language/understand';
import { about } from './about';
import { greeting } from './greeting';
import { help } from './help';
import { human } from './human';
import { join } from './join';
import { commands } from './kit';
import { link } from './link';
import { me } from './me';
import { meeting } from './meeting';
import { meetings } from './meetings';
import { menu } from './menu';
import { deleteData, viewData } from './privacy';
import { refer } from './refer';
import { restart } from './restart';
import { stop } from './stop';
import { survey } from './survey';
import { wish } from './wish';

export { commands, invitationVars, rsvpButtons } from './kit';

const all: Flow[] = [
  greeting,
  menu,
  join,
  survey,
  meeting,
  meetings,
  about,
  help,
  human,
  wish,
  refer,
  me,
  link,
  stop,
  restart,
  viewData,
  deleteData,
];

/** Every conversation by its name. */
export const flows: Record<string, Flow> = Object.fromEntries(all.map((flow) => [flow.name, flow]));

/** The flows with what `play` needs around them; `label` gives the words of a key. */
export function createBook(label: (key: string, vars?: Vars) => string): Book {
  return { flows, commands, understand, label };
}
