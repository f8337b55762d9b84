import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Deployment, freePort, type AuroraProcess } from '@aurora/test/running';
import { Client } from '../../client.ts';
import { patience } from '../../served.ts';

const resources = new AsyncDisposableStack();
let services: AuroraProcess, legacy: AuroraProcess, token: string;
beforeAll(async () => {
  const home = resources.use(await Deployment.create());
  token = await home.token('editor');
  const nobody = `http://127.0.0.1:${await freePort()}`;
  const config = await home.process(['config']);
  services = await home.process(undefined, { AURORA_CONFIG_URL: config.url, AURORA_SUBJECT_URL: nobody, AURORA_FILE_URL: nobody, AURORA_SYLLABUS_URL: nobody }, 'gateway');
  legacy = await home.process(undefined, { AURORA_MONOLITH_URL: nobody, AURORA_MONOLITH_KIND: 'legacy' }, 'gateway');
}, patience);
afterAll(() => resources.disposeAsync(), patience);

describe.each([
  ['services', () => services, '/api/v1/subjects/1', '/api/v1/subjects'],
  ['legacy', () => legacy, '/some/page', '/some/form'],
  ['legacy, a module’s path', () => legacy, '/api/v1/subjects/1', '/api/v1/subjects'],
])('%s', (_name, gateway, page, form) => {
  test('36 where no connection is taken, a read and a write are 502', async () => {
    const client = new Client({ url: gateway().url, token });
    expect(await client.get(page)).toMatchObject({ status: 502, body: { error_code: 'BAD_GATEWAY' } });
    expect(await client.post(form, { name: 'Algebra' })).toMatchObject({ status: 502, body: { error_code: 'BAD_GATEWAY' } });
  });
});
