import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makeApiKey } from '@aurora/platform/auth';
import { AuroraProcess } from '@aurora/test/running';
import { aurora } from './credentials-workbench.ts';

let folder: string;
let server: AuroraProcess;
const keysCommand = (...args: string[]) => aurora(['keys', ...args], { AURORA_URL: server.url, AURORA_DATA_DIR: folder });
const seen = (key: string) => fetch(`${server.url}/api/v1/subjects`, { headers: { 'x-api-key': key } });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aurora-keys-'));
  server = await AuroraProcess.start({ AURORA_DATA_DIR: folder });
}, 60_000);
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

describe('aurora keys', () => {
  test('create prints the key, this once, alone on standard output, and it works', async () => {
    const { code, out, err } = await keysCommand('create', '--name', 'Timetable import', '--role', 'editor');
    expect(code).toBe(0);
    expect(out).toMatch(/^aurora_[0-9a-z]{12}_[\w-]{43}\n$/);
    expect(err).toMatch(/cannot be shown again/);
    expect((await seen(out.trim())).status).toBe(200);
    expect(server.output).not.toContain(out.trim());
  }, 60_000);

  test('create can set an end', async () => {
    const before = Date.now();
    const made = JSON.parse((await keysCommand('create', '--name', 'n', '--scope', 'file:read', '--expires', '90d', '--json')).out);
    expect(made).toMatchObject({ name: 'n', scopes: ['file:read'], key: expect.stringContaining(made.id) });
    expect(Date.parse(made.expires_at)).toBeGreaterThanOrEqual(before + 90 * 86_400_000);
    expect(Date.parse(made.expires_at)).toBeLessThanOrEqual(Date.now() + 90 * 86_400_000);
  }, 60_000);

  test('list shows all of them, and what each allows', async () => {
    for (const [name, ...more] of [['a', '--role', 'reader'], ['b', '--role', 'admin'], ['c', '--scope', 'file:read', '--scope', 'config:read']]) await keysCommand('create', '--name', name!, ...more);
    const { items } = JSON.parse((await keysCommand('list', '--json')).out) as { items: { name: string }[] };
    expect(items.map(({ name }) => name)).toEqual(expect.arrayContaining(['a', 'b', 'c']));
    const { out } = await keysCommand('list');
    const lines = out.split('\n');
    expect(lines[0]).toMatch(/^ID +NAME +ALLOWS +CREATED +LAST USED +EXPIRES +STATE$/);
    expect(lines.find(line => / a +reader /.test(line))).toMatch(/^[0-9a-z]{12} +a +reader +\d{4}-\d{2}-\d{2} +- +- +active$/);
    expect(lines.find(line => / c +config:read file:read /.test(line))).toBeDefined();
  }, 60_000);

  test('revoke takes an id, or the key, of which it sends the id alone', async () => {
    const first = JSON.parse((await keysCommand('create', '--name', 'r1', '--role', 'reader', '--json')).out);
    const second = (await keysCommand('create', '--name', 'r2', '--role', 'reader')).out.trim();
    const secondId = second.split('_')[1]!;
    expect(await keysCommand('revoke', first.id)).toEqual({ code: 0, out: `Revoked ${first.id}.\n`, err: '' });
    expect(await keysCommand('revoke', second)).toEqual({ code: 0, out: `Revoked ${secondId}.\n`, err: '' });
    expect((await keysCommand('list')).out.match(/revoked/g)).toHaveLength(2);
    expect((await seen(second)).status).toBe(401);
    expect(await keysCommand('revoke', '000000000000')).toMatchObject({ code: 1, out: '' });
  }, 60_000);

  test('without a good credential says so, and repeats nothing of it', async () => {
    const { key } = makeApiKey();
    const { code, out, err } = await aurora(['keys', 'list', '--url', server.url, '--token', key]);
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain('The API key does not count.');
    expect(err).not.toContain(key);
  }, 60_000);

  test.each([[['create', '--name', 'n']], [['create', '--role', 'reader']], [['revoke']], [['create', '--name', 'n', '--role', 'reader', '--expires', 'soon']]])('%j is wrong usage', async args => {
    expect(await aurora(['keys', ...args])).toMatchObject({ code: 2, out: '' });
  }, 60_000);
});
