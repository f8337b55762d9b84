import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Client } from '../client.ts';
import { patience } from '../served.ts';
import { Monolith } from './monolith.ts';
import { callersOf, soon } from './short-extraction.ts';
import { SubjectsInUse } from './subjects-in-use.ts';

const resources = new AsyncDisposableStack();
let monolith: Monolith, callers: SubjectsInUse, reader: Client;
beforeAll(async () => {
  monolith = resources.use(await Monolith.start());
  callers = resources.use(new SubjectsInUse(await callersOf(monolith)));
  reader = await monolith.api('reader', 'auditor');
}, patience);
afterAll(() => resources.disposeAsync(), patience);

/** So many tries that no step ends, and so many callers. */
const never = '1000000000', tooMany = '10000';

test('aurora extract that is interrupted or killed in the middle leaves the module where it stands; run again it goes on from there, and --back goes back from there', async () => {
  const inShadow = monolith.begin('extract', 'subject', ...soon, '--samples', never);
  await inShadow.said('waits for reads that agree');
  inShadow.signal('SIGINT');
  const interrupted = await inShadow.ran;
  expect(interrupted).toMatchObject({ code: 130, signal: null, out: '', err: expect.stringMatching(/^Stopping where it stands: the same command goes on, --back goes back\.[^]*^shadow: stopped; 0 % of the callers go to the service$/m) });
  expect(await monolith.standing('subject')).toMatchObject({ stage: 'shadow', under_way: false, share: 0, work: 'monolith' });

  const inCanary = monolith.begin('extract', 'subject', ...soon, '--principals', tooMany);
  await inCanary.said('waits for callers on the service');
  inCanary.signal('SIGKILL');
  const killed = await inCanary.ran;
  expect(killed.signal).toBe('SIGKILL');
  expect(killed.err).toMatch(/^shadow: goes on from shadow, begun \S+Z$/m);
  expect(killed.err).not.toMatch(/starts as process|^preparing: /m);
  // What it had claimed counts as claimed for a few seconds.
  expect(await monolith.standing('subject')).toMatchObject({ stage: 'canary', under_way: true, share: 50, work: 'monolith' });

  await monolith.free('subject');
  const again = await monolith.aurora('extract', 'subject', ...soon, '--principals', tooMany, '--patience', '4s');
  expect(again.err).not.toMatch(/^(?:preparing|shadow): /m);
  expect(again).toMatchObject({ code: 1, err: expect.stringMatching(/^canary: goes on from canary, [^]*^canary: 50 % of the callers [^]*^aurora: subject is back in the monolith: within 4 s there was too little to tell: waits for callers on the service: \d of 10000$/m) });
  expect(await monolith.standing('subject')).toMatchObject({ stage: 'monolith', under_way: false, share: 0, work: 'monolith', hosts: ['monolith'] });

  const anew = monolith.begin('extract', 'subject', ...soon, '--principals', tooMany);
  await anew.said('waits for callers on the service');
  anew.signal('SIGINT');
  expect(await anew.ran).toMatchObject({ code: 130, err: expect.stringMatching(/^canary: stopped; 50 % of the callers go to the service$/m) });
  expect(await monolith.aurora('extract', 'subject', '--back')).toMatchObject({ code: 0 });
  expect(await monolith.standing('subject')).toMatchObject({ stage: 'monolith', under_way: false, share: 0, hosts: ['monolith'] });

  await callers.stop();
  expect(callers.faults).toEqual([]);
  expect(await callers.lost(reader)).toEqual([]);
  expect(callers.ledger.size).toBeGreaterThan(10);
}, 360_000);
