import { appoint } from '../../src/actions/officers/officers';
import { tieLeaderChat } from '../../src/models/leader-chats';
import { inOffice, officersOf } from '../../src/models/officers';
import { localDay } from '../../src/programme/periods';
import { compose } from '../../workers/compose';
import type { Context } from '../run';

/** Ties a chat to the leader of a branch (id), whom the first call appoints: a made-up name with a number that nobody has. */
export async function leadBranch({ config, connections, log }: Context, conversation: string, branch: string): Promise<void> {
  const { actions } = compose(config, connections, log);
  const today = localDay(actions.now(), actions.timeZone);
  const who = { name: 'Đỗ Thị Hạnh', phone: '0900000001' };
  const order = { id: `chat/leader/${branch}`, actor: { kind: 'operator' } as const };
  await appoint({ ...order, who, unit: branch, post: 'branchLead', from: today }, actions);
  const lead = (await officersOf([branch])).find((each) => each.post === 'branchLead' && inOffice(each, today));
  if (!lead) throw new Error(`nobody leads ${branch}: the post there was ended; start on another DATA_DIR`);
  await tieLeaderChat({ _id: conversation, holder: lead.holder, at: actions.now() });
}
