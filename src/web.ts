import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import mongoose from 'mongoose';
import { invitationOf } from './actions/applications/refer';
import { useSignIn } from './actions/desk/sign-in';
import { calendarEntry } from './actions/meetings/calendar';
import { doorOf } from './actions/meetings/door';
import { openFile } from './actions/meetings/kept-files';
import { createApp } from './app';
import type { Config } from './config';
import type { Connections } from './connect';
import { consoleRoutes } from './console/routes';
import { IDLE } from './console/sessions';
import { createAccept } from './engine/accept';
import { sessionSecret } from './keys';
import type { Log } from './log';
import * as metrics from './metrics';
import { bury } from './models/dead-letters';
import { keyed } from './models/secrets';
import { briefOf } from './models/units';
import { SessionStore } from './session-store';
import { gatherMetrics } from './shared-metrics';
import { createVisits } from './visits';

const ANSWERS_WITHIN = 1_000;
const GAUGES_EVERY = 5_000;

/** A listening web side. */
export interface Web {
  port: number;
  close(): Promise<void>;
}

/** Starts listening on `config.port` (0: any free port); throws with the remedy when the port is taken. */
export async function startWeb(config: Config, connections: Connections, log: Log): Promise<Web> {
  const { bells, channels, redis, spool } = connections;
  const count = createVisits(redis, connections.prefix);
  const clock = { now: Date.now, timeZone: config.timeZone };
  const app = createApp({
    channels,
    accept: createAccept({ spool, bells, log }),
    log,
    trustProxy: config.trustProxy,
    pages: {
      invitation: (code) => invitationOf(code, config.publicBaseUrl),
      door: (code) => doorOf(code, config.publicBaseUrl, { now: Date.now, timeZone: config.timeZone }),
      calendar: calendarEntry,
      file: (token) => openFile(token, Date.now()),
      keeper: async () => {
        const { name, phone } = await briefOf(undefined);
        return { name, phone };
      },
      timeZone: config.timeZone,
      chats: (kind, code) =>
        [...channels.values()].flatMap(({ name, chatLink }) =>
          chatLink ? [{ channel: name, url: chatLink(code && `${kind}_${code}`) }] : [],
        ),
      count,
    },
    console: consoleRoutes({
      ...clock,
      count,
      publicBaseUrl: config.publicBaseUrl,
      secret: sessionSecret(config),
      store: new SessionStore(redis, connections.prefix, IDLE),
      useLink: (token) => useSignIn(token, { ...clock, takeOnce: connections.oneTime.take }),
    }),
    figures: () => gatherMetrics(redis, connections.prefix, Date.now()),
    ...(config.metricsToken ? { metricsToken: config.metricsToken } : {}),
    keepUnsigned: (channel, body) =>
      bury({
        _id: keyed('unsigned', channel, body.toString('base64')),
        kind: 'unsigned',
        reason: 'the signature is wrong',
        at: Date.now(),
        body: { channel, raw: body.toString('base64') },
      }),
    async notReady() {
      const checks: [string, Promise<unknown>][] = [
        ['MongoDB', mongoose.connection.db?.admin().ping() ?? Promise.reject(new Error('not connected'))],
        ['Redis', redis.ping()],
      ];
      const answers = await Promise.all(checks.map(async ([name, check]) => ((await answersInTime(check)) ? [] : [name])));
      return answers.flat();
    },
  });
  const server = app.listen(config.port);
  // `once` also ends with what is emitted as 'error'.
  await once(server, 'listening').catch((error: unknown) => Promise.reject(explain(error, config.port)));
  const gauges = setInterval(() => void readGauges(connections, log), GAUGES_EVERY);
  gauges.unref();
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      clearInterval(gauges);
      await closeServer(server);
    },
  };
}

async function readGauges({ bells, spool }: Connections, log: Log): Promise<void> {
  try {
    metrics.spoolSize.set(await spool.size());
    for (const [queue, depth] of Object.entries(await bells.depth())) metrics.queueDepth.set({ queue }, depth);
  } catch (err) {
    log.debug({ err }, 'gauges not read');
  }
}

async function answersInTime(check: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((done) => {
    timer = setTimeout(() => done(false), ANSWERS_WITHIN);
  });
  const answered = check.then(
    () => true,
    () => false,
  );
  const result = await Promise.race([answered, late]);
  clearTimeout(timer);
  return result;
}

/** No new connections; requests under way are answered. */
function closeServer(server: Server): Promise<void> {
  return new Promise((done, fail) => {
    server.close((error) => (error ? fail(error) : done()));
    server.closeIdleConnections();
  });
}

function explain(error: unknown, port: number): unknown {
  const { code } = error as { code?: string };
  return code === 'EADDRINUSE'
    ? new Error(`PORT: ${port} is taken by another program; stop it or set PORT to a free one`)
    : error;
}
