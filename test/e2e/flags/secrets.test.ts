import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Program, run, type Ran } from '../program.ts';
import { patience, serve } from '../served.ts';

const aurora = serve();
const inFolder = (name: string): string => join(aurora.deployment.dataDir, name);
const connection = () => ({ AURORA_URL: aurora.origin, AURORA_TOKEN: aurora.token('admin') });

/** Encrypts `secret`, which comes from a pipe. */
const encrypt = (secret: string, env: Record<string, string>, ...args: string[]): Promise<Ran> => new Program(['config', 'encrypt', ...args], { ...env, THE_SECRET: secret }, ['sh', '-c', 'printf "%s\\n" "$THE_SECRET" | "$@"', 'sh']).ran;

test('a secret is encrypted, kept as it is, followed by who reads it, and opened by no other', async () => {
  const file = inFolder('secret.keys');
  expect(await run(['config', 'new-key', 'spring', '--file', file])).toMatchObject({ code: 0, out: 'spring\n' });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const keys = { AURORA_SECRET_KEY: `file:${file}` };
  const { out } = await encrypt('hunter2', keys);
  expect(out).toMatch(/^enc:v1:spring:[\w-]+\n$/);
  const reference = out.trim();
  await writeFile(inFolder('token'), 'one\n');
  const changes = [
    { key: 'smtp', value: { host: 'mail', password: reference }, service: 'timetable' }, { key: 'smtp.password', value: reference, service: 'timetable' }, { key: 'mail.token', value: `file:${inFolder('token')}` },
  ];
  const changed = await aurora.as('admin').post<{ revision: number }>('/config/changes', { changes });
  expect(changed.status).toBe(200);
  expect(await aurora.as('admin').get('/config/settings/smtp.password?service=timetable')).toMatchObject({ body: { value: reference, revision: changed.body.revision } });

  const read = (env: Record<string, string> = keys): Promise<Ran> => run(['config', 'exec', '--service', 'timetable', '--', 'sh', '-c', 'echo "$SMTP_PASSWORD $MAIL_TOKEN $SMTP"; exit 7'], { ...connection(), ...env });
  expect(await read()).toMatchObject({ code: 7, out: 'hunter2 one {"host":"mail","password":"hunter2"}\n', err: '' });
  // Exchanged without a revision of settings: the file, and the key.
  await writeFile(inFolder('token'), 'two\n');
  expect(await run(['config', 'new-key', 'autumn', '--file', file])).toMatchObject({ code: 0, out: 'autumn\n' });
  expect(await read()).toMatchObject({ out: expect.stringMatching(/^hunter2 two /) });
  const renewed = (await encrypt(reference, keys)).out.trim();
  expect(renewed).toMatch(/^enc:v1:autumn:/);
  expect((await encrypt('x', keys, '--key', 'spring')).out).toMatch(/^enc:v1:spring:/);
  expect(await aurora.as('admin').get('/config/settings/mail.token')).toMatchObject({ body: { revision: changed.body.revision } });

  await writeFile(inFolder('other.keys'), (await readFile(file, 'utf8')).split('\n')[0]!);
  const other = await read({ AURORA_SECRET_KEY: `file:${inFolder('other.keys')}` });
  expect(other).toMatchObject({ code: 1, out: '', err: expect.stringContaining('smtp.password: The secret is encrypted with the key spring, which is not among those of AURORA_SECRET_KEY.') });
  expect(await aurora.as('admin').put('/config/settings/smtp.password', { service: 'timetable', value: `${reference.slice(0, -4)}AAAA` })).toMatchObject({ status: 200 });
  const tampered = await read();
  expect(tampered).toMatchObject({ code: 1, out: '', err: expect.stringContaining('has been changed') });
  expect(tampered.err).not.toContain('hunter2');
  expect((await aurora.as('admin').put('/config/settings/smtp.password', { value: 'enc:hunter2' })).status).toBe(422);
}, patience);

test('what is wrong with keys and secrets is said, and no secret with it', async () => {
  expect(await encrypt('hunter2', {})).toMatchObject({ code: 1, out: '', err: expect.stringContaining('AURORA_SECRET_KEY is not set') });
  const key = (await run(['config', 'new-key', 'a'])).out.trim();
  expect(await encrypt('hunter2', { AURORA_SECRET_KEY: key }, '--key', 'b')).toMatchObject({ code: 2, out: '', err: expect.stringContaining('has no key b') });
  expect(await encrypt('', { AURORA_SECRET_KEY: key })).toMatchObject({ code: 2, out: '' });
  const slip = await encrypt('hunter2', { AURORA_SECRET_KEY: key.slice(0, -1) });
  expect(slip).toMatchObject({ code: 1, out: '' });
  expect(slip.err).not.toContain(key.slice(2, -1));
}, patience);
