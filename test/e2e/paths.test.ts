import { describe, expect, test } from '@jest/globals';
import { malformedPaths } from './malformed-paths.ts';
import { rawAnswer } from './raw.ts';
import { serve, type Served } from './served.ts';

const places: [string, Served][] = [['the front', serve()], ['a module on a port of its own', serve({ modules: ['subject'] })]];

describe.each(places)('on %s', (_, served) => {
  const ask = (path: string, token?: string) => {
    const prefix = new URL(served.url).pathname.replace(/\/$/, '');
    return rawAnswer(served.origin, `GET ${path.replace('~', prefix)} HTTP/1.1\r\nHost: a\r\n${token === undefined ? '' : `Authorization: Bearer ${token}\r\n`}\r\n`);
  };

  test.each(malformedPaths)('is 400: %s', async path => {
    for (const token of [undefined, served.token('admin')]) expect(await ask(path, token)).toMatchObject({ status: 400, body: { error_code: 'MALFORMED_REQUEST' } });
  });

  test.each(['~/subjects', '~/subjects/', '~/%73ubjects', '~//subjects', '~/subjects//', '//~/subjects'])('is one path, and asks for the same rights: %s', async path => {
    expect(await ask(path)).toMatchObject({ status: 401 });
    expect(await ask(path, served.token('reader'))).toMatchObject({ status: 200, body: { items: expect.any(Array) } });
  });

  test.each(['~/Subjects', '~/subjects;v=1', '~/subjects/1/', '/x/~/subjects', `~/subjects/${'1'.repeat(600)}`, '~/subjects.json', '~/subjects%20'])('is another path: %s', async path => {
    expect(await ask(path, served.token('reader'))).toMatchObject({ status: 404, body: { error_code: 'NOT_FOUND' } });
  });

  test.each(['~/subjects/%2531', '~/subjects/%252e', '~/subjects/%252f1', '~/subjects/%2500'])('is decoded once: %s', async path => {
    expect(await ask(path, served.token('reader'))).toMatchObject({ status: 422, body: { details: { fields: [{ path: 'id' }] } } });
  });

  test('a page\'s Link leads on, however its path was written', async () => {
    const editor = served.as('editor');
    for (const code of ['A', 'B']) expect((await editor.post('/subjects', { name: code, code })).status).toBe(201);
    const { headers } = await ask('~//%73ubjects?limit=1&sort=-id', served.token('reader'));
    const [, target] = /^<([^>]+)>; rel="next"$/.exec(headers['link']!)!;
    expect(await ask(target!, served.token('reader'))).toMatchObject({ status: 200, body: { items: [{ code: 'A' }], next: null } });
  });
});
