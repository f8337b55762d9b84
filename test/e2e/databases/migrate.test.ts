import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createConnection } from 'mysql2/promise';
import type { ModuleName } from '@aurora/test/running';
import { describeWith, serviceUrl } from '@aurora/test/services';
import { Client } from '../client.ts';
import { refusal } from '../refusal.ts';
import { patience } from '../served.ts';
import { ServerDeployment } from './server-deployment.ts';

interface Report { readonly modules: { module: ModuleName; database: string; created: boolean; applied: string[] }[] }

const modules: readonly ModuleName[] = ['config', 'subject', 'file', 'syllabus'];

describeWith('mariadb', 'aurora migrate', () => {
  let deployment: ServerDeployment;
  const { host } = new URL(serviceUrl('mariadb'));
  const at = (module: string) => `mariadb://${host}/${deployment.prefix}_${module}`;

  beforeAll(async () => { deployment = await ServerDeployment.create(serviceUrl('mariadb')); }, patience);
  afterAll(() => deployment[Symbol.asyncDispose](), patience);

  test('is asked for by a serve that finds no account, in one line', async () => {
    expect(await refusal({ AURORA_DATA_DIR: deployment.dataDir, AURORA_DATABASE_URL: deployment.administrator })).toMatch(/^aurora: The \w+ module has no account on the server of AURORA_DATABASE_URL yet\. Run "aurora migrate" first\.\n$/);
  }, patience);

  test('makes a schema and an account for each module, and says what it did', async () => {
    const { code, out, err } = await deployment.migrate();
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const lines = out.trimEnd().split('\n');
    expect(lines.map(line => line.split(/\s+/)[0])).toEqual(expect.arrayContaining([...modules]));
    expect(lines).toHaveLength(modules.length);
    for (const line of lines) expect(line).toMatch(/^\w+ +mariadb:\/\/[^@\s]+: created, 0001-platform, 0002-/);
    for (const module of modules) expect(out).toContain(`${at(module)}: created`);
    for (const url of Object.values(await deployment.accounts())) expect(out).not.toContain(new URL(url).password);
    expect((await stat(join(deployment.dataDir, 'keys', 'databases.json'))).mode & 0o777).toBe(0o600);
  }, patience);

  test('gives each account its own schema and no other', async () => {
    const accounts = await deployment.accounts();
    for (const module of modules) {
      const connection = await createConnection(accounts[module].replace(/^mariadb:/, 'mysql:'));
      try {
        await connection.query('select count(*) from event_store');
        for (const other of modules.filter(name => name !== module)) {
          await expect(connection.query(`select count(*) from ${deployment.prefix}_${other}.event_store`)).rejects.toMatchObject({ code: 'ER_TABLEACCESS_DENIED_ERROR' });
        }
      } finally {
        await connection.end();
      }
    }
  }, patience);

  test('says a second time that all is up to date, and leaves accounts and data as they are', async () => {
    const accounts = await deployment.accounts();
    const aurora = await deployment.serve();
    const api = new Client({ url: `${aurora.url}/api/v1`, token: await deployment.token('editor') });
    const made = await api.post<{ id: number }>('/subjects', { name: 'Algebra', code: 'KEPT' });
    // What the server says of it is the only trace of a failure that comes once in many runs.
    if (made.status !== 201) throw new Error(`a subject was answered ${made.status}\n${aurora.output}`);
    await aurora.stop();
    const { code, out } = await deployment.migrate();
    expect(code).toBe(0);
    expect(out.trimEnd().split('\n').map(line => line.replace(/^\w+ +/, '')).toSorted()).toEqual(modules.map(module => `${at(module)}: up to date`).toSorted());
    const { modules: reports } = JSON.parse((await deployment.migrate('--json')).out) as Report;
    expect(reports.toSorted((a, b) => modules.indexOf(a.module) - modules.indexOf(b.module))).toEqual(modules.map(module => ({ module, database: at(module), created: false, applied: [] })));
    expect(await deployment.accounts()).toEqual(accounts);
    await using again = await deployment.serve();
    expect(await api.with({ url: `${again.url}/api/v1` }).get(`/subjects/${made.body.id}`)).toMatchObject({ status: 200, body: made.body });
  }, patience);

  test('is asked for by a serve whose tables are not up to date, in one line that names what is missing', async () => {
    const [{ name }] = await deployment.rows<{ name: string }>('syllabus', 'select name from migration order by name desc limit 1') as [{ name: string }];
    await deployment.rows('syllabus', 'delete from migration where name = ?', [name]);
    expect(await refusal({ AURORA_DATA_DIR: deployment.dataDir })).toBe(`aurora: The database of the syllabus module lacks ${name}. Run "aurora migrate" first.\n`);
    expect(await deployment.rows('syllabus', 'select name from migration where name = ?', [name])).toEqual([]);
    const { code, out } = await deployment.migrate();
    expect(code).toBe(0);
    expect(out).toContain(`${at('syllabus')}: upgraded, ${name}`);
    expect(out.match(/: up to date/g)).toHaveLength(3);
  }, patience);

  test('is asked for by a serve on a schema that is empty, in one line', async () => {
    const url = (await deployment.accounts()).subject;
    const schema = `${deployment.prefix}_subject`;
    await deployment.administer(`drop database ${schema}`);
    await deployment.administer(`create database ${schema} character set utf8mb4 collate utf8mb4_bin`);
    expect(await refusal({ AURORA_MODULES: 'subject', AURORA_DATA_DIR: deployment.dataDir, AURORA_SUBJECT_DATABASE_URL: url })).toMatch(/^aurora: The database of the subject module lacks 0001-platform, 0002-[^\n]+\. Run "aurora migrate" first\.\n$/);
  }, patience);
});
