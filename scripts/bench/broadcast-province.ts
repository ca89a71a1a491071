import { Consents } from '../../src/models/consents';
import { Conversations, conversationId } from '../../src/models/conversations';
import { insertAllOnce } from '../../src/models/once';
import { insertPeople, newPerson } from '../../src/models/people';
import { seal } from '../../src/models/secrets';
import { bumpTree } from '../../src/models/tree-document';
import { changeUnits, forgetTree } from '../../src/models/units';
import type { Town } from '../../test/faults/town';
import { random } from '../../test/seeded';
import { type Chance, chanceOf, madeUpName } from '../simulate/made-up';
import { madeUpTree, QUANG_BINH, type Size } from '../simulate/units';

const PAGE = 1_000;
/** Share of the members who have a chat; of these so many have one on the second channel only, or on both. */
const LINKED = 0.6;
const SECOND_ONLY = 0.3;
const BOTH = 0.2;
const AGREED = 0.9;
/** Share of the chats in which she wrote within the last twenty hours, so that either channel is free. */
const LATELY = 0.85;
const HOUR = 3_600_000;

/** Who is there to be written to. */
export interface FilledProvince {
  province: string;
  units: number;
  people: number;
  /** Chats on each channel. */
  chats: { zalo: number; messenger: number };
  /** Platform ids of some women on the first channel who wrote lately and agreed. */
  writers: string[];
}

type ChannelName = 'zalo' | 'messenger';

/** The units of the simulated province with its members, their chats and consents, in bulk: the facts that lists bring are not needed. */
export async function fillProvince(town: Town, say: (line: string) => void, size: Size = QUANG_BINH): Promise<FilledProvince> {
  const chance = chanceOf(random(1));
  const tree = madeUpTree(size, chance);
  await changeUnits(
    tree.units.map((add) => ({ add })),
    1,
    { id: 'bench', at: 0, action: 'import', by: 'bench' },
  );
  await bumpTree();
  forgetTree();
  const filled: FilledProvince = {
    ...{ province: tree.province, units: tree.units.length, people: 0, chats: { zalo: 0, messenger: 0 }, writers: [] },
  };
  const places = [...tree.members].flatMap(([unit, n]) => Array.from({ length: n }, () => unit));
  for (let from = 0; from < places.length; from += PAGE) {
    const women = places.slice(from, from + PAGE).map((unit, n) => made(town, chance, { n: from + n, unit }));
    await Promise.all([
      insertPeople(women.map(({ person }) => person)),
      insertAllOnce(
        Conversations,
        women.flatMap(({ chats }) => chats.map(({ chat }) => chat)),
      ),
      insertAllOnce(
        Consents,
        women.flatMap(({ chats }) => chats.flatMap(({ consent }) => consent ?? [])),
      ),
    ]);
    filled.people += women.length;
    for (const { user, chat, consent } of women.flatMap(({ chats }) => chats)) {
      filled.chats[chat.channel] += 1;
      if (chat.channel === 'zalo' && consent && filled.writers.length < PAGE) filled.writers.push(user);
    }
    if (filled.people % 20_000 < PAGE) say(`broadcast: ${filled.people} of ${places.length} women are there`);
  }
  return filled;
}

function made(town: Town, chance: Chance, { n, unit }: { n: number; unit: string }) {
  const now = Date.now();
  const id = `w${n}`;
  const chats = channelsOf(chance).map((channel) => {
    const account = channel === 'zalo' ? town.zalo.secrets.oaId : town.graph.secrets.pageId;
    const user = String(7_000_000_000_000_000n + BigInt(n));
    const conversation = conversationId(channel, account, user);
    const lastHeardAt = now - (chance.happens(LATELY) ? chance.below(20) : 72) * HOUR;
    const chat = { _id: conversation, channel, account, user: seal(user), rev: 0, timers: [], outbox: [], done: [], lastHeardAt };
    const about = { text: 't', textHash: 'h', locale: 'vi', channel, by: 'tap', event: 'e', at: now, seq: 1 } as const;
    const purpose = 'TUYEN_TRUYEN' as const;
    const consent = chance.happens(AGREED)
      ? { _id: `${id}/${channel}`, conversation, purpose, given: true, ...about }
      : undefined;
    return { user, chat, consent };
  });
  const told = { name: madeUpName(chance), birthYear: 1950 + chance.below(55), unit, status: 'member', memberSince: 1 } as const;
  const person = { ...newPerson(id, told, 1), conversations: chats.map(({ chat }) => chat._id) };
  return { person, chats };
}

function channelsOf(chance: Chance): ChannelName[] {
  if (!chance.happens(LINKED)) return [];
  const which = chance.next();
  if (which < BOTH) return ['zalo', 'messenger'];
  return [which < BOTH + SECOND_ONLY ? 'messenger' : 'zalo'];
}
