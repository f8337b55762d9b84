import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Deployment, freePort, type AuroraProcess } from '@aurora/test/running';
import { Client } from '../client.ts';
import { run } from '../program.ts';
import { patience } from '../served.ts';
import { FaultyService, type Fault } from '../../running/faulty-service.ts';
import { Readers } from '../../running/readers.ts';

const resources = new AsyncDisposableStack();
const callers = Array.from({ length: 16 }, (_, number) => `reader-${number}`);
let home: Deployment, monolith: AuroraProcess, faulty: FaultyService;
let paths: string[];

beforeAll(async () => {
  home = resources.use(await Deployment.create());
  await home.token('admin');
  const { faulty: proxy, url } = await FaultyService.open({});
  faulty = resources.use(proxy);
  const modulesPort = String(await freePort());
  const service = await home.process(['subject'], { AURORA_MONOLITH_URL: `http://127.0.0.1:${modulesPort}` });
  faulty.before(service.url);
  monolith = await home.process(['config', 'subject', 'file', 'syllabus'], { AURORA_GATEWAY: 'true', AURORA_MODULES_PORT: modulesPort, AURORA_SUBJECT_URL: url });
  const editor = new Client({ url: `${monolith.url}/api/v1`, token: await home.token('admin') });
  const ids: number[] = [];
  for (let number = 0; number < 10; number += 1) {
    const { body, status } = await editor.post<{ id: number }>('/subjects/', { code: `PHYS 10${number}`, name: `Physics ${number}`, credits: 6 });
    expect(status).toBe(201);
    ids.push(body.id);
  }
  paths = [...ids.map(id => `/subjects/${id}`), '/subjects/?limit=5'];
}, patience);
afterAll(() => resources.disposeAsync(), patience);

const aurora = async (...args: string[]) => run(args, { AURORA_URL: monolith.url, AURORA_TOKEN: await home.token('admin', 'olga') });

/** Takes subject out behind a fault, while callers read. */
async function extractWith(fault: Fault) {
  faulty.fault = fault;
  await using readers = new Readers(paths.map(path => `${monolith.url}/api/v1${path}`), await Promise.all(callers.map(caller => home.token('reader', caller))), 50);
  const ran = await aurora('extract', 'subject', '--steps', '25,100', '--samples', '100', '--principals', '2', '--failures', '2', '--slow', '85', '--patience', '120s');
  return { ...ran, statuses: await readers.end() };
}

const placement = async () => JSON.parse((await aurora('placement', 'get', 'subject', '--json')).out).policy as unknown;

describe('aurora extract goes back by itself from a service that', () => {
  test('answers wrongly, and names the field', async () => {
    const { code, err, statuses } = await extractWith({ body: (path, body) => (path.endsWith('2') || path.includes('?') ? body.replace('"credits":6', '"credits":7') : body) });
    expect(code).toBe(1);
    expect(err).toContain('subject is back in the monolith: ');
    expect(err).toMatch(/credits is 6 in the monolith and 7 in the service/);
    // It was found before a client was sent there.
    expect(err).not.toContain('canary');
    expect([...statuses.keys()]).toEqual([200]);
    expect(await placement()).toEqual({ service: 0, match: [], shadow: 0 });
  }, 180_000);

  test('is slow', async () => {
    const { code, err } = await extractWith({ delay: 300 });
    expect(code).toBe(1);
    expect(err).toMatch(/subject is back in the monolith: \d+ of \d+ answers of the service were slow/);
    expect(err).not.toContain('100 % of the callers');
    expect(await placement()).toEqual({ service: 0, match: [], shadow: 0 });
  }, 180_000);

  test('fails at times, though no client sees it', async () => {
    const { code, err, statuses } = await extractWith({ failing: 8 });
    expect(code).toBe(1);
    expect(err).toMatch(/subject is back in the monolith: \d+ of \d+ tries on the service failed/);
    expect(err).not.toContain('100 % of the callers');
    expect([...statuses.keys()]).toEqual([200]);
    expect(await placement()).toEqual({ service: 0, match: [], shadow: 0 });
  }, 180_000);
});

test('a service that is slower by its way is no worse, and takes over', async () => {
  const { code, err, statuses } = await extractWith({ delay: 5 });
  expect([code, err]).toEqual([0, expect.stringContaining('100 % of the callers')]);
  expect(err).not.toContain('back to the monolith');
  expect([...statuses.keys()]).toEqual([200]);
  expect(await placement()).toEqual({ service: 100, match: [], shadow: 0 });
  expect((await aurora('extract', 'subject', '--back')).code).toBe(0);
  expect(await placement()).toEqual({ service: 0, match: [], shadow: 0 });
}, 180_000);
