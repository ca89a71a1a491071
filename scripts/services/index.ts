export { startMongo } from './mongo';
export { openServices, type Services } from './open';
export { type Engine, hasEmbedded, installDir } from './programs';
export { startRedis } from './redis';
export type { Server } from './server';
