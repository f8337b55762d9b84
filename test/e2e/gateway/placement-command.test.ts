import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { freePort, until } from '@aurora/test/running';
import { run } from '../program.ts';
import { patience, serve } from '../served.ts';
import { SideBySide } from './side-by-side.ts';

const resources = new AsyncDisposableStack();
let both: SideBySide;
let token: string;
beforeAll(async () => {
  both = resources.use(await SideBySide.open());
  token = await both.home.token('admin', 'olga');
}, patience);
afterAll(() => resources.disposeAsync(), patience);

const aurora = (...args: string[]) => run(args, { AURORA_URL: both.monolith.url, AURORA_TOKEN: token });
const lines = (text: string) => text.trimEnd().split('\n').map(line => line.trim().split(/ {2,}/));
const inForce = () => until(async () => (await aurora('placement', 'get')).out.includes('25% service'));

describe('aurora placement', () => {
  test('get shows every module, as a table and as JSON', async () => {
    const { code, out } = await aurora('placement', 'get');
    expect(code).toBe(0);
    expect(lines(out)).toEqual([['MODULE', 'PLACEMENT', 'REACHABLE'], ['config', 'monolith', 'monolith'], ['subject', 'monolith', 'monolith, service'], ['file', 'monolith', 'monolith'], ['syllabus', 'monolith', 'monolith']]);
    const { items } = JSON.parse((await aurora('placement', 'get', '--json')).out);
    expect(items).toContainEqual({ module: 'subject', policy: { service: 0, match: [], shadow: 0 }, sides: ['monolith', 'service'] });
  }, patience);

  test('set places a module, and get tells who did, from where to where, and why', async () => {
    const match = ['--match', 'header:X-Canary=a=b:c:service', '--match', 'claim:sub=careful:monolith'];
    expect(await aurora('placement', 'set', 'subject', '25%', ...match, '--shadow', '2.5%', '--reason', 'A quarter first')).toMatchObject({
      code: 0, err: '', out: 'subject: 25% service, header x-canary=a=b:c to service, claim sub=careful to monolith, 2.5% compared\n',
    });
    await inForce();
    const { out } = await aurora('placement', 'get', 'subject');
    const [first, head, change] = out.split('\n');
    expect(first).toBe('subject: 25% service, header x-canary=a=b:c to service, claim sub=careful to monolith, 2.5% compared (reachable: monolith and service)');
    expect(lines(head!)).toEqual([['AT', 'BY', 'FROM', 'TO', 'WHY']]);
    expect(change).toMatch(/^\d{4}-\S+Z {2}user:olga {2}- {5}25% service, header .* compared {2}A quarter first$/);
    const shown = JSON.parse((await aurora('placement', 'get', 'subject', '--json')).out);
    const rules = [{ header: 'x-canary', value: 'a=b:c', to: 'service' }, { claim: 'sub', value: 'careful', to: 'monolith' }];
    expect(shown).toMatchObject({ module: 'subject', policy: { service: 25, match: rules, shadow: 2.5 }, flag: { version: 1 } });
    const set = JSON.parse((await aurora('placement', 'set', 'subject', 'service', '--json')).out);
    expect(set).toMatchObject({ policy: { service: 100, match: [], shadow: 0 }, flag: { version: 2 } });
    expect((await aurora('placement', 'set', 'subject', 'monolith')).out).toBe('subject: monolith\n');
  }, patience);

  test('exits with 1 and says why where the gateway refuses', async () => {
    expect(await aurora('placement', 'set', 'file', 'service')).toMatchObject({
      code: 1, out: '', err: expect.stringContaining('service: needs file on the service, where this gateway cannot reach it'),
    });
    expect(await aurora('placement', 'get', 'nobody')).toMatchObject({ code: 1, err: 'aurora: There is no module nobody.\n' });
    const editor = await both.home.token('editor');
    expect(await run(['placement', 'get'], { AURORA_URL: both.monolith.url, AURORA_TOKEN: editor })).toMatchObject({ code: 1, out: '', err: expect.stringContaining('admin') });
    const elsewhere = await run(['placement', 'get', '--url', both.service.url], { AURORA_TOKEN: token });
    expect(elsewhere).toMatchObject({ code: 1, out: '' });
  }, patience);

  test.each([
    [['set', 'subject', '101%'], 'percentage'], [['set', 'subject', '20'], 'percentage'], [['set', 'subject', '1.234%'], 'percentage'], [['set', 'subject'], 'where'], [['set', 'subject', '1%', '--match', 'x-canary=yes'], 'rule'],
    [['set', 'subject', '1%', '--match', 'header:a=b:moon'], 'rule'], [['set', 'subject', '1%', '--shadow', 'all'], 'percentage'],
  ])('%j is wrong usage, which is 2', async (args, why) => {
    expect(await aurora('placement', ...args)).toMatchObject({ code: 2, out: '', err: expect.stringContaining(why) });
  }, patience);
});

describe('aurora targets', () => {
  const alone = serve();

  test('lists instances with their state, as a table and as JSON', async () => {
    const { code, out } = await aurora('targets');
    expect(code).toBe(0);
    expect(lines(out)[0]).toEqual(['TARGET', 'BREAKER', 'INSTANCE', 'STATE', 'PENDING', 'FAILURES']);
    expect(lines(out).slice(1)).toContainEqual(['subject@service', 'closed', both.service.url, 'healthy', '0', '0']);
    expect(JSON.parse((await aurora('targets', '--json')).out).items).toContainEqual(expect.objectContaining({ name: 'subject@service', breaker: 'closed' }));
  }, patience);

  test('says so where there are none, and where nothing answers', async () => {
    const env = { AURORA_URL: alone.origin, AURORA_TOKEN: alone.token('admin') };
    expect(await run(['targets'], env)).toMatchObject({ code: 0, out: 'Every module runs in the gateway\'s own process.\n' });
    expect(await run(['targets', '--json'], env)).toMatchObject({ code: 0, out: '{"items":[]}\n' });
    const nowhere = `http://127.0.0.1:${await freePort()}`;
    expect(await run(['targets', '--url', nowhere], env)).toMatchObject({ code: 1, out: '', err: expect.stringContaining(`Nothing answers at ${nowhere}`) });
  }, patience);
});
