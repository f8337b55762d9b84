import { buffer } from 'node:stream/consumers';
import { fileContract } from '@aurora/file/contract';
import type { Port } from '@aurora/kernel';
import { call, Deployment, HoldingProxy } from '@aurora/test/running';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from '../client.ts';

const resources = new AsyncDisposableStack();
let front: Client;
let files: Client;
let proxy: HoldingProxy;
let port: Port<typeof fileContract>;
beforeAll(async () => {
  const deployment = resources.use(await Deployment.create());
  const token = await deployment.token('editor');
  const service = await deployment.process(['file']);
  files = new Client({ url: service.url, token });
  proxy = resources.use(await HoldingProxy.open(service.url));
  front = new Client({ url: (await deployment.process(undefined, { AURORA_FILE_URL: proxy.url })).url, token });
  port = await deployment.remotePort(fileContract, proxy.url, 'syllabus');
});
afterAll(() => resources.disposeAsync());

/** A new file, and a link to it. */
async function linked(): Promise<{ readonly id: string; readonly link: URL }> {
  const { body: { id } } = await files.post<{ id: string }>('/files/upload?name=a.txt', 'week 1', { 'content-type': 'text/plain' });
  return { id, link: new URL((await front.get<{ url: string }>(`/api/v1/files/${id}/url`)).body.url) };
}

describe('through a port', () => {
  const download = async ({ id, link }: Awaited<ReturnType<typeof linked>>) => port.download({ id, ...Object.fromEntries(link.searchParams) } as Parameters<typeof port.download>[0], call());

  test('a file that is deleted when its download has begun is not found', async () => {
    const file = await linked();
    const content = await download(file);
    expect(await files.delete(`/files/${file.id}`)).toMatchObject({ status: 204 });
    await expect(buffer(content.open())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('a service that goes away between the headers and the bytes is not available', async () => {
    const content = await download(await linked());
    proxy.away = true;
    await expect(buffer(content.open())).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    proxy.away = false;
  });

  test('the bytes arrive as they were', async () => {
    expect(String(await buffer((await download(await linked())).open()))).toBe('week 1');
  });
});

describe('through the gateway', () => {
  test('a file that is deleted before the service is asked is 404', async () => {
    const { id, link } = await linked();
    const bytes = proxy.hold('request', 1);
    const download = front.get(`/api/v1${link.pathname}${link.search}`);
    await bytes.reached;
    expect(await files.delete(`/files/${id}`)).toMatchObject({ status: 204 });
    bytes.release();
    expect(await download).toMatchObject({ status: 404, body: { error_code: 'NOT_FOUND' } });
  });

  test('a service that goes away before it answers is 502', async () => {
    const { link } = await linked();
    const bytes = proxy.hold('request', 1);
    const download = front.get(`/api/v1${link.pathname}${link.search}`);
    await bytes.reached;
    proxy.away = true;
    bytes.drop();
    expect(await download).toMatchObject({ status: 502, body: { error_code: 'BAD_GATEWAY', service_name: 'gateway' } });
    proxy.away = false;
  });
});
