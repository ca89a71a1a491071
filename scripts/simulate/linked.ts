import { numbered } from '../../src/actions/act';
import { factsOf } from '../../src/actions/carrier';
import type { ActionDeps } from '../../src/actions/deps';
import { decideLink } from '../../src/actions/people/record';
import { Consents } from '../../src/models/consents';
import { Conversations, conversationId } from '../../src/models/conversations';
import { insertAllOnce } from '../../src/models/once';
import { inUnits, People } from '../../src/models/people';
import type { PersonEffect } from '../../src/models/person';
import { seal } from '../../src/models/secrets';
import { addFacts } from '../../src/programme/recount';
import { progressOf, type Say } from './progress';
import type { World } from './world';

/** Units whose members are linked together. */
const UNITS = 40;
const ACCOUNT = 'simulated';
const PURPOSES = ['NHAC_LICH', 'TUYEN_TRUYEN'] as const;

/** Binds a chat to a share of the members, with the consents that reminders and news need: many in one write of each kind. */
export async function linkSome(world: World, share: number, day: string, deps: ActionDeps, say: Say): Promise<void> {
  const chosen = new Map(world.women.filter(() => world.chance.happens(share)).map((her) => [her.id, her]));
  const units = [...world.tree.members.keys()];
  const telling = progressOf('chats linked', chosen.size, say);
  const at = deps.now();
  let done = 0;
  for (let from = 0; from < units.length; from += UNITS) {
    const people = (await inUnits(units.slice(from, from + UNITS))).filter(({ _id }) => chosen.has(_id));
    const linked = people.map((was) => {
      const user = `simulated-${was._id}`;
      const conversation = conversationId('zalo', ACCOUNT, user);
      const decision = decideLink(was, conversation, { at, today: day, on: day });
      if ('refuse' in decision) throw new Error(`${was._id} cannot be linked: ${decision.refuse}`);
      const effects = numbered<PersonEffect>(was._id, was.history.length, decision.effects);
      return {
        was,
        user,
        conversation,
        decision,
        facts: effects.flatMap((each) => (each.name === 'facts' ? factsOf(each) : [])),
      };
    });
    const heard = Date.now();
    await insertAllOnce(
      Conversations,
      linked.map(({ conversation, user }) => ({
        ...{ _id: conversation, channel: 'zalo', account: ACCOUNT, user: seal(user), rev: 1, timers: [], outbox: [], done: [] },
        lastHeardAt: heard,
      })),
    );
    await insertAllOnce(
      Consents,
      linked.flatMap(({ conversation }) =>
        PURPOSES.map((purpose) => ({
          ...{
            _id: `simulated/${conversation}/${purpose}`,
            conversation,
            purpose,
            given: true,
            channel: 'zalo',
            by: 'tap' as const,
          },
          ...{ text: 'simulated', textHash: 'simulated', locale: 'vi', event: 'simulated', at, seq: 0 },
        })),
      ),
    );
    await addFacts(
      linked.flatMap(({ facts }) => facts),
      deps.ringCount,
    );
    const updates = linked.map(({ was, conversation, decision }) => ({
      updateOne: {
        filter: { _id: was._id, rev: was.rev },
        update: {
          $set: decision.set,
          $inc: { rev: 1 },
          $push: { history: { id: `linked/${conversation}`, at, action: 'link', by: 'simulation', ...decision.told } },
        },
      },
    }));
    if (updates.length > 0) await People.collection.bulkWrite(updates as never, { ordered: false });
    for (const { was } of linked) {
      const her = chosen.get(was._id);
      if (!her) continue;
      world.ledger.change(her, day, () => {
        her.linked = true;
      });
    }
    done += linked.length;
    telling.done(done);
  }
  telling.end();
}
