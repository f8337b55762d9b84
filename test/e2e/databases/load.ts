import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Client, RequestOptions } from '../client.ts';
import type { Kind, Known, Ledger } from './ledger.ts';

interface Made { readonly id: number; readonly version: number }
interface Uploaded { readonly id: string }

/** Milliseconds that a client waits before it asks again. */
const pause = 30;

/** Clients that create, change, read and delete, one thing after another, and repeat under its key what is answered 503. */
export class Load {
  readonly #api: Client;
  readonly #ledger: Ledger;
  readonly #workers: Promise<void>[];
  #stopping = false;
  #failure: unknown;

  constructor(api: Client, ledger: Ledger) {
    this.#api = api;
    this.#ledger = ledger;
    const works = [() => this.#subject(), () => this.#subject(), () => this.#subject(), () => this.#abandoned(), () => this.#syllabus(), () => this.#syllabus(), () => this.#list()];
    this.#workers = works.map(work => this.#repeat(work));
  }

  /** Throws what has gone wrong so far. */
  check(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Lets each client finish what it has begun. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all(this.#workers);
    this.check();
  }

  async #repeat(work: () => Promise<void>): Promise<void> {
    try {
      while (!this.#stopping && this.#failure === undefined) await work();
    } catch (error) {
      this.#failure ??= error;
    }
  }

  /** A request that is sent, under one key, until it is done. */
  async #insist<Body>(kind: Kind, method: string, path: string, { body, headers }: RequestOptions = {}): Promise<Body> {
    const key = { 'idempotency-key': randomUUID() };
    for (let repeat = false; ; repeat = true) {
      const answer = await this.#api.send<Body>(method, path, { headers: { ...headers, ...key }, ...(body === undefined ? {} : { body }) });
      if (this.#ledger.note(kind, answer, repeat) === 'done') return answer.body;
      await wait(pause);
    }
  }

  /** Creates a thing at `path`, changes it several times, each time as it has been acknowledged, and now and then deletes it. */
  async #lifeOf(things: Map<number, Known>, path: string, first: Record<string, unknown>, changes: readonly Record<string, unknown>[], read: (id: number) => string): Promise<void> {
    const { id, version } = await this.#insist<Made>('create', 'POST', path, { body: first });
    if (things.has(id)) throw new Error(`the id ${id} was given twice`);
    let known: Known = { version, deleted: false, fields: first };
    things.set(id, known);
    for (const change of changes) {
      const changed = await this.#insist<Made>('update', 'PUT', `${path}/${id}`, { body: change, headers: { 'if-match': `"${id}.${known.version}"` } });
      if (changed.version !== known.version + 1) throw new Error(`${path}/${id} went from version ${known.version} to ${changed.version}`);
      things.set(id, known = { version: changed.version, deleted: false, fields: { ...known.fields, ...change } });
      const seen = await this.#insist<Made>('read', 'GET', read(id));
      for (const [name, value] of Object.entries({ ...known.fields, version: known.version })) {
        if (seen[name as keyof Made] !== value) throw new Error(`${path}/${id} lost ${name}: ${JSON.stringify({ known, seen })}`);
      }
    }
    if (Math.random() < 0.5) return;
    await this.#insist('delete', 'DELETE', `${path}/${id}`, { headers: { 'if-match': `"${id}.${known.version}"` } });
    things.set(id, { ...known, deleted: true });
  }

  #subject(): Promise<void> {
    return this.#lifeOf(this.#ledger.subjects, '/subjects', { name: 'first', code: randomUUID() }, [{ name: 'second' }, { name: 'third', credits: 3 }], id => `/subjects/${id}`);
  }

  async #syllabus(): Promise<void> {
    const { id: subject_id, version } = await this.#insist<Made>('create', 'POST', '/subjects', { body: { name: 'of a syllabus', code: randomUUID() } });
    this.#ledger.subjects.set(subject_id, { version, deleted: false, fields: { name: 'of a syllabus' } });
    const [first, second] = [await this.#upload(), await this.#upload()];
    await this.#lifeOf(this.#ledger.syllabi, '/syllabus', { subject_id, file_id: first, year: 2026 }, [{ year: 2027 }, { file_id: second }], id => `/syllabus/by-id/${id}`);
  }

  async #upload(): Promise<string> {
    const { id } = await this.#insist<Uploaded>('upload', 'POST', '/files/upload?name=plan.txt', { body: `Week 1: ${randomUUID()}\n`, headers: { 'content-type': 'text/plain' } });
    this.#ledger.files.add(id);
    return id;
  }

  /** Creates a subject and does not come back if it is told to. */
  async #abandoned(): Promise<void> {
    const fields = { name: 'first', code: randomUUID() };
    const answer = await this.#api.post<Made>('/subjects', fields);
    if (this.#ledger.note('create', answer, false) === 'done') this.#ledger.subjects.set(answer.body.id, { version: answer.body.version, deleted: false, fields });
    else this.#ledger.abandoned.add(fields.code);
    await wait(pause);
  }

  async #list(): Promise<void> {
    await this.#insist('read', 'GET', '/subjects?limit=5&sort=-id');
    await wait(pause);
  }
}
