import { expect, test } from '@jest/globals';
import client from 'cloud-config-client';
import { patience, serve } from '../served.ts';
import { keyFor } from './flags.ts';

const aurora = serve();

test('a client of Spring Cloud Config reads the settings of its application in its profiles, now and as of a revision', async () => {
  const admin = aurora.as('admin');
  const changes = [
    { key: 'page', value: { size: 10, columns: ['name', 'code'], title: null } }, { key: 'greeting', value: 'Hello' },
    { key: 'page', value: { size: 20 }, environment: 'dev' }, { key: 'mail.sender', value: 'dev@example.edu', environment: 'dev' }, { key: 'mail.sender', value: 'test@example.edu', environment: 'test' },
    { key: 'page', value: { size: 30 }, service: 'timetable' }, { key: 'cache.on', value: true, service: 'timetable', environment: 'dev' }, { key: 'greeting', value: 'elsewhere', service: 'kiosk' },
  ];
  const { body: { revision } } = await admin.post<{ revision: number }>('/config/changes', { changes });
  const headers = { 'X-API-Key': await keyFor(aurora, 'config:read') };
  const load = (name: string, profiles?: string[], label?: string) => client.load({ endpoint: `${aurora.origin}/config/spring`, name, headers, ...(profiles ? { profiles } : {}), ...(label ? { label } : {}) });
  const timetable = await load('timetable', ['dev']);
  expect(timetable.toObject()).toEqual({ page: { size: 30 }, greeting: 'Hello', mail: { sender: 'dev@example.edu' }, cache: { on: true } });
  expect([timetable.get('page.size'), timetable.get('page.columns[1]'), timetable.get('cache.on')]).toEqual([30, undefined, true]);
  expect(timetable.raw).toMatchObject({ name: 'timetable', profiles: ['dev'], label: null, version: String(revision), propertySources: [{ name: 'aurora:timetable-dev' }, { name: 'aurora:timetable' }, { name: 'aurora:application-dev' }, { name: 'aurora:application' }] });
  // Of several profiles the last one wins.
  expect((await load('timetable', ['dev', 'test'])).get('mail.sender')).toBe('test@example.edu');
  expect((await load('timetable', ['test', 'dev'])).get('mail.sender')).toBe('dev@example.edu');
  const forAll = await load('application');
  expect(forAll.toObject()).toEqual({ page: { size: 10, columns: ['name', 'code'], title: '' }, greeting: 'Hello' });
  expect(forAll.get('page.columns[1]')).toBe('code');
  await admin.put('/config/settings/greeting', { value: 'Good morning' });
  expect((await load('other', ['default'], 'main')).get('greeting')).toBe('Good morning');
  expect((await load('other', ['default'], String(revision))).get('greeting')).toBe('Hello');
}, patience);

test('who may not read settings, and what there is not, is refused', async () => {
  const asked = async (path: string, scope?: 'flags:read') => (await aurora.beside.get(`/config/spring${path}`, { 'x-api-key': await keyFor(aurora, scope ?? 'config:read') })).status;
  expect((await aurora.beside.get('/config/spring/timetable/dev')).status).toBe(401);
  expect([await asked('/timetable/dev', 'flags:read'), await asked('/timetable/dev/feature-x'), await asked('/timetable/dev/99999'), await asked('/time%20table/dev'), await asked('/timetable/dev%2C')]).toEqual([403, 404, 404, 422, 422]);
});
