import { expect, test } from '@jest/globals';
import { AuroraProcess, testFolder } from '@aurora/test/running';
import { describeWithLegacy } from '../../../legacy/describe-with-legacy.ts';
import { Legacy } from '../../../legacy/legacy.ts';
import { Client } from '../../client.ts';
import { patience } from '../../served.ts';
import { type } from './both-kinds.ts';

describeWithLegacy('Before an application that Aurora replaces', () => {
  test('there is no second version, and paths without one are the application\'s', async () => {
    await using legacy = await Legacy.start();
    await using folder = await testFolder();
    await using gateway = await AuroraProcess.start({ AURORA_DATA_DIR: folder.path, AURORA_MONOLITH_URL: legacy.url, AURORA_MONOLITH_KIND: 'legacy', AURORA_AUTH_LEGACY_KEY: 'env:OLD_SECRET', OLD_SECRET: legacy.secret }, 'gateway');
    const client = new Client({ url: gateway.url });
    for (const path of ['/api/subjects/', '/api/v2/syllabi', '/api/syllabi']) {
      const seen = (await legacy.seen()).length;
      expect((await client.get(path)).status).toBe(404);
      expect((await legacy.seen()).slice(seen).map(request => request.path)).toContain(path);
    }
    const named = await client.get('/api/subjects/', type('v1'));
    expect(named).toMatchObject({ status: 200, headers: { 'content-type': 'application/vnd.aurora.v1+json' } });
    const syllabi = await client.with({ token: legacy.token('eda', 'editor') }).get('/api/v1/syllabus/1');
    expect(syllabi.headers).not.toHaveProperty('deprecation');
    expect((await client.get('/docs/init.js')).body).toContain('urls: [{"name":"v1","url":"/api/v1/openapi.json"},{"name":"administration","url":"/admin/openapi.json"}]');
  }, patience);
});
