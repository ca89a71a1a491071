import type { BroadcastDeps } from '../../../src/actions/broadcasts/broadcast-deps';
import { advance } from '../../../src/actions/broadcasts/broadcast-work';
import { record } from '../../../src/models/consents';
import { Conversations } from '../../../src/models/conversations';
import { People, putPerson } from '../../../src/models/people';
import { seal } from '../../../src/models/secrets';
import { type Send, Sends } from '../../../src/models/sends';
import { type Level, putUnit } from '../../../src/models/units';

const HOUR = 3_600_000;
/** Ten in the morning in Việt Nam. */
export const MORNING = Date.UTC(2026, 10, 22, 3);
const UNITS: readonly [id: string, level: Level, parent: string | null][] = [
  ['p', 'province', null],
  ['c1', 'commune', 'p'],
  ['b1', 'branch', 'c1'],
  ['b2', 'branch', 'c1'],
];
export const officer = { kind: 'leader', person: 'officer', post: 'provinceOfficer', unit: 'p' } as const;
export const chair = { kind: 'leader', person: 'chair', post: 'communeChair', unit: 'c1' } as const;
export const lead = { kind: 'leader', person: 'lead', post: 'branchLead', unit: 'b1' } as const;

/** What a broadcast of a test works with: a clock that is set, and a sender whose verdicts are given. */
export interface BroadcastTown {
  now: number;
  /** Ids that were rung for. */
  fed: string[];
  deps: BroadcastDeps;
  /** Works until the broadcast rests; what is fed leaves, or becomes what `verdict` says of its person. */
  run(id: string, verdict?: (person: string) => Partial<Send>): Promise<void>;
}

/** Two branches of a commune: in each somebody in the window, one outside it, one who agreed to nothing, one without a chat. */
export async function settle(): Promise<void> {
  for (const [id, level, parent] of UNITS)
    await putUnit({ _id: id, code: id, validFrom: '2025-07-01', level, name: `Hội ${id}`, place: id, aliases: [], parent });
  for (const [b, branch] of ['b1', 'b2'].entries())
    for (const [n, kind] of ['free', 'late', 'silent', 'none'].entries()) {
      const id = `${branch}-${kind}`;
      const phone = `09051234${b}${n}`;
      await putPerson(id, { name: `Nguyễn Thị ${kind}`, unit: branch, status: 'member', memberSince: 1, phone });
      if (kind === 'none') continue;
      const blank = { channel: 'home', account: 'oa', user: seal(id), rev: 0, timers: [], outbox: [], done: [] };
      const lastHeardAt = kind === 'late' ? MORNING - 72 * HOUR : MORNING - HOUR;
      await Conversations.create({ _id: `chat-${id}`, ...blank, lastHeardAt });
      await People.updateOne({ _id: id }, { $set: { conversations: [`chat-${id}`] } });
      if (kind === 'silent') continue;
      const about = {
        given: true,
        text: 't',
        textHash: 'h',
        locale: 'vi',
        channel: 'home',
        by: 'tap',
        event: 'e',
        at: 1,
      } as const;
      await record({ _id: `${id}/c`, conversation: `chat-${id}`, purpose: 'TUYEN_TRUYEN', seq: 1, ...about });
    }
}

/** A town as a test sees it. */
export function openTown(): BroadcastTown {
  const silent = async () => {};
  const town: BroadcastTown = {
    now: MORNING,
    fed: [],
    deps: {
      tell: silent,
      ringCount: silent,
      now: () => town.now,
      timeZone: 'Asia/Ho_Chi_Minh',
      channels: ['home'],
      fed: async () => 0,
      ringSends: async (_, ids) => void town.fed.push(...ids),
      ringBroadcast: silent,
      needsApproval: async () => false,
      reaching: {
        timeZone: 'Asia/Ho_Chi_Minh',
        window: (_, heard, at) =>
          heard === undefined || at - heard > 48 * HOUR
            ? { state: 'template', reason: 'windowClosed' }
            : { state: 'free', until: heard + 48 * HOUR },
        template: () => false,
        price: async () => 100,
      },
    },
    async run(id, verdict = () => ({ state: 'sent' })) {
      for (let turns = 0; turns < 50; turns += 1) {
        const until = await advance(id, town.deps);
        if (until === undefined || until > town.now + 1_000) return;
        for (const send of await Sends.find({ _id: { $in: town.fed }, state: 'queued' }).lean<Send[]>())
          await Sends.updateOne(
            { _id: send._id },
            { $set: { leftAt: town.now, attempts: 1, ...verdict(send.person ?? '') }, $unset: { notBefore: 1 } },
          );
        town.now = Math.max(town.now, until);
      }
      throw new Error('a broadcast that never rests');
    },
  };
  return town;
}
