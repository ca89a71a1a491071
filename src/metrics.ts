import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** All metrics of this process, as Prometheus reads them. */
export const registry = new Registry();
collectDefaultMetrics({ register: registry });

const registers = [registry];

export const accepted = new Counter({
  name: 'events_accepted_total',
  help: 'Events stored, by channel',
  labelNames: ['channel'],
  registers,
});
export const duplicates = new Counter({
  name: 'events_duplicate_total',
  help: 'Deliveries of events stored before',
  labelNames: ['channel'],
  registers,
});
export const refused = new Counter({
  name: 'webhooks_refused_total',
  help: 'Webhook bodies refused, by reason',
  labelNames: ['channel', 'reason'],
  registers,
});
export const spooled = new Counter({
  name: 'events_spooled_total',
  help: 'Events kept in Redis because MongoDB did not answer',
  registers,
});
export const turnSeconds = new Histogram({
  name: 'turn_seconds',
  help: 'Time of one turn, from load to settle',
  buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  registers,
});
export const sends = new Counter({
  name: 'sends_total',
  help: 'Sends by verdict',
  labelNames: ['channel', 'verdict'],
  registers,
});
export const deadLetters = new Counter({
  name: 'dead_letters_total',
  help: 'Events and effects put aside',
  labelNames: ['kind'],
  registers,
});
export const queueDepth = new Gauge({ name: 'queue_depth', help: 'Jobs waiting, by queue', labelNames: ['queue'], registers });
export const channelPaused = new Gauge({
  name: 'channel_paused',
  help: '1 while messages of a kind wait because the account needs a person',
  labelNames: ['channel', 'kind'],
  registers,
  aggregator: 'max',
});
export const spoolSize = new Gauge({ name: 'spool_size', help: 'Events waiting in Redis for MongoDB', registers });
export const countDrift = new Gauge({
  name: 'count_drift',
  help: 'Counts that differ from a recount at the last check; always 0',
  registers,
});
