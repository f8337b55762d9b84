import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Client } from '../client.ts';
import { makeSubject } from '../journey/subjects.ts';
import { patience } from '../served.ts';
import { Callers, expectStatus } from './callers.ts';
import { Monolith } from './monolith.ts';
import { callersOf, soon } from './short-extraction.ts';

const resources = new AsyncDisposableStack();
let monolith: Monolith;
beforeAll(async () => { monolith = resources.use(await Monolith.start()); }, patience);
afterAll(() => resources.disposeAsync(), patience);

interface Setting { readonly value: number }

/** Callers of the config module: each counts in a setting of its own. */
class SettingsInUse extends Callers {
  /** What was acknowledged last, by key. */
  readonly ledger: Map<string, number>;

  constructor(apis: readonly Client[]) {
    const ledger = new Map<string, number>();
    super(apis, async (api, number, turn) => {
      const key = `test.count-${number}`;
      if (turn % 4 === 0) {
        expectStatus(await api.put(`/config/settings/${key}`, { value: turn }), 200);
        ledger.set(key, turn);
      } else {
        const read = await api.get<Setting>(`/config/settings/${key}`);
        expectStatus(read, 200);
        if (read.body.value !== ledger.get(key)) throw new Error(`${key} is ${read.body.value}, and was told to be ${ledger.get(key)}`);
      }
    });
    this.ledger = ledger;
  }
}

test('the config module, which keeps the placements and where extractions stand, is taken out and brought back as any other', async () => {
  await using callers = new SettingsInUse(await callersOf(monolith, 'admin'));
  await callers.goOn();
  const out = await monolith.aurora('extract', 'config', ...soon);
  expect([out.err, out.code]).toEqual([expect.stringMatching(/^extracted: the service answers all requests/m), 0]);
  expect(await monolith.standing('config')).toMatchObject({ stage: 'extracted', share: 100, work: 'service', hosts: [expect.stringMatching(/^http:/)] });
  await callers.goOn();
  expect(await monolith.aurora('placement', 'get', 'config')).toMatchObject({ code: 0, out: expect.stringMatching(/^config: service/) });
  const back = await monolith.aurora('extract', 'config', '--back');
  expect([back.err, back.code]).toEqual([expect.stringMatching(/^monolith: the monolith answers all requests/m), 0]);
  expect(await monolith.standing('config')).toMatchObject({ stage: 'monolith', share: 0, work: 'monolith', hosts: ['monolith'] });
  await callers.goOn();
  await callers.stop();
  expect(callers.faults).toEqual([]);
}, 180_000);

test('without the service of the config module the gateway goes on with what it knows, and the command starts that service again, to go back by', async () => {
  const api = await monolith.api('admin', 'anna');
  expectStatus(await api.put('/config/settings/test.kept', { value: 'kept' }), 200);
  expect(await monolith.aurora('extract', 'config', ...soon, '--no-evidence')).toMatchObject({ code: 0 });
  await monolith.killServices();
  const { id } = await makeSubject(api);
  expectStatus(await api.get(`/subjects/${id}`), 200);
  expect(await monolith.aurora('extract', 'config', '--back', '--port', '0')).toMatchObject({ code: 0, err: expect.stringMatching(/^preparing: the service of config, which was gone, starts as process \d+ [^]*^monolith: the monolith answers all requests/m) });
  expect(await monolith.standing('config')).toMatchObject({ stage: 'monolith', share: 0, work: 'monolith', hosts: ['monolith'] });
  expect(await api.get('/config/settings/test.kept')).toMatchObject({ status: 200, body: { value: 'kept' } });
}, 180_000);
