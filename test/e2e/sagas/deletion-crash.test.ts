import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { Deployment, freePort, until, type AuroraProcess } from '@aurora/test/running';
import { Client } from '../client.ts';
import { patience } from '../served.ts';

type Side = 'subject' | 'syllabus';

/** Subjects and files in one process, syllabi in another: each hears the events of the other. */
class Parted implements AsyncDisposable {
  readonly #deployment: Deployment;
  readonly #token: string;
  readonly #ports: Readonly<Record<Side, number>>;
  readonly #processes: Partial<Record<Side, AuroraProcess>> = {};

  private constructor(deployment: Deployment, token: string, ports: Readonly<Record<Side, number>>) {
    this.#deployment = deployment;
    this.#token = token;
    this.#ports = ports;
  }

  static async open(): Promise<Parted> {
    const deployment = await Deployment.create();
    const parted = new Parted(deployment, await deployment.token('editor'), { subject: await freePort(), syllabus: await freePort() });
    for (const side of ['subject', 'syllabus'] as const) await parted.start(side);
    return parted;
  }

  async start(side: Side): Promise<void> {
    const [subject, syllabus] = [`http://127.0.0.1:${this.#ports.subject}`, `http://127.0.0.1:${this.#ports.syllabus}`];
    this.#processes[side] = side === 'subject'
      ? await this.#deployment.process(['subject', 'file'], { AURORA_PORT: String(this.#ports.subject), AURORA_SYLLABUS_URL: syllabus })
      : await this.#deployment.process(['syllabus'], { AURORA_PORT: String(this.#ports.syllabus), AURORA_SUBJECT_URL: subject, AURORA_FILE_URL: subject });
  }

  /** Kills a side, and starts it again as if it had been silent for longer than its leases. */
  async crash(side: Side): Promise<void> {
    await this.#processes[side]!.kill();
    await this.silence(side);
    await this.sql(side, 'update worker_lease set until = 0');
    await this.start(side);
  }

  async silence(side: Side): Promise<void> {
    await this.sql(side, "update saga set lease_until = '2000-01-01T00:00:00.000Z' where status = 'running'");
  }

  at(side: Side): Client {
    return new Client({ url: this.#processes[side]!.url, token: this.#token });
  }

  sql<Row = Record<string, unknown>>(module: Side | 'file', text: string): Promise<Row[]> {
    return this.#deployment.sql<Row>(module, text);
  }

  async told(module: Side, type: string): Promise<number> {
    return (await this.sql(module, `select event_id from event_store where event_type = '${type}'`)).length;
  }

  /** Waits until no saga is under way, whoever has to be taken over. */
  async settled(): Promise<void> {
    await until(async () => {
      const open = [];
      for (const side of ['subject', 'syllabus'] as const) {
        await this.sql(side, "update saga set lease_until = '2000-01-01T00:00:00.000Z' where status = 'running' and attempts > 0");
        open.push(...await this.sql(side, "select id from saga where status not in ('completed', 'compensated')"));
      }
      return open.length === 0;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#deployment[Symbol.asyncDispose]();
  }
}

const points: readonly (readonly [Side, Side, string])[] = [
  ['subject', 'subject', 'subject_deletion.requested.v1'],
  ['syllabus', 'subject', 'subject_deletion.requested.v1'],
  ['syllabus', 'subject', 'subject_deletion.decided.v1'],
  ['subject', 'syllabus', 'syllabus.deleted.v1'],
  ['syllabus', 'syllabus', 'syllabus.deleted.v1'],
];

test('a process that is killed while a subject is deleted with its syllabi loses nothing, and does nothing twice', async () => {
  await using parted = await Parted.open();
  for (const [killed, module, event] of points) {
    const { body: { id } } = await parted.at('subject').post<{ id: number }>('/subjects', { name: 'Maps', code: randomUUID() });
    for (let number = 0; number < 3; number += 1) {
      const { body } = await parted.at('subject').post<{ id: string }>('/files/upload?name=a.txt', `text ${randomUUID()}`, { 'content-type': 'text/plain' });
      expect(await parted.at('syllabus').post('/syllabus', { subject_id: id, file_id: body.id })).toMatchObject({ status: 201 });
    }
    const before = await parted.told(module, event);
    const [deleted, gone] = [await parted.told('syllabus', 'syllabus.deleted.v1'), await parted.told('subject', 'subject.deleted.v1')];
    const answer = parted.at('subject').delete(`/subjects/${id}?mode=cascade`).catch(() => undefined);
    await until(async () => await parted.told(module, event) > before);
    await parted.crash(killed);
    await answer;
    await parted.settled();
    expect([killed, event, (await parted.at('subject').get(`/subjects/${id}`)).status]).toEqual([killed, event, 404]);
    expect([killed, event, await parted.told('syllabus', 'syllabus.deleted.v1') - deleted, await parted.told('subject', 'subject.deleted.v1') - gone]).toEqual([killed, event, 3, 1]);
    expect([await parted.sql('syllabus', 'select id from syllabus'), await parted.sql('subject', 'select * from reservation'), await parted.sql('file', 'select * from claim'), await parted.sql('syllabus', 'select * from syllabus_reference')]).toEqual([[], [], [], []]);
  }
}, 4 * patience);
