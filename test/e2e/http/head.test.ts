import { expect, test } from '@jest/globals';
import { makeFile } from '../journey/files.ts';
import { makeSubject } from '../journey/subjects.ts';
import { RawConnection } from '../raw.ts';
import { serve } from '../served.ts';
import { exchange } from './exchange.ts';

const served = serve();
const told = ['content-type', 'content-length', 'etag', 'cache-control', 'link', 'accept-ranges', 'content-disposition', 'last-modified', 'allow', 'www-authenticate', 'location'] as const;

/** A header without what is left of a signed URL's time, which passes between two requests. */
const timeless = <Value>(value: Value): Value | string => (typeof value === 'string' ? value.replace(/^private, max-age=\d+$/, 'private, max-age=*') : value);

/** A target of each kind, with the status of its GET. */
async function targets(): Promise<(readonly [url: string, status: number])[]> {
  const editor = served.as('editor');
  const [subject, file] = [await makeSubject(editor), await makeFile(editor)];
  await makeSubject(editor);
  const { body: syllabus } = await editor.post<{ id: number }>('/syllabus', { subject_id: subject.id, file_id: file.id });
  const { body: { url } } = await editor.get<{ url: string }>(`/files/${file.id}/url`);
  const api = [
    ['/subjects?limit=1', 200], [`/subjects/${subject.id}`, 200], [`/subjects/${subject.id}/`, 200], [`/syllabus/${subject.id}`, 200], [`/syllabus/by-id/${syllabus.id}/history`, 200], [`/files/${file.id}`, 200],
    ['/reports/subjects-by-department', 200], ['/openapi.json', 200], ['/subjects/999999', 404], ['/subjects/x', 422], ['/nowhere', 404], ['/config/changes', 405], ['/config/settings', 403],
  ] as const;
  const beside = [['/docs', 200], ['/health/live', 200], ['/health/ready', 200], ['/.well-known/jwks.json', 200], ['/nowhere', 404]] as const;
  return [...api.map(([path, status]) => [served.url + path, status] as const), ...beside.map(([path, status]) => [served.origin + path, status] as const), [url, 200]];
}

test('is answered as GET is, without the body', async () => {
  const authorization = `Bearer ${served.token('editor')}`;
  for (const [target, status] of await targets()) {
    const headers: Record<string, string> = target.includes('/content?') ? {} : { authorization };
    const [get, head] = [await exchange(target, headers), await exchange(target, headers, 'HEAD')];
    const shown = (answer: typeof get) => ({ target, status: answer.status, ...Object.fromEntries(told.filter(name => !(name === 'content-length' && answer.status >= 400)).map(name => [name, timeless(answer.headers[name])])) });
    expect(shown(head)).toEqual(shown(get));
    expect({ target, status: get.status, sent: head.bytes.length }).toEqual({ target, status, sent: 0 });
  }
});

test('leaves the connection fit for the next request', async () => {
  using connection = await RawConnection.open(served.origin);
  const head = (path: string) => `HEAD ${path} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${served.token('reader')}\r\n\r\n`;
  await connection.write(['/api/v1/subjects', '/api/v1/nowhere', '/health/live', '/docs', '/api/v1/openapi.json'].map(head).join(''));
  await connection.write('GET /health/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  await connection.closed();
  expect(connection.rest.split('\r\n\r\n').filter(part => part !== '').map(part => part.split('\r\n')[0])).toEqual([
    'HTTP/1.1 200 OK', 'HTTP/1.1 404 Not Found', 'HTTP/1.1 200 OK', 'HTTP/1.1 200 OK', 'HTTP/1.1 200 OK', 'HTTP/1.1 200 OK', '{"status":"live"}',
  ]);
});

test('asks for the same rights', async () => {
  expect(await exchange(`${served.url}/subjects`, {}, 'HEAD')).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer' } });
});
