import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import amqplib from 'amqplib';
import { expect, test } from '@jest/globals';
import { type AuroraProcess, CuttingProxy, Deployment, freePort, until } from '@aurora/test/running';
import { describeWith, serviceUrl } from '@aurora/test/services';
import { Client } from '../client.ts';
import { makeFile } from '../journey/files.ts';
import { makeSubject } from '../journey/subjects.ts';
import { readSamples, valueOf } from '../observability/exposition.ts';
import { operationsOf } from '../observability/operations.ts';
import { patience } from '../served.ts';

const server = new URL(serviceUrl('rabbitmq'));

/** Names of the test's own at the RabbitMQ of all tests, which go with it. */
class Names implements AsyncDisposable {
  readonly prefix = `test-${randomBytes(6).toString('hex')}`;
  readonly #modules = ['config', 'file', 'subject', 'syllabus'];

  settings(port = Number(server.port || 5672)): { AURORA_BROKER_URL: string; AURORA_BROKER_PREFIX: string } {
    const url = new URL(server);
    url.port = String(port);
    return { AURORA_BROKER_URL: url.href, AURORA_BROKER_PREFIX: this.prefix };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const connection = await amqplib.connect(server.href);
    const channel = await connection.createChannel();
    for (const module of this.#modules) {
      for (const source of this.#modules) await channel.deleteQueue(`${this.prefix}.${module}.from.${source}`);
      await channel.deleteQueue(`${this.prefix}.${module}.unreadable`);
      await channel.deleteExchange(`${this.prefix}.${module}`);
    }
    await connection.close();
  }
}

async function makeSyllabus(api: Client): Promise<number> {
  const [subject, file] = [await makeSubject(api), await makeFile(api)];
  const made = await api.post('/syllabus', { subject_id: subject.id, file_id: file.id });
  expect(made.status).toBe(201);
  return subject.id;
}

/** Waits until the report of subjects without a syllabus has left a subject out: subject has heard of its syllabus. */
async function heard(api: Client, subject: number): Promise<void> {
  await until(async () => {
    const { body } = await api.get<{ items: readonly { id: number }[] }>('/reports/subjects-without-syllabus?limit=200');
    return body.items.every(({ id }) => id !== subject);
  });
}

const metricOf = async (aurora: AuroraProcess, name: string, labels: Record<string, string> = {}): Promise<number | undefined> =>
  valueOf(readSamples((await operationsOf(aurora).get<string>('/metrics')).body), name, labels);

describeWith('rabbitmq', 'a monolith with a broker', () => {
  test('hears of syllabi through it, and asks while it is away, which readiness and metrics say', async () => {
    await using names = new Names();
    await using proxy = await CuttingProxy.open(Number(server.port || 5672));
    await using deployment = await Deployment.create();
    const aurora = await deployment.process(undefined, names.settings(proxy.port));
    const api = new Client({ url: `${aurora.url}/api/v1`, token: await deployment.token('editor') });
    await until(async () => await metricOf(aurora, 'aurora_broker_connected') === 1);
    await heard(api, await makeSyllabus(api));
    await until(async () => await metricOf(aurora, 'aurora_events_unpublished', { module: 'syllabus' }) === 0);
    proxy.away = true;
    proxy.cut();
    await heard(api, await makeSyllabus(api));
    await until(async () => await metricOf(aurora, 'aurora_broker_connected') === 0);
    expect(await operationsOf(aurora).get('/health/ready')).toMatchObject({ status: 200, body: { problems: {}, warnings: { broker: expect.stringContaining('is away') } } });
    expect(await metricOf(aurora, 'aurora_events_unpublished', { module: 'syllabus' })).toBe(1);
    proxy.away = false;
    await until(async () => await metricOf(aurora, 'aurora_events_unpublished', { module: 'syllabus' }) === 0);
    expect((await operationsOf(aurora).get<{ warnings: object }>('/health/ready')).body.warnings).toEqual({});
    expect(aurora.output).not.toContain(`${server.username || 'guest'}:${server.password || 'guest'}@`);
  }, patience);
});

describeWith('rabbitmq', 'modules in processes of their own with a broker between them', () => {
  test('hear what was told before, while who told it is away', async () => {
    await using names = new Names();
    await using front = await Deployment.create();
    await using home = await Deployment.create();
    const [port, modulesPort, subjectPort] = [await freePort(), await freePort(), await freePort()];
    await front.token('editor');
    const shared = { ...names.settings(), AURORA_AUTH_KEY: `file:${join(front.dataDir, 'keys', 'issuer.json')}` };
    const startSubject = (): Promise<AuroraProcess> => home.process(['subject'], { ...shared, AURORA_PORT: String(subjectPort), AURORA_SYLLABUS_URL: `http://127.0.0.1:${modulesPort}` });
    const subject = await startSubject();
    const monolith = await front.process(undefined, { ...shared, AURORA_PORT: String(port), AURORA_MODULES_PORT: String(modulesPort), AURORA_SUBJECT_URL: `http://127.0.0.1:${subjectPort}` });
    const api = new Client({ url: `${monolith.url}/api/v1`, token: await front.token('editor') });
    await heard(api, await makeSyllabus(api));
    await until(async () => await metricOf(monolith, 'aurora_events_unpublished', { module: 'syllabus' }) === 0);
    const late = await makeSubject(api);
    const file = await makeFile(api);
    // Subject stays up for the reservation, and is gone before it can have heard.
    expect(await api.post('/syllabus', { subject_id: late.id, file_id: file.id })).toMatchObject({ status: 201 });
    await subject.kill();
    await until(async () => await metricOf(monolith, 'aurora_events_unpublished', { module: 'syllabus' }) === 0);
    await monolith.kill();
    await startSubject();
    await heard(new Client({ url: `http://127.0.0.1:${subjectPort}`, token: await front.token('editor') }), late.id);
  }, patience);
});
