import { spawn } from 'node:child_process';
import path from 'node:path';
import { receiver } from '../channels/receiver';
import { until } from '../until';
import { root } from './processes';

test('people write, leave and give their number by hand, and a platform misbehaves on demand', async () => {
  const bot = await receiver((raw) => raw.toString());
  const { hostname, port } = new URL(bot.url);
  const args = ['--import', 'tsx', path.join(root, 'scripts/fake-platforms.ts'), '--bot', `http://${hostname}:${port}`];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['pipe', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (part) => {
    said += part;
  });
  try {
    await until('the fakes are up', () => said.includes('MESSENGER_GRAPH_BASE_URL='));
    const setting = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(said)?.[1] ?? '';
    const send = async () => {
      const headers = { access_token: setting('ZALO_ACCESS_TOKEN'), 'content-type': 'application/json' };
      const body = JSON.stringify({ recipient: { user_id: '111' }, message: { text: 'Chào chị' } });
      const answer = await fetch(`${setting('ZALO_API_BASE_URL')}/v3.0/oa/message/cs`, { method: 'POST', headers, body });
      return ((await answer.json()) as { error: number }).error;
    };
    const type = async (line: string, answer: string) => {
      const before = said.length;
      child.stdin.write(`${line}\n`);
      await until(`"${line}" is answered`, () => said.slice(before).includes(answer));
    };
    expect(await send()).toBe(0);
    await type('zalo ! error -230', 'From now on: error -230');
    expect(await send()).toBe(-230);
    await type('zalo ! ok', 'From now on: ok');
    await type('zalo ! expire', 'From now on: expire');
    expect(await send()).toBe(-220);
    await type('zalo ! sulk', 'Not known: sulk');
    // The echo and the receipts of the message that arrived come by themselves.
    await bot.until(3);
    child.stdin.write('zalo 111 /unfollow\nzalo 111 /phone 0905123456\nmessenger 222 /phone 0905123456\n');
    const told = (await bot.until(6)).join('\n');
    for (const event of ['oa_send_text', '"unfollow"', 'user_submit_info', '"payload":"0905123456"'])
      expect(told).toContain(event);
  } finally {
    child.kill('SIGTERM');
    await bot.close();
  }
});
