import mongoose from 'mongoose';
import type { ActionDeps } from '../../src/actions/deps';
import { type Ring, recount } from '../../src/programme/recount';
import { connectMongo } from './records-mongo';
import { giveOrder, recordOrder } from './records-orders';

/** What a process is told when it is started. */
export interface RecordTask {
  mongoUri: string;
  key: string;
  hashKey: string;
  seed: number;
  process: number;
  women: number;
  from: number;
  to: number;
  codes: string[];
}

/** Gives its orders one after the other and says before and after each what it is about. */
async function main(): Promise<void> {
  const task = JSON.parse(process.argv[2] ?? '{}') as RecordTask;
  await connectMongo(task);
  const climb: Ring = async (unit, period) => void (await recount(unit, period, climb));
  const silent = async () => {};
  const deps: ActionDeps = { tell: silent, ringCount: climb, now: Date.now, timeZone: 'Asia/Ho_Chi_Minh' };
  for (let place = task.from; place < task.to; place += 1) {
    const order = recordOrder(task.seed, task.process, place, task.women);
    say(`begin ${place}`);
    const done = await giveOrder(order, task.codes, deps);
    say(`${done ? 'done' : 'refused'} ${place}`);
  }
  await mongoose.disconnect();
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

void main();
