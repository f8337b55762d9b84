import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Deployment, eicar, OwnClamd, until, type AuroraProcess } from '@aurora/test/running';
import { describeWith } from '@aurora/test/services';
import { Client } from '../client.ts';
import { operationsOf } from '../observability/operations.ts';
import { patience } from '../served.ts';

interface File { readonly id: string; readonly scan: { readonly status: string; readonly signature: string | null } }

describeWith('clamd', 'an Aurora with a scanner', () => {
  let clamd: OwnClamd;
  let deployment: Deployment;
  let aurora: AuroraProcess;
  let api: Client;
  let anyone: Client;

  beforeAll(async () => {
    clamd = await OwnClamd.start();
    deployment = await Deployment.create();
    aurora = await deployment.process(undefined, { AURORA_SCANNER: clamd.address });
    api = new Client({ url: `${aurora.url}/api/v1`, token: await deployment.token('editor') });
    anyone = new Client({ url: '' });
  }, patience);
  afterAll(async () => {
    await deployment[Symbol.asyncDispose]();
    await clamd[Symbol.asyncDispose]();
  }, patience);

  const upload = async (name: string, body: string): Promise<string> => (await api.send<File>('POST', `/files/upload?name=${name}`, { body, headers: { 'content-type': 'text/plain' } })).body.id;
  const scanOf = async (id: string) => (await api.send<File>('GET', `/files/${id}`)).body.scan;
  const over = (id: string) => until(async () => {
    const scan = await scanOf(id);
    return scan.status === 'pending' ? undefined : scan;
  });
  const syllabus = async (file_id: string) => {
    const subject = await api.send<{ id: number }>('POST', '/subjects/', { body: { name: 'Algebra', code: `M ${file_id}` } });
    return api.send('POST', '/syllabus/', { body: { subject_id: subject.body.id, file_id, year: 2026, term: 'Spring' } });
  };
  const gauge = async (name: string): Promise<number> => Number(new RegExp(`^${name}(?:\\{.*\\})? (\\d+)$`, 'm').exec((await operationsOf(aurora).get<string>('/metrics')).body)?.[1]);

  test('6 what is infected is in quarantine: no URL, no syllabus; and it is counted', async () => {
    const id = await upload('homework.txt', `Homework ${eicar}`);
    expect(await over(id)).toMatchObject({ status: 'infected', signature: expect.stringContaining('Eicar') });
    const refused = { status: 403, body: { error_code: 'QUARANTINED' } };
    expect(await api.send('GET', `/files/${id}/url`)).toMatchObject(refused);
    expect(await api.send('POST', `/files/${id}/url`, { body: {} })).toMatchObject(refused);
    expect(await syllabus(id)).toMatchObject({ status: 422, body: { error_code: 'INVALID_REFERENCE', details: { fields: [{ path: 'file_id', code: 'quarantined' }] } } });
    await until(async () => await gauge('aurora_file_quarantined') === 1);
  });

  test('6 while the scanner is away files wait and are not served; when it is back they are', async () => {
    const before = await upload('before.txt', 'clean before');
    await over(before);
    await clamd.kill();
    const id = await upload('plan.txt', 'clean as well');
    await until(async () => await gauge('aurora_file_scans_pending') === 1);
    expect(await api.send('GET', `/files/${id}/url`)).toMatchObject({ status: 409, body: { error_code: 'SCAN_PENDING' }, headers: { 'retry-after': expect.any(String) } });
    // What was scanned is served all the same, and what waits may be used.
    const { url } = (await api.send<{ url: string }>('GET', `/files/${before}/url`)).body;
    expect(await anyone.send('GET', url)).toMatchObject({ status: 200, body: 'clean before' });
    expect(await syllabus(id)).toMatchObject({ status: 201 });
    await clamd.start();
    expect(await over(id)).toMatchObject({ status: 'clean' });
    const served = (await api.send<{ url: string }>('GET', `/files/${id}/url`)).body;
    expect(await anyone.send('GET', served.url)).toMatchObject({ status: 200, body: 'clean as well' });
    await until(async () => await gauge('aurora_file_scans_pending') === 0);
  }, patience);
});

test('an address that is no scanner\'s is refused at the start, by its name', async () => {
  await using deployment = await Deployment.create();
  await expect(deployment.process(['file'], { AURORA_SCANNER: 'http://scanner' })).rejects.toThrow(/AURORA_SCANNER must be clamd:\/\/host:port or clamd:\/path\/to\/socket/);
});
