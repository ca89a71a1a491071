import express, { type ErrorRequestHandler, type Express, type Request, type Response, type Router } from 'express';
import helmet from 'helmet';
import { parseBody } from './channels/body';
import type { Channel, Page } from './channels/channel';
import { HOME } from './console/layout';
import { type Accept, NothingStored } from './engine/accept';
import type { Log } from './log';
import * as metrics from './metrics';
import { PAGE_POLICY } from './pages/page';
import { plainPage } from './pages/plain';
import { type PagesDeps, publicPages } from './pages/routes';

const LARGEST = '1mb';

export interface AppDeps {
  channels: ReadonlyMap<string, Channel>;
  accept: Accept;
  /** Keeps a body whose signature is wrong, for the first day of a real account. */
  keepUnsigned(channel: string, body: Buffer): Promise<void>;
  /** What does not answer, by name; empty when all is well. */
  notReady(): Promise<string[]>;
  /** All metrics as Prometheus text. */
  figures(): Promise<string>;
  pages: PagesDeps;
  /** The leaders' console. */
  console: Router;
  metricsToken?: string;
  trustProxy: number;
  log: Log;
}

/** The web side: webhooks, health, metrics, public pages, the leaders' console. */
export function createApp(deps: AppDeps): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('trust proxy', deps.trustProxy);
  // Before everything that is for browsers: the platforms need none of it, and this is the path that must be fast.
  for (const channel of deps.channels.values()) {
    const path = `/webhooks/${channel.name}`;
    app.get(path, (request, response) => handshake(channel, request, response));
    app.post(path, express.raw({ type: () => true, limit: LARGEST }), (request, response) =>
      receive(channel, deps, request, response),
    );
  }
  app.use(helmet(), (_request, response, next) => {
    // No search engine keeps what only those with the address are to see: also no poster, calendar entry or file.
    response.set('x-robots-tag', 'noindex');
    next();
  });
  app.get('/healthz', (_request, response) => void response.send('ok'));
  app.get('/readyz', async (_request, response) => {
    const missing = await deps.notReady();
    response
      .status(missing.length === 0 ? 200 : 503)
      .send(missing.length === 0 ? 'ready' : `no answer from: ${missing.join(', ')}`);
  });
  app.get('/metrics', async (request, response) => {
    if (!mayReadMetrics(request, deps.metricsToken))
      return void response.status(403).send('give METRICS_TOKEN as a bearer token');
    response.type(metrics.registry.contentType).send(await deps.figures());
  });
  for (const page of [...deps.channels.values()].flatMap((channel) => channel.pages ?? [])) {
    app.get(page.path, (request, response) => show(page, request, response));
  }
  app.use(publicPages(deps.pages));
  app.use(HOME, deps.console);
  app.use((request, response) => failed(request, response, 404, 'nothing here'));
  app.use(onError(deps.log));
  return app;
}

function handshake(channel: Channel, request: Request, response: Response): void {
  const answer = channel.hook.challenge?.(request.query);
  if (answer === undefined) response.status(403).send('wrong verify token');
  else response.type('text/plain').send(answer);
}

/** Plain words for operators; neither browser nor proxy keeps them. */
async function show(page: Page, request: Request, response: Response): Promise<void> {
  const answer = await page.answer(request.query);
  response.set('cache-control', 'no-store');
  if ('redirect' in answer) response.redirect(302, answer.redirect);
  else response.status(answer.status).type('text/plain').send(answer.text);
}

/** Verified before it is parsed, stored before it is answered. */
async function receive(channel: Channel, deps: AppDeps, request: Request, response: Response): Promise<void> {
  const raw = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const receivedAt = Date.now();
  const { name, hook } = channel;
  const refuse = (status: number, reason: string) => {
    metrics.refused.inc({ channel: name, reason });
    response.status(status).send(reason);
  };
  const verdict = channel.verify(raw, request.headers);
  if (verdict === 'notJson') return refuse(400, 'the body is not JSON');
  if (verdict === 'probe') return acknowledge(response, hook.acknowledge);
  if (verdict === 'bad') {
    if (!hook.keepsUnsigned) return refuse(401, 'the signature is missing or wrong');
    await deps.keepUnsigned(name, raw);
    metrics.refused.inc({ channel: name, reason: 'kept unsigned' });
    return acknowledge(response, hook.acknowledge);
  }
  const body = parseBody(raw);
  if (body === undefined) return refuse(400, 'the body is not JSON');
  await deps.accept(name, channel.parse(body, receivedAt), receivedAt);
  acknowledge(response, hook.acknowledge);
}

/** Answers 200 in one write to the socket. */
function acknowledge(response: Response, words: string): void {
  response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8', 'content-length': Buffer.byteLength(words) }).end(words);
}

function mayReadMetrics(request: Request, token: string | undefined): boolean {
  if (token !== undefined && request.get('authorization') === `Bearer ${token}`) return true;
  const local = ['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(request.socket.remoteAddress ?? '');
  return local && request.get('x-forwarded-for') === undefined;
}

function onError(log: Log): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    const { status } = error as { status?: number };
    if (error instanceof NothingStored) {
      log.error({ err: error }, 'nothing can be stored');
      response.status(503).send('nothing can be stored now, deliver again');
    } else if (status !== undefined && status >= 400 && status < 500) {
      failed(request, response, status, status === 413 ? 'larger than 1 MB' : 'the request cannot be read');
    } else {
      log.error({ err: error }, 'a request failed');
      failed(request, response, 500, 'something went wrong here, deliver again');
    }
  };
}

/** A person in front of a browser gets a page in her language, a program a line. */
function failed(request: Request, response: Response, status: number, line: string): void {
  const isPerson = request.method === 'GET' && request.accepts(['text/plain', 'text/html']) === 'text/html';
  if (!isPerson) return void response.status(status).send(line);
  response.set({ 'content-security-policy': PAGE_POLICY, 'cache-control': 'no-store' });
  const about = status < 500 ? 'nowhere' : 'broken';
  response
    .status(status)
    .type('html')
    .send(plainPage(`page.${about}Title`, `page.${about}`));
}
