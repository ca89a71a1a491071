import express, { type ErrorRequestHandler, type Express, type Request, type Response } from 'express';
import helmet from 'helmet';
import { parseBody } from './channels/body';
import type { Channel } from './channels/channel';
import { type Accept, NothingStored } from './engine/accept';
import type { Log } from './log';
import * as metrics from './metrics';

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
  metricsToken?: string;
  trustProxy: number;
  log: Log;
}

/** The web side: webhooks, health, metrics. */
export function createApp(deps: AppDeps): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('trust proxy', deps.trustProxy);
  app.use(helmet());
  for (const channel of deps.channels.values()) {
    const path = `/webhooks/${channel.name}`;
    app.get(path, (request, response) => handshake(channel, request, response));
    app.post(path, express.raw({ type: () => true, limit: LARGEST }), (request, response) =>
      receive(channel, deps, request, response),
    );
  }
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
  app.use((_request, response) => void response.status(404).send('nothing here'));
  app.use(onError(deps.log));
  return app;
}

function handshake(channel: Channel, request: Request, response: Response): void {
  const answer = channel.hook.challenge?.(request.query);
  if (answer === undefined) response.status(403).send('wrong verify token');
  else response.type('text/plain').send(answer);
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
  if (verdict === 'probe') return void response.send(hook.acknowledge);
  if (verdict === 'bad') {
    if (!hook.keepsUnsigned) return refuse(401, 'the signature is missing or wrong');
    await deps.keepUnsigned(name, raw);
    metrics.refused.inc({ channel: name, reason: 'kept unsigned' });
    return void response.send(hook.acknowledge);
  }
  const body = parseBody(raw);
  if (body === undefined) return refuse(400, 'the body is not JSON');
  await deps.accept(name, channel.parse(body, receivedAt), receivedAt);
  response.send(hook.acknowledge);
}

function mayReadMetrics(request: Request, token: string | undefined): boolean {
  if (token !== undefined && request.get('authorization') === `Bearer ${token}`) return true;
  const local = ['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(request.socket.remoteAddress ?? '');
  return local && request.get('x-forwarded-for') === undefined;
}

function onError(log: Log): ErrorRequestHandler {
  return (error: unknown, _request, response, _next) => {
    const { status } = error as { status?: number };
    if (error instanceof NothingStored) {
      log.error({ err: error }, 'nothing can be stored');
      response.status(503).send('nothing can be stored now, deliver again');
    } else if (status !== undefined && status >= 400 && status < 500) {
      response.status(status).send(status === 413 ? 'larger than 1 MB' : 'the request cannot be read');
    } else {
      log.error({ err: error }, 'a request failed');
      response.status(500).send('something went wrong here, deliver again');
    }
  };
}
