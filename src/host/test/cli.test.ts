import { describe, expect, test } from '@jest/globals';
import { aurora } from './credentials-workbench.ts';

describe('the command line', () => {
  test('lists every command, each with a line and a help of its own', async () => {
    const { code, out } = await aurora(['--help']);
    expect(code).toBe(0);
    const commands = [...out.matchAll(/^ {2}([a-z]+) {2,}\S/gm)].map(match => match[1]!);
    expect(commands).toEqual(expect.arrayContaining(['serve', 'migrate', 'token', 'keys', 'import', 'export', 'modules', 'verify', 'config']));
    const helps = await Promise.all(commands.filter(name => name !== 'help').map(name => aurora([name, '--help'])));
    for (const help of helps) expect(help).toMatchObject({ code: 0, out: expect.stringMatching(/^Usage: aurora /), err: '' });
  });

  test.each([
    ['no command', [], /Usage: aurora/], ['an unknown command', ['sevre'], /unknown command 'sevre'.*\n?.*Did you mean serve\?/], ['a missing argument', ['export'], /missing required argument 'folder'/],
    ['an unknown option', ['import', 'subjects', 'x.csv', '--quick'], /unknown option '--quick'/], ['a value that is none', ['export', 'x', '--concurrency', '0'], /number from 1 to 64/],
    ['an address that is none', ['export', 'x', '--url', 'example.org'], /--url must be an address/],
  ])('ends with 2 for %s', async (_, args, message) => {
    expect(await aurora(args)).toMatchObject({ code: 2, out: '', err: expect.stringMatching(message) });
  });

  test('ends with 1 and one line when it fails', async () => {
    const { code, out, err } = await aurora(['export', '/dev/null/x', '--url', 'http://127.0.0.1:1']);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/^aurora: [^\n]+\n$/);
  });
});

describe('aurora config check', () => {
  test('shows what is in force and where it comes from, and no secret', async () => {
    const { code, out } = await aurora(['config', 'check', '--json'], { AURORA_FILE_MAX_SIZE: '2GiB', AURORA_DATABASE_URL: 'mysql://root:hunter2@db/x', PORT: '8100' });
    expect(code).toBe(0);
    expect(out).not.toContain('hunter2');
    const { settings } = JSON.parse(out) as { settings: { variable: string; value: string | null; source: string }[] };
    const shown = Object.fromEntries(settings.map(({ variable, value, source }) => [variable, [value, source]]));
    expect(shown).toMatchObject({
      AURORA_FILE_MAX_SIZE: ['2GiB', 'environment'], AURORA_DATABASE_URL: ['••••', 'environment'], PORT: ['8100', 'environment'],
      AURORA_IDEMPOTENCY_TTL: ['1d', 'default'], AURORA_MAX_BODY: ['1MiB', 'default'], AURORA_SUBJECT_URL: [null, 'default'],
    });
  });

  test('names every mistake and ends with 1', async () => {
    const env = { AURORA_PORT: 'x', AURORA_LOG_LEVEL: 'loud', AURORA_TYPO: '1' };
    const { code, err } = await aurora(['config', 'check'], env);
    expect(code).toBe(1);
    for (const name of Object.keys(env)) expect(err).toContain(name);
    expect(await aurora(['config', 'check', '--json'], env)).toMatchObject({ code: 1, out: expect.stringContaining('"mistakes":[') });
  });
});

describe('aurora modules', () => {
  test('says where each lives by the settings, and whom it calls', async () => {
    const { out } = await aurora(['modules', '--json'], { AURORA_SUBJECT_URL: 'http://127.0.0.1:8002' });
    const { items } = JSON.parse(out) as { items: { name: string }[] };
    expect(Object.fromEntries(items.map(item => [item.name, item]))).toMatchObject({
      config: { lives: 'in process' }, subject: { lives: 'http://127.0.0.1:8002', calls: [] }, syllabus: { lives: 'in process', calls: ['subject', 'file'], title: 'Syllabi' },
    });
  });
});
