import { expect, test } from '@jest/globals';
import { AuroraProcess, testFolder } from '@aurora/test/running';
import { patience } from '../../served.ts';

test('A signal to the process that was started reaches the workers, and stops the gateway once', async () => {
  await using folder = await testFolder();
  await using gateway = await AuroraProcess.start({ AURORA_DATA_DIR: folder.path, AURORA_MONOLITH_URL: 'http://127.0.0.1:1', AURORA_WORKERS: '3' }, 'gateway');
  expect(await gateway.stop()).toEqual({ code: 0, signal: null });
  expect(gateway.log.filter(line => ['worker.lost', 'worker.replaced'].includes(String(line['event.action'])))).toEqual([]);
  expect(gateway.log.filter(line => line['event.action'] === 'host.stop')).toHaveLength(1);
}, patience);
