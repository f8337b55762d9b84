import { expect, test } from '@jest/globals';
import { Deployment } from '@aurora/test/running';
import { Client } from '../client.ts';
import { patience } from '../served.ts';

test('while the config module is away, a flag is what its caller says by default, and marked as such', async () => {
  await using home = await Deployment.create();
  const token = await home.token('admin');
  const config = await home.process(['config']);
  const gateway = await home.process(['subject', 'file', 'syllabus'], { AURORA_GATEWAY: 'true', AURORA_CONFIG_URL: config.url });
  const api = new Client({ url: `${gateway.url}/api/v1`, token });
  const evaluate = (body: object) => api.post('/config/flags/new-editor/evaluate', body);
  await api.put('/config/flags/new-editor', { definition: { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'on' } });
  const own = await evaluate({ default: false });
  expect(own).toMatchObject({ status: 200, body: { value: true, variant: 'on', reason: 'STATIC' } });
  expect(own.headers).not.toHaveProperty('warning');
  await config.kill();
  expect(await evaluate({ default: false })).toMatchObject({
    status: 200, headers: { 'warning': '199 - "Default: the module does not answer"', 'cache-control': 'no-store' },
    body: { key: 'new-editor', value: false, variant: null, reason: 'ERROR', error: 'The config module does not answer.' },
  });
  expect(await evaluate({})).toMatchObject({ status: 502, body: { error_code: 'BAD_GATEWAY' } });
  expect(await evaluate({ default: false, targeting_key: 7 })).toMatchObject({ status: 502 });
  expect(await api.get('/config/flags/new-editor')).toMatchObject({ status: 502 });
}, patience);
