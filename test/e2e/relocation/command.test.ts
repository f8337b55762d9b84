import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from '@jest/globals';
import { Deployment, until } from '@aurora/test/running';
import { ServerSchemas } from '@aurora/test/server-schemas';
import { describeWith } from '@aurora/test/services';
import { faultsOf, readBooks } from '../../relocation/books.ts';
import { Client } from '../client.ts';
import { makeFile } from '../journey/files.ts';
import { makeSubject } from '../journey/subjects.ts';
import { run, type Ran } from '../program.ts';
import { Clients } from './clients.ts';

interface Status { readonly place: string; readonly origin: string | null; readonly relocation: { readonly stage: string; readonly pause_ms: number | null } | null }

describeWith('mariadb', 'aurora relocate', () => {
  test('moves a module from its file to a server, to another, and back, under clients at two hosts: no request fails, no write is lost or doubled, no password is told', async () => {
    await using deployment = await Deployment.create('sqlite');
    await using schemas = new ServerSchemas();
    const [front, beside] = [await deployment.process(undefined), await deployment.process(['subject'])];
    const env = { AURORA_URL: front.url, AURORA_TOKEN: await deployment.token('admin'), AURORA_DATA_DIR: deployment.dataDir, ONE: await schemas.url('one'), TWO: await schemas.url('two') };
    const told: Ran[] = [];
    const aurora = async (...args: string[]): Promise<Ran> => {
      const ran = await run(['relocate', 'subject', ...args], env);
      told.push(ran);
      return ran;
    };
    const status = async (): Promise<Status> => JSON.parse((await aurora('--status', '--json')).out) as Status;
    const token = await deployment.token('editor');
    await using clients = new Clients([new Client({ url: `${front.url}/api/v1`, token }), new Client({ url: `${front.url}/api/v1`, token }), new Client({ url: beside.url, token })], false);
    const goOn = async (count = 30): Promise<void> => {
      const before = clients.written;
      await until(async () => clients.written > before + count);
    };

    await goOn(100);
    expect(await status()).toMatchObject({ place: 'embedded', origin: null, relocation: null });
    expect(await aurora('--back')).toMatchObject({ code: 1, err: expect.stringContaining('no way back') });
    expect(await aurora('--cancel')).toMatchObject({ code: 1, err: expect.stringContaining('No relocation goes on') });
    expect(await aurora('--to', 'nowhere')).toMatchObject({ code: 2 });
    expect(await aurora('--to', 'secret:unknown')).toMatchObject({ code: 1, err: expect.stringContaining('knows no place secret:unknown') });
    expect(await aurora('--to', 'embedded')).toMatchObject({ code: 1, err: expect.stringContaining('there already') });
    expect(await aurora('--to', 'env:ONE', '--dry-run')).toMatchObject({ code: 0, out: expect.stringMatching(/to secret:subject-[0-9a-f]{8}:\n[^]*Nothing has been changed/) });
    expect(await status()).toMatchObject({ place: 'embedded', relocation: null });

    for (const [to, place] of [['env:ONE', /^secret:subject-/], [env.TWO, /^secret:subject-/], ['embedded', /^embedded$/]] as const) {
      const ran = await aurora('--to', to);
      expect([ran.err, ran.code]).toEqual([ran.err, 0]);
      expect(ran.out).toMatch(/^The data of subject is at .* now; writes waited for \d+ ms\./);
      await goOn();
      expect((await status()).place).toMatch(place);
    }
    expect(await aurora('--back', '--json')).toMatchObject({ code: 0 });
    const back = await status();
    expect(back).toMatchObject({ place: expect.stringMatching(/^secret:subject-/), origin: 'embedded', relocation: { stage: 'arrived' } });
    await goOn();
    // Asked for again, it stays: a command that was killed may be run again, whatever has become of it.
    expect(await aurora('--back', '--dry-run')).toMatchObject({ code: 0, out: expect.stringMatching(/^The data of subject has come back to .*: it would stay there\.\n$/) });
    expect(await aurora('--back')).toMatchObject({ code: 0, out: expect.stringContaining('The data of subject is at') });
    expect(await status()).toEqual(back);
    await goOn();
    await clients.stop();

    expect(clients.refused).toEqual([]);
    expect(faultsOf(await readBooks({ url: env.TWO, pool: 1 }), clients.ledger)).toEqual([]);
    // A host that starts finds by the file where its data is.
    await front.stop();
    const later = await deployment.process(undefined);
    const api = new Client({ url: `${later.url}/api/v1`, token });
    const [code, { id, name }] = [...clients.ledger].at(-1)!;
    expect(await api.get(`/subjects/${id}`)).toMatchObject({ status: 200, body: { code, name } });
    expect(await run(['migrate', '--json'], { ...env, AURORA_DEPLOYMENT: 'test' })).toMatchObject({ code: 0, out: expect.stringContaining(`_two"`) });

    const secrets = [env.ONE, env.TWO].map(url => new URL(url).password);
    expect(await readFile(join(deployment.dataDir, 'keys', 'secrets.json'), 'utf8')).toContain(secrets[0]);
    using file = new DatabaseSync(join(deployment.dataDir, 'subject.sqlite'), { readOnly: true });
    const state = JSON.stringify(file.prepare('select * from relocation').all());
    expect(state).toContain('secret:subject-');
    for (const secret of secrets) {
      expect(told.map(({ err, out }) => out + err).join('\n')).not.toContain(secret);
      expect(front.output + beside.output + later.output).not.toContain(secret);
      expect(state).not.toContain(secret);
    }
    // Each that was asked for is told of, the one too that had nothing to do any more.
    expect(front.log.filter(line => line['event.action'] === 'relocation.started')).toHaveLength(5);
  }, 240_000);

  test('refuses a place that holds something else, one that it may not use, and one that is not there', async () => {
    await using deployment = await Deployment.create('sqlite');
    await using schemas = new ServerSchemas();
    const front = await deployment.process(undefined);
    const url = await schemas.url('taken');
    const wrong = new URL(url);
    wrong.password = 'not-this-one';
    const away = new URL(url);
    away.port = '1';
    const env = { AURORA_URL: front.url, AURORA_TOKEN: await deployment.token('admin'), AURORA_DATA_DIR: deployment.dataDir, TAKEN: url, WRONG: wrong.href, AWAY: away.href };
    const aurora = (module: string, ...args: string[]): Promise<Ran> => run(['relocate', module, ...args], env);
    expect(await aurora('file', '--to', 'env:TAKEN')).toMatchObject({ code: 0 });
    expect(await aurora('subject', '--to', 'env:TAKEN')).toMatchObject({ code: 1, err: expect.stringContaining('The target has tables that are not of the subject module') });
    const refused = await aurora('subject', '--to', 'env:WRONG');
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('does not let this account in') });
    expect(refused.err + front.output).not.toContain('not-this-one');
    expect(await run(['relocate', 'subject', '--to', 'env:AWAY', '--dry-run'], env)).toMatchObject({ code: 1, err: expect.stringContaining('cannot be reached') });
    expect(await new Client({ url: front.url, token: await deployment.token('editor') }).post('/admin/relocations/subject/start', { to: 'embedded' })).toMatchObject({ status: 403 });
  }, 120_000);

  test('moves any module, and what one has of the others goes on: sagas, events, claims, configuration', async () => {
    await using deployment = await Deployment.create('sqlite');
    await using schemas = new ServerSchemas();
    const front = await deployment.process(undefined);
    const [editor, admin] = [await deployment.token('editor'), await deployment.token('admin')];
    const env = { AURORA_URL: front.url, AURORA_TOKEN: admin, AURORA_DATA_DIR: deployment.dataDir };
    const api = new Client({ url: `${front.url}/api/v1`, token: editor });
    const beside = new Client({ url: front.url, token: admin });
    const use = async (): Promise<void> => {
      const [subject, file] = [await makeSubject(api), await makeFile(api)];
      const made = await api.post<{ id: number }>('/syllabus', { subject_id: subject.id, file_id: file.id });
      expect(made).toMatchObject({ status: 201 });
      expect(await api.get(`/syllabus/${subject.id}`)).toMatchObject({ status: 200, body: { id: made.body.id } });
      expect(await api.delete(`/files/${file.id}`)).toMatchObject({ status: 409 });
      expect(await api.get(`/files/${file.id}/url`)).toMatchObject({ status: 200 });
      // Subject hears of the syllabus by its event.
      await until(async () => (await api.delete(`/subjects/${subject.id}`)).status === 409);
      expect(await beside.put('/admin/placements/subject', { service: 0, match: [], shadow: 0, reason: 'the same' })).toMatchObject({ status: 200 });
    };
    await use();
    for (const module of ['syllabus', 'config', 'file', 'subject']) {
      const ran = await run(['relocate', module, '--to', 'env:THERE'], { ...env, THERE: await schemas.url(module) });
      expect([ran.err, ran.code]).toEqual([ran.err, 0]);
      await use();
    }
    const lag = async (): Promise<number> => {
      const { items } = (await beside.get<{ items: { subscriptions: { lag: number | null }[] }[] }>('/admin/events')).body;
      return items.flatMap(({ subscriptions }) => subscriptions).reduce((sum, { lag: behind }) => sum + (behind ?? 1), 0);
    };
    await until(async () => await lag() === 0);
    for (const module of ['config', 'syllabus']) {
      const ran = await run(['relocate', module, '--back'], env);
      expect([ran.err, ran.code]).toEqual([ran.err, 0]);
      await use();
    }
    await until(async () => await lag() === 0);
  }, 240_000);
});
