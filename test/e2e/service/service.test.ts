import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { fileContract } from '@aurora/file/contract';
import { subjectContract } from '@aurora/subject/contract';
import { call, until } from '@aurora/test/running';
import { Client } from '../client.ts';
import { Documented } from '../documented.ts';
import { files, makeFile } from '../journey/files.ts';
import { makeSubject, subjects } from '../journey/subjects.ts';
import { search } from '../journey/search.ts';
import { syllabi } from '../journey/syllabi.ts';
import { patience } from '../served.ts';
import { Divided, type Service } from './divided.ts';

let divided: Divided;
let front: Client;
let documented: Documented;

beforeAll(async () => {
  divided = await Divided.open();
  front = await divided.api('admin');
  documented = await Documented.of(front);
}, patience);
afterAll(() => divided[Symbol.asyncDispose](), patience);

const api = () => front.with({ observe: documented.check });
const at = (service: Service, token?: string) => new Client({ url: divided.origin(service), token });

describe('through the front of a monolith that hosts neither: subjects', () => subjects(api));
describe('through the front of a monolith that hosts neither: files', () => files(api));
describe('through the front of a monolith that hosts neither: syllabi', () => syllabi(api));
describe('through the front of a monolith that hosts neither: search', () => search(api));

test('the monolith keeps nothing of what the services own', async () => {
  const { id } = await makeSubject(front);
  expect(await divided.rows('subject', `select id from subject where id = ${id}`)).toEqual([{ id }]);
  expect(divided.front.output).toMatch(/modules +(?!.*\b(?:subject|file)\b[^;]*;)[^;]+; (?=.*subject at http)(?=.*file at http)/);
});

describe.each([['subject', subjectContract, '/subjects'], ['file', fileContract, '/files/upload']] as const)('the %s service', (service, contract, path) => {
  interface Document { readonly paths: Record<string, Record<string, { operationId: string }>>; readonly info: { title: string } }
  const operations = ({ paths }: Document) => Object.values(paths).flatMap(methods => Object.values(methods)).map(({ operationId }) => operationId);

  test('has a document of its own, of its own operations, without the prefix', async () => {
    const { status, body } = await at(service).get<Document>('/openapi.json');
    expect(status).toBe(200);
    expect(Object.keys(body.paths)).toContain(path);
    expect(Object.keys(body.paths).filter(known => known.startsWith('/api/'))).toEqual([]);
    for (const operation of operations(body)) expect(operation).toMatch(new RegExp(`^${contract.module}[._]`));
    expect(await at(service).get('/api/v1/openapi.json')).toMatchObject({ status: 404 });
    expect(operations((await front.get<Document>('/openapi.json')).body)).toEqual(expect.arrayContaining(operations(body).filter(name => !/reserve|release|claim/i.test(name))));
  });

  test('serves its paths without the prefix and no others', async () => {
    const reader = at(service, await divided.token('reader'));
    const item = service === 'subject' ? `/subjects/${(await makeSubject(front)).id}` : `/files/${(await makeFile(front)).id}`;
    expect(await reader.get(item)).toMatchObject({ status: 200, body: (await front.get(item)).body });
    for (const other of [`/api/v1${item}`, '/syllabus', '/config/settings', service === 'subject' ? '/files/x' : '/subjects']) expect(await reader.get(other)).toMatchObject({ status: 404, body: { service_name: service } });
  });

  test('keeps its internal operations to modules that may call it; the front has none', async () => {
    const internal = Object.values(contract.operations).filter(operation => operation.internal);
    expect(internal).not.toEqual([]);
    for (const { method, path: pattern } of internal) {
      const asked = pattern.replace('{id}', service === 'subject' ? '1' : '0'.repeat(26)).replace('{holder}', 'syllabus:1');
      const send = (client: Client) => client.send(method, asked, method === 'POST' ? { body: { holder: 'syllabus:1' } } : {});
      expect([401, 403]).toContain((await send(at(service))).status);
      for (const role of ['reader', 'editor', 'admin'] as const) expect(await send(at(service, await divided.token(role)))).toMatchObject({ status: 403, body: { error_code: 'FORBIDDEN' } });
      for (const client of [front, front.with({ token: undefined })]) expect(await send(client)).toMatchObject({ status: 404 });
    }
  });
});

describe('a service token', () => {
  const release = { id: 999_999, holder: 'syllabus:999999' };

  test('counts where its caller may call the module', async () => {
    const port = await divided.ports.remotePort(subjectContract, divided.origin('subject'), 'syllabus');
    await expect(port.release(release, call())).resolves.toBeUndefined();
  });

  test.each(['file', 'config', 'subject', 'gateway', 'nobody'])('of %s does not', async caller => {
    const port = await divided.ports.remotePort(subjectContract, divided.origin('subject'), caller);
    await expect(port.release(release, call())).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  test('for another module does not', async () => {
    const port = await divided.ports.remotePort(subjectContract, divided.origin('file'), 'syllabus');
    await expect(port.release(release, call())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const confused = await divided.ports.remotePort({ ...fileContract, module: 'subject' }, divided.origin('file'), 'syllabus');
    await expect(confused.get({ id: '0'.repeat(26) }, call())).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});

describe('while a service is away', () => {
  const unavailable = { status: 503, headers: { 'retry-after': expect.stringMatching(/^[1-9]\d*$/) }, body: { error_code: 'UNAVAILABLE', service_name: 'gateway' } };
  const badGateway = { status: 502, body: { error_code: 'BAD_GATEWAY', service_name: 'gateway' } };
  const held = async () => [...await divided.rows('subject', 'select * from reservation order by subject_id, holder'), ...await divided.rows('file', 'select * from claim order by file_id, holder')];
  const settled = () => until(async () => (await divided.rows('syllabus', "select id from saga where status = 'running'")).length === 0);

  test.each(['subject', 'file'] as const)('%s: what it answers is 502 at the front, what needs it 503, the rest goes on, and no syllabus is begun for good', async service => {
    const input = { subject_id: (await makeSubject(front)).id, file_id: (await makeFile(front)).id };
    const before = await held();
    const key = { 'idempotency-key': randomUUID() };
    await divided.kill(service);
    const asked = service === 'subject'
      ? [front.get('/subjects'), front.get(`/subjects/${input.subject_id}`), front.post('/subjects', { name: 'x', code: 'AWAY' }), front.put(`/subjects/${input.subject_id}`, { name: 'x' }), front.delete(`/subjects/${input.subject_id}`)]
      : [front.get(`/files/${input.file_id}`), front.get(`/files/${input.file_id}/url`), front.delete(`/files/${input.file_id}`), front.post('/files/upload?name=a.txt', 'x', { 'content-type': 'text/plain' })];
    for (const answer of await Promise.all(asked)) expect(answer).toMatchObject(badGateway);
    expect(await front.post('/syllabus', input, key)).toMatchObject(unavailable);
    expect(await front.get(service === 'subject' ? `/files/${input.file_id}` : `/subjects/${input.subject_id}`)).toMatchObject({ status: 200 });
    expect(await front.get('/config/settings')).toMatchObject({ status: 200 });
    expect(await front.get('/syllabus')).toMatchObject({ status: 200 });
    await divided.start(service);
    await divided.rows('syllabus', "update saga set lease_until = '2000-01-01T00:00:00.000Z' where status = 'running'");
    await settled();
    expect(await held()).toEqual(before);
    expect(await front.post('/syllabus', input, key)).toMatchObject({ status: 201, body: input });
    expect(await held()).toHaveLength(before.length + 2);
  }, patience);
});
