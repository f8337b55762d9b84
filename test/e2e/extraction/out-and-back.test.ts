import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Client } from '../client.ts';
import { patience } from '../served.ts';
import { Monolith } from './monolith.ts';
import { callersOf, soon } from './short-extraction.ts';
import { SubjectsInUse } from './subjects-in-use.ts';

interface Line { readonly stage: string; readonly share?: number; readonly text?: string }

const resources = new AsyncDisposableStack();
let monolith: Monolith, callers: SubjectsInUse, reader: Client;
beforeAll(async () => {
  monolith = resources.use(await Monolith.start());
  callers = resources.use(new SubjectsInUse(await callersOf(monolith)));
  reader = await monolith.api('reader', 'auditor');
}, patience);
afterAll(() => resources.disposeAsync(), patience);

test('aurora extract takes a module out while another command is refused; status shows where it is; --back brings it back with all that was written meanwhile', async () => {
  await callers.goOn();
  const out = monolith.begin('extract', 'subject', ...soon, '--json');
  await out.said('reads are made on the service too');
  const second = await monolith.aurora('extract', 'subject', ...soon);
  expect(second).toMatchObject({ code: 1, out: '', err: expect.stringMatching(/^aurora: Another command is at the extraction of subject; .* One command moves a module at a time\.$/m) });
  const ran = await out.ran;
  expect([ran.err, ran.code]).toEqual(['', 0]);

  const lines = ran.out.trimEnd().split('\n').map(line => JSON.parse(line) as Line);
  expect([...new Set(lines.map(({ stage }) => stage))]).toEqual(['monolith', 'preparing', 'shadow', 'canary', 'handover', 'extracted']);
  expect([...new Set(lines.flatMap(({ share }) => share ?? []))]).toEqual([0, 50, 100]);
  const service = /answers at (\S+)$/.exec(lines.find(({ text }) => text?.includes('answers at'))!.text!)![1]!;

  const status = await monolith.status();
  expect(status.phases).toHaveLength(4);
  expect(status.modules.find(({ module }) => module === 'subject')).toMatchObject({ stage: 'extracted', under_way: false, share: 100, work: 'service', hosts: [service] });
  expect(status.modules.find(({ module }) => module === 'file')).toMatchObject({ stage: 'monolith', share: 0, work: 'any', hosts: ['monolith'], store: 'local' });
  const table = (await monolith.aurora('status')).out;
  expect(table).toMatch(/^\[ \] 2 subject and file: subject of subject and file is out$/m);
  expect(table).toMatch(new RegExp(`^subject +extracted +100 % +${service} +service +\\S+/subject\\.sqlite +- +http +\\S+Z$`, 'm'));
  expect(await monolith.aurora('extract', 'subject', '--local')).toMatchObject({ code: 0, err: expect.stringContaining('subject is extracted, since ') });

  const outThere = new Set(callers.ledger.keys());
  await callers.goOn();
  expect([...callers.ledger.keys()].filter(id => !outThere.has(id)).length).toBeGreaterThan(5);
  expect(await monolith.aurora('extract', 'subject', '--back')).toMatchObject({ code: 0, err: expect.stringContaining('the monolith answers all requests') });
  expect(await monolith.standing('subject')).toMatchObject({ stage: 'monolith', under_way: false, share: 0, work: 'monolith', hosts: ['monolith'] });
  await expect(fetch(`${service}/health/live`)).rejects.toThrow();

  await callers.goOn();
  await callers.stop();
  expect(callers.faults).toEqual([]);
  expect(await callers.lost(reader)).toEqual([]);
}, 180_000);
