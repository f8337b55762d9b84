import { Random } from '../../running/random.ts';
import type { ModuleName } from '../../running/modules.ts';
import { Ledger } from '../ledger.ts';
import { Measures } from '../measures.ts';
import { Caller } from './caller.ts';
import { Client } from './client.ts';
import { Directory } from './directory.ts';
import * as reads from './reads.ts';
import { departmentCount, Shape } from './shape.ts';
import * as writes from './writes.ts';
import type { Act } from './writes.ts';

/** How often clients do what, beside each other: about three reads for a write. */
const mix: readonly (readonly [ModuleName, number, Act])[] = [
  ['subject', 16, reads.getSubject], ['subject', 8, reads.listSubjects], ['syllabus', 14, reads.currentSyllabus], ['syllabus', 8, reads.getSyllabus], ['syllabus', 6, reads.listSyllabi],
  ['file', 8, reads.getFile], ['file', 6, reads.download], ['config', 5, reads.evaluateFlag], ['config', 4, reads.getSetting],
  ['subject', 3, writes.createSubject], ['subject', 4, writes.updateSubject], ['subject', 1, writes.deleteSubject], ['subject', 0.5, writes.refusedSubject],
  ['syllabus', 2, writes.createSyllabus], ['syllabus', 3, writes.updateSyllabus], ['syllabus', 1, writes.deleteSyllabus], ['syllabus', 0.5, writes.refusedSyllabus],
  ['file', 2, writes.uploadFile], ['file', 1, writes.deleteFile], ['file', 0.5, writes.refusedFile],
  ['config', 2, writes.putSetting], ['config', 0.5, writes.deleteSetting], ['config', 0.5, writes.refusedSetting],
];

export interface LoadOptions {
  readonly url: string;
  readonly clients: number;
  /** Acts a second of all clients together. */
  readonly rate: number;
  readonly seed: number;
  token(subject: string): Promise<string>;
}

/** Many clients, each on its own, and what they keep. */
export class Load {
  readonly ledger = new Ledger();
  readonly measures = new Measures();
  /** The module that is asked three times as often. */
  emphasis: ModuleName | undefined;
  readonly #options: LoadOptions;
  readonly #random: Random;
  readonly #directory: Directory;
  readonly #clients: Client[] = [];
  readonly #callers: Caller[] = [];
  readonly #ending = new AbortController();
  #running: Promise<unknown> = Promise.resolve();

  private constructor(options: LoadOptions) {
    this.#options = options;
    this.#random = new Random(options.seed);
    this.#directory = new Directory(this.#random);
  }

  static async create(options: LoadOptions): Promise<Load> {
    const load = new Load(options);
    const { ledger, measures } = load;
    for (let number = 1; number <= options.clients; number += 1) {
      const name = `drill-${number}`;
      const random = new Random(options.seed * 1_000 + number);
      const caller = new Caller(options.url, await options.token(name), measures, random);
      load.#callers.push(caller);
      load.#clients.push(new Client({ name, caller, ledger, measures, random, shape: new Shape(random), directory: load.#directory }));
    }
    return load;
  }

  /** Puts an archive of about `rows` subjects and syllabi in, by the clients that it will belong to. */
  async fill(rows: number, progress: (done: number) => void): Promise<void> {
    const archivist = new Caller(this.#options.url, await this.#options.token('archivist'), this.measures, this.#random);
    this.#callers.push(archivist);
    for (let number = 1; number <= departmentCount; number += 1) {
      const answer = await archivist.decide({ module: 'subject', method: 'POST', path: '/departments', key: `department-${number}`, body: { name: `Department ${number}` } });
      this.#directory.departments.push(answer!.json<{ id: number }>().id);
    }
    await archivist.decide({ module: 'config', method: 'PUT', path: `/config/flags/${reads.flagKey}`, key: 'banner', body: { definition: { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'on' } } });
    let done = 0;
    await Promise.all(this.#clients.map(async client => {
      while (done < rows) {
        const syllabi = client.options.shape.syllabi();
        done += 1 + syllabi;
        await writes.createSubject(client);
        const made = [...client.subjects.values()].at(-1);
        for (let number = 0; number < syllabi && made; number += 1) await writes.createSyllabus(client, undefined, made);
        progress(Math.min(done, rows));
      }
    }));
  }

  /** Lets all clients begin. */
  start(): void {
    const { clients, rate } = this.#options;
    const interval = (clients / rate) * 1_000;
    const from = this.measures.now();
    this.#running = Promise.all(this.#clients.map((client, index) => client.run((who, due) => this.#act(who, due), { interval, first: from + (interval * index) / clients, ending: this.#ending.signal })));
    // Who waits for its end hears of a failure then.
    this.#running.catch(() => undefined);
  }

  /** Lets all clients end what they have begun. */
  async end(): Promise<void> {
    this.#ending.abort();
    await this.#running;
    for (const caller of this.#callers) caller.close();
  }

  async #act(client: Client, due: number): Promise<void> {
    const { random } = client.options;
    const weights = mix.map(([module, weight, act]) => [module === this.emphasis ? weight * 3 : weight, act] as const);
    for (;;) {
      let left = random.next() * weights.reduce((sum, [weight]) => sum + weight, 0);
      const chosen = weights.find(([weight]) => (left -= weight) < 0) ?? weights[0]!;
      if (await chosen[1](client, due)) return;
    }
  }
}
