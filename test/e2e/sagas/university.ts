import { randomUUID } from 'node:crypto';
import { Deployment, HoldingProxy, until, type AuroraProcess } from '@aurora/test/running';
import { Client, type Answer } from '../client.ts';

export interface Syllabus { readonly id: number; readonly subject_id: number; readonly file_id: string; readonly version: number }

/** What there is of syllabi, and what their owners hold for them. */
export interface State {
  readonly syllabi: number[];
  /** `subject 1 syllabus:7`, as the owners know it. */
  readonly held: string[];
  /** The same, as the syllabus module knows it. */
  readonly known: string[];
  /** `created`, `updated`, `deleted`, in turn. */
  readonly events: string[];
}

/** A deployment in two processes: subjects and files in one, syllabi in another, and a proxy between them. */
export class University implements AsyncDisposable {
  readonly proxy: HoldingProxy;
  readonly #deployment: Deployment;
  readonly #owners: Client;
  readonly #token: string;
  #process: AuroraProcess | undefined;
  #made = 0;

  private constructor(deployment: Deployment, proxy: HoldingProxy, owners: Client, token: string) {
    this.#deployment = deployment;
    this.proxy = proxy;
    this.#owners = owners;
    this.#token = token;
  }

  static async open(): Promise<University> {
    const deployment = await Deployment.create();
    const token = await deployment.token('editor');
    const { url } = await deployment.process(['subject', 'file']);
    const university = new University(deployment, await HoldingProxy.open(url), new Client({ url, token }), token);
    await university.start();
    return university;
  }

  /** Starts the process of the syllabi. */
  async start(): Promise<void> {
    const { url } = this.proxy;
    this.#process = await this.#deployment.process(['syllabus'], { AURORA_SUBJECT_URL: url, AURORA_FILE_URL: url });
  }

  /** Kills it. */
  async crash(): Promise<void> {
    await this.#process!.kill();
  }

  get syllabi(): Client {
    return new Client({ url: this.#process!.url, token: this.#token });
  }

  async subject(): Promise<number> {
    this.#made += 1;
    return (await this.#owners.post<{ id: number }>('/subjects', { name: 'Maps', code: `GEO ${this.#made}` })).body.id;
  }

  async file(): Promise<string> {
    return (await this.#owners.post<{ id: string }>('/files/upload?name=a.txt', `text ${randomUUID()}`, { 'content-type': 'text/plain' })).body.id;
  }

  /** What a subject or a file answers to being deleted. */
  async remove(path: string): Promise<Answer> {
    return this.#owners.send('DELETE', path);
  }

  /** As if everybody who works on a saga had been silent for longer than a lease. */
  async silence(): Promise<void> {
    await this.#deployment.sql('syllabus', "update saga set lease_until = '2000-01-01T00:00:00.000Z' where status = 'running'");
  }

  async sagas(): Promise<{ status: string; direction: string; step: number; attempts: number }[]> {
    return this.#deployment.sql('syllabus', 'select status, direction, step, attempts from saga order by created_at, id');
  }

  /** Waits until no saga runs any more. */
  async settled(): Promise<void> {
    await until(async () => (await this.sagas()).every(saga => saga.status !== 'running'));
  }

  /** The same where nobody waits before a saga is tried again: calls may still be refused for what the owners did before. */
  async settledSoon(): Promise<void> {
    await until(async () => {
      await this.silence();
      return (await this.sagas()).every(saga => saga.status !== 'running');
    });
  }

  /** Waits until a saga has failed to get on, and is kept for later. */
  async stalled(): Promise<void> {
    await until(async () => (await this.sagas()).some(saga => saga.status === 'running' && saga.attempts > 0));
  }

  async state(): Promise<State> {
    const rows = async <Row>(module: 'subject' | 'file' | 'syllabus', sql: string) => this.#deployment.sql<Row>(module, sql);
    const reservations = await rows<{ subject_id: number; holder: string }>('subject', 'select subject_id, holder from reservation');
    const claims = await rows<{ file_id: string; holder: string }>('file', 'select file_id, holder from claim');
    const known = await rows<{ kind: string; target: string; holder: string }>('syllabus', 'select kind, target, holder from syllabus_reference');
    const syllabi = await rows<{ id: number }>('syllabus', 'select id from syllabus order by id');
    const events = await rows<{ event_type: string }>('syllabus', 'select event_type from event_store order by position');
    return {
      syllabi: syllabi.map(row => row.id),
      held: [...reservations.map(row => `subject ${row.subject_id} ${row.holder}`), ...claims.map(row => `file ${row.file_id} ${row.holder}`)].sort(),
      known: known.map(row => `${row.kind} ${row.target} ${row.holder}`).sort(),
      events: events.map(row => row.event_type.split('.')[1]!),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.proxy[Symbol.asyncDispose]();
    await this.#deployment[Symbol.asyncDispose]();
  }
}
