import { post } from '../../src/channels/post';
import { startServer } from '../fake/server';

const start = () =>
  startServer(
    0,
    () => ({ status: 302, body: {}, headers: { location: 'http://127.0.0.1:1/' } }),
    () => ({ body: {} }),
  );

test('no answer in time leaves the message in doubt', async () => {
  const server = await start();
  await server.set('hang');
  await expect(post(server.url, { a: 1 }, {}, 100)).rejects.toMatchObject({ code: 'timeOut', retry: 'later', unsure: true });
  await server.close();
});

test('a redirect is not followed', async () => {
  const server = await start();
  expect(await post(server.url, {}, {})).toMatchObject({ status: 302 });
  await server.close();
});

test('a proxy of the environment is not asked', async () => {
  const server = await start();
  const before = process.env.http_proxy;
  process.env.http_proxy = 'http://127.0.0.1:1';
  expect(await post(server.url, {}, {})).toMatchObject({ status: 302 });
  if (before === undefined) delete process.env.http_proxy;
  else process.env.http_proxy = before;
  await server.close();
});

test('where nobody listens nothing was sent', async () => {
  const server = await start();
  await server.close();
  await expect(post(server.url, {}, {})).rejects.toMatchObject({ code: 'unreachable', retry: 'later', unsure: false });
});
