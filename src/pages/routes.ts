import { type Request, type Response, Router } from 'express';
import type { Invitation } from '../actions/applications/refer';
import type { CalendarEntry } from '../actions/meetings/calendar';
import type { Door } from '../actions/meetings/door';
import type { OpenedFile } from '../actions/meetings/kept-files';
import { calendarFile } from './calendar';
import { doorPage } from './door';
import { handOut } from './file';
import { guarded, LIMITS, type Looks, limitsOf } from './guarded';
import { invitationPage, unknownCodePage } from './invitation';
import { PAGE_POLICY } from './page';
import { plainPage } from './plain';
import { doorSheet, paperOf, poster } from './poster';
import { type Keeper, privacyPage } from './privacy';
import type { Chat } from './ways';

/** What public pages need of other rooms; given by composition. */
export interface PagesDeps extends Looks {
  /** Whose code it is, in what a stranger may see; undefined for nobody's. */
  invitation(code: string): Promise<Invitation | undefined>;
  /** The meeting whose code it is, in what may be seen at its door; undefined for none. */
  door(code: string): Promise<Door | undefined>;
  /** The meeting whose calendar entry has this id; undefined for none. */
  calendar(id: string): Promise<CalendarEntry | undefined>;
  /** What is behind a file's address; undefined for one that is not ours. */
  file(token: string): Promise<OpenedFile | undefined>;
  /** Who answers for what is kept of people. */
  keeper(): Promise<Keeper>;
  /** IANA name; times are shown in it. */
  timeZone: string;
  /** Ways into the chat with a ref of a kind and a code (none: just into the chat). */
  chats(kind?: 'moi' | 'hop', code?: string): Chat[];
}

const SVG_POLICY = "default-src 'none'; frame-ancestors 'none'";

/** What may be fetched for a preview in a chat, or by the platforms' checks; that nobody lists it is said by its header. */
const ROBOTS = ['User-agent: *', 'Allow: /moi/', 'Allow: /hop/', 'Allow: /quyen-rieng-tu', 'Disallow: /', ''].join('\n');

/** The pages that anybody may open: invitations, the doors of meetings, their calendar entries and files. */
export function publicPages(deps: PagesDeps): Router {
  const router = Router();
  const invited = guarded<Invitation>(deps, LIMITS, {
    find: (code) => deps.invitation(code),
    unknown: () => unknownCodePage(deps.chats()),
  });
  const atDoor = guarded<Door>(deps, limitsOf('hop'), {
    find: (code) => deps.door(code),
    unknown: () => plainPage('door.unknownTitle', 'door.unknown'),
  });
  router.get(
    '/moi/:code',
    invited((invitation, _request, response) => {
      response.type('html').send(invitationPage(invitation, deps.chats('moi', invitation.code)));
    }),
  );
  router.get(
    '/moi/:code/poster.svg',
    invited((invitation, request, response) => drawing(response, poster(invitation, paperOf(request.query.kho)))),
  );
  router.get(
    '/hop/:code',
    atDoor((door, _request, response) => {
      response.type('html').send(doorPage(door, deps.chats('hop', door.code)));
    }),
  );
  router.get(
    '/hop/:code/poster.svg',
    atDoor((door, request, response) => drawing(response, doorSheet(door, paperOf(request.query.kho)))),
  );
  router.get(
    '/lich/:code.ics',
    guarded<CalendarEntry>(deps, limitsOf('lich'), {
      find: (id) => deps.calendar(id),
      unknown: () => plainPage('calendar.unknownTitle', 'calendar.unknown'),
    })((entry, _request, response) => {
      response.set({ 'content-security-policy': SVG_POLICY, 'content-disposition': 'inline; filename="lich-hop.ics"' });
      response.type('text/calendar').send(calendarFile(entry, deps.timeZone));
    }),
  );
  router.get(
    '/tep/:code',
    guarded<OpenedFile>(deps, limitsOf('tep'), {
      find: (token) => deps.file(token),
      unknown: () => plainPage('file.unknownTitle', 'file.unknown'),
    })((opened, _request, response) => handOut(opened, response)),
  );
  router.get('/quyen-rieng-tu', async (_request: Request, response: Response) => {
    response.set({ 'content-security-policy': PAGE_POLICY, 'cache-control': 'public, max-age=300' });
    response.type('html').send(privacyPage(await deps.keeper()));
  });
  router.get('/robots.txt', (_request: Request, response: Response) => {
    response.type('text/plain').send(ROBOTS);
  });
  return router;
}

function drawing(response: Response, svg: string): void {
  response.set('content-security-policy', SVG_POLICY);
  response.type('image/svg+xml').send(svg);
}
