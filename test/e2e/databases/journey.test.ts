import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AuroraProcess } from '@aurora/test/running';
import { describeWith, serviceUrl } from '@aurora/test/services';
import { Client } from '../client.ts';
import { Documented } from '../documented.ts';
import { configuration } from '../journey/configuration.ts';
import { elsewhere } from '../journey/elsewhere.ts';
import { files } from '../journey/files.ts';
import { plans } from '../journey/plans.ts';
import { subjects } from '../journey/subjects.ts';
import { search } from '../journey/search.ts';
import { syllabi } from '../journey/syllabi.ts';
import { patience } from '../served.ts';
import { ServerDeployment } from './server-deployment.ts';

describeWith('mariadb', 'the journey on a server', () => {
  let deployment: ServerDeployment;
  let aurora: AuroraProcess;
  let client: Client;
  let documented: Documented;

  beforeAll(async () => {
    deployment = await ServerDeployment.create(serviceUrl('mariadb'));
    expect(await deployment.migrate()).toMatchObject({ code: 0 });
    aurora = await deployment.serve();
    client = new Client({ url: `${aurora.url}/api/v1`, token: await deployment.token('admin') });
    documented = await Documented.of(client);
  }, patience);
  afterAll(() => deployment[Symbol.asyncDispose](), patience);

  const api = () => client.with({ observe: documented.check });

  describe('subjects', () => subjects(api));
  describe('files', () => files(api));
  describe('syllabi', () => syllabi(api));
  describe('search', () => search(api));
  describe('configuration', () => configuration(api));
  describe('plans', () => plans(api));

  test('left no operation of the document out', () => {
    expect(documented.operations.filter(operation => !documented.answered.has(operation) && !elsewhere.has(operation))).toEqual([]);
  });

  test('was made by the modules\' own accounts, each in its own schema', async () => {
    const { prefix } = deployment;
    const sessions = await deployment.administer<{ user: string; db: string }>(`select user, db from information_schema.processlist where db like '${prefix.replaceAll('_', '\\_')}%'`);
    const pairs = [...new Set(sessions.map(({ user, db }) => `${user} in ${db}`))].toSorted();
    expect(pairs).toEqual(['config', 'file', 'subject', 'syllabus'].map(module => `${prefix}_${module} in ${prefix}_${module}`));
  });

  test('told of every change in an event of the module that it changed', async () => {
    for (const [module, aggregate] of [['subject', 'subject'], ['file', 'file'], ['syllabus', 'syllabus']] as const) {
      const events = await deployment.rows<{ stream_id: string; version: number; event_type: string }>(module, 'select stream_id, version, event_type from event_store order by seq');
      expect(events.map(event => event.event_type)).toContain(`${aggregate}.${module === 'file' ? 'uploaded' : 'created'}.v1`);
      for (const [stream, versions] of Map.groupBy(events, event => event.stream_id)) {
        expect({ stream, versions: versions.map(event => event.version) }).toEqual({ stream, versions: versions.map((_, place) => place + 1) });
      }
    }
  });
});
