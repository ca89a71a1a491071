import { issueCode } from '../../src/actions/officers/bind-leader';
import { leadersFor } from '../../src/actions/officers/leaders';
import { appoint } from '../../src/actions/officers/officers';
import { takeTurns } from '../../src/engine/turn';
import { current } from '../../src/models/consents';
import { unseal } from '../../src/models/secrets';
import { type Send, type SendBody, Sends } from '../../src/models/sends';
import { useWorkshop } from './workshop';

const workshop = useWorkshop();

test('a leader types her code, agrees to be told of her work, and is told of a wish without its words', async () => {
  const { worker, hears, id, keys } = workshop();
  const { turns, actions } = worker();
  const actor = { kind: 'operator' } as const;
  const who = { name: 'Trần Thị Hoa', phone: '0905123456' };
  await appoint({ id: 'lead', actor, who, unit: '1@2026-01-01', post: 'provinceOfficer', from: '2026-01-01' }, actions);
  const issued = await issueCode('lead', { id: 'code', actor }, actions);
  if (!issued.done) throw new Error(issued.why);
  const at = Date.now();
  await hears('leader', { text: `mã ${issued.code}` }, at);
  await takeTurns(id('leader'), turns);
  await hears('leader', { text: 'đồng ý' }, at + 1);
  await takeTurns(id('leader'), turns);
  expect((await keys('leader')).slice(-2)).toEqual(['leaderBind.askWork', 'leaderBind.agreed']);
  await hears('leader', { text: 'số liệu' }, at + 2);
  await takeTurns(id('leader'), turns);
  expect((await keys('leader')).slice(-2)).toEqual(['figures.year', 'figures.gatheringNone']);

  // A province's officer is told when somebody asks for a person, and nobody nearer is there.
  await hears('woman', { text: 'gặp cán bộ' }, at + 3);
  await takeTurns(id('woman'), turns);
  const [told] = await Sends.find({ conversation: id('leader'), reply: false }).lean<Send[]>();
  expect(told).toMatchObject({ purpose: 'CONG_VIEC' });
  expect(unseal<SendBody>(told?.body ?? '')).toEqual({ key: 'leader.question', vars: { unit: 'Hội LHPN tỉnh' } });

  // The same button in another chat opens nothing.
  await hears('woman', { payload: '#waiting::open' }, at + 4);
  await hears('woman', { text: 'menu' }, at + 5);
  await hears('woman', { payload: '#waiting::open' }, at + 6);
  await takeTurns(id('woman'), turns);
  expect(await keys('woman')).toContain('leader.only');

  // Who wants no messages is told of no work either; a woman who is no leader withdraws nothing of the kind.
  for (const [user, said] of [
    ['leader', 'dừng nhắn tin'],
    ['leader', 'đúng, dừng lại'],
    ['woman', 'dừng nhắn tin'],
    ['woman', 'đúng, dừng lại'],
  ] as const) {
    await hears(user, { text: said }, Date.now());
    await takeTurns(id(user), turns);
  }
  expect(await current(id('leader'))).toMatchObject({ NHAC_LICH: false, CONG_VIEC: false });
  expect(await current(id('woman'))).toEqual({ NHAC_LICH: false, KHAO_SAT: false });
  expect(await leadersFor('1@2026-01-01', 'help', '2026-11-22')).toEqual([]);
});
