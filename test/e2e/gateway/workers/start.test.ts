import { describe, expect, test } from '@jest/globals';
import { testFolder, withTakenPort } from '@aurora/test/running';
import { run } from '../../program.ts';
import { patience } from '../../served.ts';

const elsewhere = { AURORA_PORT: '0', AURORA_OPERATIONS_PORT: '0', AURORA_MONOLITH_URL: 'http://127.0.0.1:1' };
const oneLine = (text: RegExp) => ({ code: 1, out: '', err: expect.stringMatching(new RegExp(`^aurora: [^\\n]*${text.source}[^\\n]*\\n$`)) });

describe('A start with workers', () => {
  test.each([
    ['gateway', { AURORA_MODULES: 'config', ...elsewhere }], ['serve', { AURORA_PORT: '0' }], ['serve', { AURORA_MODULES: 'subject,file', AURORA_GATEWAY: 'true', ...elsewhere }],
  ])('is refused in one line where modules run in the process: aurora %s %j', async (command, env) => {
    await using folder = await testFolder();
    expect(await run([command], { ...env, AURORA_DATA_DIR: folder.path, AURORA_WORKERS: '2' })).toMatchObject(oneLine(/AURORA_WORKERS is for a gateway without modules/));
  }, patience);

  test('says what is wrong as a start without workers does, once', async () => {
    await using folder = await testFolder();
    await withTakenPort(async port => {
      const mistakes = [
        { AURORA_PORT: String(port) }, { AURORA_OPERATIONS_PORT: String(port) }, { AURORA_HOST: '192.0.2.1' }, { AURORA_WORKERS: '0' }, { AURORA_TRUSTED_PROXIES: 'somebody' }, { AURORA_RATE_LIMITS: 'read=1/1m,read=2/1m' },
        { AURORA_CACHE: 'redis' }, { AURORA_DATA_DIR: '/dev/null/data' }, { AURORA_AUTH_KEY: 'env:NOTHING' },
      ];
      for (const mistake of mistakes) {
        const env = { ...elsewhere, AURORA_DATA_DIR: folder.path, AURORA_LOG_LEVEL: 'fatal' };
        const alone = await run(['gateway'], { ...env, ...mistake });
        expect(alone).toMatchObject(oneLine(/./));
        expect(await run(['gateway'], { ...env, AURORA_WORKERS: '3', ...mistake })).toEqual(alone);
      }
    });
  }, patience);
});
