import type { Book, Command, Flow, Shortcut } from '../src/engine/flow';
import type { Known, Vars } from '../src/engine/types';
import { changeOf } from '../src/language/changes';
import { clubMessageIn } from '../src/language/club-words';
import { isOnlyCommand } from '../src/language/commands';
import { attachWordOf, bindCodeOf, leaderWordOf } from '../src/language/leader-words';
import { isThanks, meetingAsked, tellsAttendance } from '../src/language/meeting-asked';
import { isMeetingCall } from '../src/language/meeting-words';
import { newsAsked } from '../src/language/news-words';
import { remindersAsked } from '../src/language/reminder-words';
import { statusAsked } from '../src/language/status';
import { understand } from '../src/language/understand';
import { about } from './about';
import { announce } from './announce';
import { approvals } from './approvals';
import { attach } from './attach';
import { away } from './away';
import { broadcast } from './broadcast';
import { calls } from './calls';
import { checkIn } from './check-in';
import { clubs } from './clubs';
import { coming } from './coming';
import { convene } from './convene';
import { correct } from './correct';
import { desk } from './desk';
import { door } from './door';
import { figures } from './figures';
import { greeting } from './greeting';
import { help } from './help';
import { human } from './human';
import { join } from './join';
import { commands } from './kit';
import { leaderBind } from './leader-bind';
import { leaderLeave } from './leader-leave';
import { leave } from './leave';
import { link } from './link';
import { me } from './me';
import { meeting } from './meeting';
import { meetings } from './meetings';
import { menu } from './menu';
import { minutes } from './minutes';
import { move } from './move';
import { news } from './news';
import { deleteData, viewData } from './privacy';
import { rating } from './rating';
import { ratings } from './ratings';
import { refer } from './refer';
import { reminders } from './reminders';
import { requests } from './requests';
import { restart } from './restart';
import { roll } from './roll';
import { signIn } from './sign-in';
import { status } from './status';
import { stop } from './stop';
import { survey } from './survey';
import { surveyFigures } from './survey-figures';
import { thanks } from './thanks';
import { waiting } from './waiting';
import { wish } from './wish';

export { commands, invitationVars, rsvpButtons } from './kit';

const all: Flow[] = [
  greeting,
  menu,
  join,
  survey,
  meeting,
  meetings,
  checkIn,
  thanks,
  rating,
  about,
  help,
  human,
  wish,
  refer,
  me,
  link,
  move,
  away,
  correct,
  leave,
  status,
  stop,
  restart,
  viewData,
  deleteData,
  leaderBind,
  leaderLeave,
  waiting,
  requests,
  figures,
  news,
  reminders,
  broadcast,
  desk,
  convene,
  coming,
  calls,
  roll,
  door,
  minutes,
  attach,
  announce,
  clubs,
  approvals,
  surveyFigures,
  ratings,
  signIn,
];

/** Every conversation by its name. */
export const flows: Record<string, Flow> = Object.fromEntries(all.map((flow) => [flow.name, flow]));

/** The flows with what `play` needs around them; `label` gives the words of a key. */
export function createBook(label: (key: string, vars?: Vars) => string): Book {
  return { flows, commands, leads, shortcut, about: meant, unasked, understand, isOnlyCommand, label };
}

/** A question after an application, words that only leaders use, and the code that makes somebody one: no commands of everybody's (product §3.5). */
function shortcut(text: string, known: Known): Shortcut | undefined {
  const status = statusAsked(text);
  if (status) return { flow: 'status', asked: true, ...(status.file === undefined ? {} : { arg: status.file }) };
  if (newsAsked(text)) return { flow: news.name, asked: true };
  const reminding = remindersAsked(text);
  if (reminding) return { flow: reminders.name, asked: true, arg: reminding };
  if (known.newest?.flow === meeting.name && known.meetings.length > 0 && meetingAsked(text))
    return { flow: meetings.name, asked: true, idle: true };
  if (isThanks(text)) return { flow: thanks.name, asked: true, idle: true };
  const code = bindCodeOf(text);
  if (code !== undefined) return { flow: leaderBind.name, arg: code, asked: true };
  if (known.leader === undefined) return undefined;
  const use = attachWordOf(text);
  if (use !== undefined) return { flow: attach.name, arg: use };
  const word = leaderWordOf(text);
  if (word) return { flow: word };
  const club = clubMessageIn(text);
  if (club !== undefined) return { flow: clubs.name, arg: club, asked: true };
  return isMeetingCall(text) ? { flow: convene.name, arg: text, asked: true } : undefined;
}

/** "Dự" answers an invitation, though a survey's question is newer. */
const meant = (text: string): string | undefined => (tellsAttendance(text) ? meeting.name : undefined);

/** Only a leader's pictures and files lead anywhere. */
const unasked = (known: Known): string | undefined => (known.leader === undefined ? undefined : attach.name);

/** "Chuyển nhà" is said of herself: the command is `me` (product §3.5), and her words lead on to the change. */
function leads(command: Command, text: string): string | undefined {
  return command === 'me' ? changeOf(text) : undefined;
}
