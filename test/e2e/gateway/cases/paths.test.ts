import { describe, expect, test } from '@jest/globals';
import { malformedPaths } from '../../malformed-paths.ts';
import { rawAnswer } from '../../raw.ts';
import { GatewayBefore } from './gateway-before.ts';

const before = { services: new GatewayBefore('services'), legacy: new GatewayBefore('legacy') };

describe.each(['services', 'legacy'] as const)('before %s', kind => {
  const ask = (path: string, token = before[kind].token('admin')) =>
    rawAnswer(before[kind].url, `GET ${path} HTTP/1.1\r\nHost: a\r\n${token === '' ? '' : `Authorization: Bearer ${token}\r\n`}\r\n`);

  test.each(malformedPaths)('15, 16, 19 %s: 400, the upstream untouched', async path => {
    for (const prefix of kind === 'legacy' ? ['/api/v1', '/old'] : ['/api/v1']) {
      expect(await ask(path.replace('~', prefix))).toMatchObject({ status: 400, body: { error_code: 'MALFORMED_REQUEST' } });
    }
    expect(await before[kind].seen()).toEqual([]);
  });

  test.each(['%252e%252e', '%252f1', '%2531', '%2500'])('17 %s is decoded once at most, and passed on as it came', async name => {
    const [path] = kind === 'legacy' ? [`/old/${name}`] : [`/api/v1/subjects/${name}`];
    expect(await ask(path!)).toMatchObject({ status: 200 });
    expect((await before[kind].seen()).map(({ target }) => target)).toEqual([kind === 'legacy' ? path : `/subjects/${name}`]);
  });
});

describe('18 a path that is written otherwise', () => {
  const ask = (path: string, token?: string) => rawAnswer(before.services.url, `GET ${path} HTTP/1.1\r\nHost: a\r\n${token === undefined ? '' : `Authorization: Bearer ${token}\r\n`}\r\n`);

  test.each(['/api/v1/%73ubjects', '/api/v1//subjects', '//api/v1/subjects/', '/api/v1/subjects//', '/%61pi/v1/subjects'])('is the same path with the same rights: %s', async path => {
    expect(await ask(path)).toMatchObject({ status: 401 });
    expect(await before.services.seen()).toEqual([]);
    expect(await ask(path, before.services.token('reader'))).toMatchObject({ status: 200 });
    expect((await before.services.seen()).map(({ target }) => target.replace(/\/$/, ''))).toEqual(['/subjects']);
  });

  test.each(['/api/v1/%66iles/upload', '/api/v1//files/upload', '/api/v1/files//upload'])('is no way round a scope: %s', async path => {
    const post = (token: string) => rawAnswer(before.services.url, `POST ${path}?name=a.txt HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${token}\r\nContent-Type: text/plain\r\nContent-Length: 1\r\n\r\nx`);
    expect(await post(before.services.token('reader'))).toMatchObject({ status: 403 });
    expect(await before.services.seen()).toEqual([]);
    expect(await post(before.services.token('editor'))).toMatchObject({ status: 200 });
    expect(await before.services.seen()).toMatchObject([{ method: 'POST', target: '/files/upload?name=a.txt', bytes: 1 }]);
  });

  test.each(['/api/v1/Subjects', '/api/v1/subjects;v=1', '/x/api/v1/subjects', '/api/v1/subjects%20'])('is nothing: %s', async path => {
    expect(await ask(path, before.services.token('admin'))).toMatchObject({ status: 404, body: { error_code: 'NOT_FOUND' } });
    expect(await before.services.seen()).toEqual([]);
  });
});
