import { randomBytes, randomUUID } from 'node:crypto';
import express, { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import type { Leader } from '../actions/actor';
import { noteOutcome, showNumber } from '../actions/desk/call-entries';
import { type CallAbout, viewCalls } from '../actions/desk/call-view';
import { keyed } from '../models/secrets';
import { words } from '../words';
import { badgesOf } from './badge';
import { aboutIn, callAddress, type Part, PIECE, partIn, placeOf } from './call-address';
import { type CallPage, callsPage } from './calls';
import { type Counting, LIMITS } from './guard';
import { HOME, sayingPage } from './layout';
import { type SessionDeps, signedIn } from './sessions';

/** A number stays on the page for so long, ms. */
const SHOWN = 10 * 60_000;

declare module 'express-session' {
  interface SessionData {
    /** The one woman whose number she looks at, on which list, under which order, and until when, ms. */
    shown: { list: string; person: string; order: string; until: number };
    /** For whom she noted something last, on which list. */
    last: { list: string; person: string; refused?: true };
  }
}

const fields = { khoa: z.string().regex(/^[\w-]{22}$/), chi: z.string().min(1).max(200) };
const Asked = z.object(fields);
const Told = z.object({ ...fields, ket_qua: z.enum(['going', 'busy', 'told', 'missed']) });

/** One list on one page of it, as a request means it. */
interface Place {
  about: CallAbout;
  /** As in the address. */
  list: string;
  part: Part;
}

/** Lists of calls: a page for each, the number of one woman at a time, and what she said. */
export function callRoutes(deps: SessionDeps & Counting): Router {
  const router = Router();
  const form = express.urlencoded({ extended: false, limit: '4kb' });
  const order = (request: Request, { list }: Place, { khoa, chi }: z.infer<typeof Asked>, what: string) =>
    `web/${keyed('order', request.sessionID, khoa, list, chi, what)}`;

  router.get(
    '/goi/:list',
    signedIn(deps, async (leader, request, response) => {
      const place = placeIn(request);
      const page = place && (await pageOf(place, leader, request, deps));
      if (page === undefined) return unknownList(response);
      response.type('html').send(page);
    }),
  );
  router.post(
    '/goi/:list/so',
    form,
    signedIn(deps, async (leader, request, response) => {
      const [place, asked] = [placeIn(request), Asked.safeParse(request.body)];
      if (!place || !asked.success) return unknownList(response);
      if ((await deps.count(LIMITS.number, leader.person)) > LIMITS.number.most)
        return void response.status(429).type('html').send(sayingPage('tooManyNumbers', homeward()));
      const { chi: person } = asked.data;
      const id = order(request, place, asked.data, 'so');
      await showNumber({ about: place.about, person }, { id, actor: leader }, deps);
      request.session.shown = { list: place.list, person, order: id, until: deps.now() + SHOWN };
      delete request.session.last;
      response.redirect(303, `${callAddress(place.about, place.part)}#${placeOf(person)}`);
    }),
  );
  router.post(
    '/goi/:list',
    form,
    signedIn(deps, async (leader, request, response) => {
      const [place, told] = [placeIn(request), Told.safeParse(request.body)];
      if (!place || !told.success) return unknownList(response);
      const { chi: person, ket_qua: answer } = told.data;
      const id = order(request, place, told.data, answer);
      const done = await noteOutcome({ about: place.about, person, answer }, { id, actor: leader }, deps);
      request.session.last = { list: place.list, person, ...(done ? {} : { refused: true }) };
      response.redirect(303, callAddress(place.about, place.part));
    }),
  );
  return router;
}

function placeIn(request: Request): Place | undefined {
  const list = String(request.params.list);
  const about = aboutIn(list);
  return about && { about, list, part: partIn(request.query) };
}

/** The page of a list as she is to see it now; undefined where the list is none of hers. */
async function pageOf({ about, list, part }: Place, leader: Leader, request: Request, deps: SessionDeps) {
  const { session } = request;
  const last = session.last?.list === list ? session.last : undefined;
  const wanted = { about, all: part.all, from: part.from, most: PIECE, ...(last ? { also: last.person } : {}) };
  const view = await viewCalls(wanted, { id: `web/${randomUUID()}`, actor: leader }, deps);
  if (!view) return undefined;
  const shown = await shownOn(list, about, leader, request, deps);
  const page: CallPage = { part, key: randomBytes(16).toString('base64url'), timeZone: deps.timeZone, ...shown };
  return callsPage(view, last ? { ...page, last } : page, (await badgesOf(leader))[0]);
}

/** The number that she asked for a while ago: asked for anew under the same order, so the look stays one entry of the audit. */
async function shownOn(list: string, about: CallAbout, leader: Leader, { session }: Request, deps: SessionDeps) {
  const { shown } = session;
  if (!shown || shown.list !== list || shown.until <= deps.now()) return {};
  const phone = await showNumber({ about, person: shown.person }, { id: shown.order, actor: leader }, deps);
  return { shown: { person: shown.person, ...(phone === undefined ? {} : { phone }) } };
}

const homeward = () => ({ href: HOME, label: words('console.home') });

function unknownList(response: Response): void {
  response.status(404).type('html').send(sayingPage('nowhere', homeward()));
}
