import type { Broadcast } from '../../models/broadcasts';
import type { ActionDeps } from '../deps';
import type { Reaching } from './broadcast-reach';

/** What broadcasts need of other rooms; given by composition. */
export interface BroadcastDeps extends ActionDeps {
  reaching: Reaching;
  ringSends(channel: string, sends: readonly string[]): Promise<void>;
  /** Sends that are fed to a channel and not yet taken by a worker. */
  fed(channel: string): Promise<number>;
  channels: readonly string[];
  /** Lets a worker go on with a broadcast. */
  ringBroadcast(id: string): Promise<void>;
  /** Whether a plan is so large or dear that a second leader must approve. */
  needsApproval(broadcast: Broadcast, plan: NonNullable<Broadcast['plan']>): Promise<boolean>;
}
