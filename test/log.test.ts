import { Writable } from 'node:stream';
import { AxiosError } from 'axios';
import pino from 'pino';
import { createSeldom, describe as describeError, loggerOptions } from '../src/log';

function logged(write: (log: pino.Logger) => void): string {
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  write(pino(loggerOptions('debug', 'test'), stream));
  return lines.join('');
}

test('nothing personal reaches the log, however deep it is passed', () => {
  const secret = 'bí mật 0905123456';
  const line = logged((log) =>
    log.info({ user: secret, event: { text: secret, name: secret }, send: { body: { phone: secret } }, code: 'ok' }, 'x'),
  );
  expect(line).not.toContain('0905123456');
  expect(line).toContain('"code":"ok"');
});

test('an error is logged without what a library hangs on it', () => {
  const error = new AxiosError('Request failed', 'ECONNRESET', { headers: { access_token: 'tok' } } as never, {
    path: '/x?token=tok',
  });
  expect(logged((log) => log.error({ err: error }, 'x'))).not.toContain('tok');
  expect(describeError('text')).toEqual({ kind: 'string' });
});

test('a trouble that lasts is said at once, then every half minute with how often it came; another one is said apart', () => {
  let now = 0;
  const seldom = createSeldom(() => now);
  const said: [string, number][] = [];
  const trouble = (name: string) => seldom(name, (unsaid) => said.push([name, unsaid]));
  for (now = 0; now <= 60_000; now += 1_000) trouble('replies');
  trouble('turns');
  expect(said).toEqual([
    ['replies', 0],
    ['replies', 29],
    ['replies', 29],
    ['turns', 0],
  ]);
});
