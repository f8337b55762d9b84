import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { CuttingProxy, Deployment, testFolder } from '@aurora/test/running';
import { Client } from '../client.ts';
import { stored } from '../stored.ts';
import { makeLarge, uploadWithTus } from './tus-client.ts';

/** Bytes of the upload; the whole that is promised is 1 GiB: AURORA_TEST_TUS_SIZE=1073741824. */
const size = Number(process.env['AURORA_TEST_TUS_SIZE'] ?? 64 * 1024 ** 2);
const cuts = 20;

test(`tus-js-client uploads ${size} bytes through the gateway to one of two hosts of the module, and is cut off ${cuts} times`, async () => {
  await using folder = await testFolder();
  await using deployment = await Deployment.create();
  const env = { AURORA_FILE_MAX_SIZE: '2GiB' };
  // One after the other: the first makes the tables.
  const hosts = [await deployment.process(['file'], env), await deployment.process(['file'], env)];
  const front = await deployment.process(undefined, { ...env, AURORA_FILE_URL: hosts.map(host => host.url).join(',') });
  await using proxy = await CuttingProxy.open(Number(new URL(front.url).port));
  const token = await deployment.token('editor');
  const large = await makeLarge(join(folder.path, 'large.pdf'), size, 'cut off');

  // Each connection brings a twenty-first part at most, until twenty have been cut: then one brings the rest.
  Object.assign(proxy, { cutAfterSent: Math.floor(size / (cuts + 1)), mostCuts: cuts });
  const { answered, fileId } = await uploadWithTus(large, { endpoint: `http://127.0.0.1:${proxy.port}/api/v1/files/tus`, token });
  expect(proxy.cuts).toBe(cuts);
  expect(answered.filter(method => method === 'POST')).toHaveLength(1);
  expect(answered.filter(method => method === 'HEAD').length).toBeGreaterThanOrEqual(cuts);

  const api = new Client({ url: `${front.url}/api/v1`, token });
  expect(await api.send('GET', `/files/${fileId}`)).toMatchObject({ status: 200, body: { original_name: 'large.pdf', file_type: 'application/pdf', file_size: size, sha256: large.sha256 } });
  // The parts have gone: what is stored is the file.
  expect(await stored(deployment)).toHaveLength(1);
  for (const { log } of hosts) expect(log.filter(line => String(line['event.action']).startsWith('file.tus'))).not.toEqual([]);
}, 60_000 + size / 1024 / 10);
