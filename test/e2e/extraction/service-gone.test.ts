import { expect, test } from '@jest/globals';
import { makeSubject } from '../journey/subjects.ts';
import { Monolith } from './monolith.ts';
import { soon } from './short-extraction.ts';

test('a service that a command has started and that is gone, as after a restart of the machine, is started again by the same command; without it --back works too', async () => {
  await using monolith = await Monolith.start();
  const api = await monolith.api('editor', 'anna');
  const { id } = await makeSubject(api);
  expect(await monolith.aurora('extract', 'subject', ...soon, '--no-evidence')).toMatchObject({ code: 0 });

  await monolith.killServices();
  const again = await monolith.aurora('extract', 'subject', ...soon);
  expect(again).toMatchObject({ code: 0, err: expect.stringMatching(/^extracted: the service of subject starts as process \d+[^]*^extracted: subject is extracted, since \S+Z$/m) });
  expect(await monolith.standing('subject')).toMatchObject({ stage: 'extracted', share: 100, work: 'service' });
  expect(await api.get(`/subjects/${id}`)).toMatchObject({ status: 200 });

  await monolith.killServices();
  expect(await monolith.aurora('extract', 'subject', '--back')).toMatchObject({ code: 0 });
  expect(await monolith.standing('subject')).toMatchObject({ stage: 'monolith', share: 0, work: 'monolith', hosts: ['monolith'] });
  expect(await api.get(`/subjects/${id}`)).toMatchObject({ status: 200 });
}, 120_000);
