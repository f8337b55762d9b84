import { Deployment, HoldingProxy } from '@aurora/test/running';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client } from '../client.ts';

const resources = new AsyncDisposableStack();
let front: Client;
let files: Client;
let proxy: HoldingProxy;
beforeAll(async () => {
  const deployment = resources.use(await Deployment.create());
  const token = await deployment.token('editor');
  const service = await deployment.process(['file']);
  files = new Client({ url: service.url, token });
  proxy = resources.use(await HoldingProxy.open(service.url));
  front = new Client({ url: (await deployment.process(undefined, { AURORA_FILE_URL: proxy.url })).url, token });
});
afterAll(() => resources.disposeAsync());

/** A new file, and the path of a link to it. */
async function linked(): Promise<{ readonly id: string; readonly path: string }> {
  const { body: { id } } = await files.post<{ id: string }>('/files/upload?name=a.txt', 'week 1', { 'content-type': 'text/plain' });
  const { pathname, search } = new URL((await front.get<{ url: string }>(`/api/v1/files/${id}/url`)).body.url);
  return { id, path: `/api/v1${pathname.replace('/api/v1', '')}${search}` };
}

test('a file that is deleted when its download has begun elsewhere is 404', async () => {
  const { id, path } = await linked();
  const bytes = proxy.hold('request', 2);
  const download = front.get(path);
  await bytes.reached;
  expect(await files.delete(`/files/${id}`)).toMatchObject({ status: 204 });
  bytes.release();
  expect(await download).toMatchObject({ status: 404, body: { error_code: 'NOT_FOUND' } });
});

test('a service that goes away between the headers and the bytes is 503', async () => {
  const { path } = await linked();
  const bytes = proxy.hold('request', 2);
  const download = front.get(path);
  await bytes.reached;
  proxy.away = true;
  bytes.drop();
  expect(await download).toMatchObject({ status: 503, body: { error_code: 'UNAVAILABLE' } });
});
