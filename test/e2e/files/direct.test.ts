import { createHash, randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { Deployment, OwnS3 } from '@aurora/test/running';
import { describeWith } from '@aurora/test/services';
import { Client } from '../client.ts';
import { Documented } from '../documented.ts';
import { fetchSigned } from '../journey/files.ts';

interface Begun { readonly id: string; readonly url: string; readonly method: string; readonly headers: Record<string, string>; readonly url_expires_at: string; readonly expires_at: string }

const sha256 = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');

describeWith('s3', 'uploads that go to S3 directly', () => {
  test('are begun here, sent there and completed here, as the document says; no signature is told to anyone else', async () => {
    await using s3 = await OwnS3.start();
    const bucket = await s3.makeBucket();
    await using deployment = await Deployment.create('sqlite');
    const host = await deployment.process(undefined, { ...OwnS3.credentials, AURORA_FILE_STORE: s3.address(bucket, 'aurora'), AURORA_LOG_LEVEL: 'trace', AURORA_CORS_ORIGINS: 'https://app.example.edu' });
    const url = `${host.url}/api/v1`;
    const documented = await Documented.of(new Client({ url }));
    const api = new Client({ url, token: await deployment.token('editor') }).with({ observe: documented.check });
    const reader = new Client({ url, token: await deployment.token('reader') }).with({ observe: documented.check });
    const whole = Buffer.from(`Week 1: ${randomBytes(3_000_000).toString('hex')}\n`);
    const begin = async (more: object = {}): Promise<Begun> => {
      const answer = await api.post<Begun>('/files/direct', { name: 'folder/plan.txt', size: whole.length, ...more }, { origin: 'https://app.example.edu' });
      expect(answer).toMatchObject({ status: 201, headers: { 'cache-control': 'no-store', 'access-control-allow-origin': 'https://app.example.edu' } });
      return answer.body;
    };

    const begun = await begin({ sha256: sha256(whole) });
    expect(begun).toEqual({
      id: expect.any(String), url: expect.stringMatching(new RegExp(`^${s3.endpoint}/${bucket}/aurora/direct/`)), method: 'PUT', headers: { 'content-length': String(whole.length) },
      url_expires_at: expect.any(String), expires_at: expect.any(String),
    });
    const done = `/files/direct/${begun.id}/complete`;
    expect(await api.send('POST', done)).toMatchObject({ status: 409, body: { error_code: 'CONFLICT', error_message: expect.stringContaining('Nothing has come yet') } });
    expect((await fetch(begun.url, { method: begun.method, headers: begun.headers, body: whole })).status).toBe(200);
    expect(await reader.send('POST', done)).toMatchObject({ status: 403 });
    const file = await api.send<{ id: string }>('POST', done);
    expect(file).toMatchObject({ status: 201, headers: { location: `/api/v1/files/${file.body.id}` }, body: { original_name: 'plan.txt', file_type: 'text/plain', file_size: whole.length, sha256: sha256(whole), status: 'staged' } });
    expect(await api.send('POST', done)).toMatchObject({ status: 201, body: file.body });
    expect(sha256(Buffer.from(await (await fetchSigned(api, file.body.id)).arrayBuffer()))).toBe(sha256(whole));
    expect(await api.delete(`/files/direct/${begun.id}`)).toMatchObject({ status: 409, body: { error_code: 'CONFLICT' } });
    expect(await s3.keys(bucket)).toHaveLength(1);

    const given = await begin();
    const somebody = new Client({ url, token: await deployment.token('admin', 'somebody-else') }).with({ observe: documented.check });
    for (const attempt of [somebody.send('POST', `/files/direct/${given.id}/complete`), somebody.delete(`/files/direct/${given.id}`)]) expect(await attempt).toMatchObject({ status: 404, body: { error_code: 'NOT_FOUND' } });
    expect(await api.delete(`/files/direct/${given.id}`)).toMatchObject({ status: 204 });
    expect(await api.send('POST', `/files/direct/${given.id}/complete`)).toMatchObject({ status: 404 });

    const wrong = await begin({ sha256: sha256(Buffer.from('other')) });
    expect((await fetch(wrong.url, { method: 'PUT', body: whole })).status).toBe(200);
    expect(await api.send('POST', `/files/direct/${wrong.id}/complete`)).toMatchObject({ status: 400, body: { error_code: 'MALFORMED_REQUEST' } });
    expect(await s3.keys(bucket)).toHaveLength(1);
    for (const [body, status] of [[{ size: 0 }, 422], [{ size: 1.5 }, 422], [{ sha256: 'abc' }, 422], [{ name: 'a\r\nb.txt' }, 422], [{ size: 100 * 1024 ** 2 }, 413], [{ name: 'a.svg' }, 415]] as const) {
      expect(await api.post('/files/direct', { name: 'a.txt', size: 5, ...body })).toMatchObject({ status });
    }
    expect([...documented.answered]).toEqual(expect.arrayContaining(['file.directCreate', 'file.directComplete', 'file.directDelete']));

    await s3.kill();
    const away = await begin();
    expect(await api.send('POST', `/files/direct/${away.id}/complete`)).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
    await host.stop();
    expect(host.output).toContain('/files/direct');
    const signatures = [begun, given, wrong, away].map(each => new URL(each.url).searchParams.get('X-Amz-Signature')!);
    for (const secret of [...signatures, OwnS3.credentials.AWS_SECRET_ACCESS_KEY]) expect(host.output.includes(secret)).toBe(false);
  }, 120_000);
});
