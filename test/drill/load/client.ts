import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Random } from '../../running/random.ts';
import type { ModuleName } from '../../running/modules.ts';
import { moduleOf, type Entry, type Fields, type Ledger, type What } from '../ledger.ts';
import type { Measures } from '../measures.ts';
import type { Call, Caller, Decided } from './caller.ts';
import type { Directory } from './directory.ts';
import type { Shape } from './shape.ts';

export interface ClientOptions {
  /** Tells it from all others, as in `drill-3`. */
  readonly name: string;
  readonly caller: Caller;
  readonly ledger: Ledger;
  readonly measures: Measures;
  readonly random: Random;
  readonly shape: Shape;
  readonly directory: Directory;
}

/** What a client knows of something that it alone writes. */
export interface Own {
  readonly id: string;
  readonly version: number;
  readonly fields: Fields;
}

/** A write as it is to be sent. */
export interface Write extends Pick<Entry, 'what' | 'does' | 'fields'> {
  readonly target?: string;
  readonly call: Omit<Call, 'module' | 'key'>;
  /** The status that is expected: of what is well formed, or of what must be refused. */
  readonly status: number;
  readonly due?: number;
}

/** What a client was told of a write. */
export interface Told {
  readonly key: string;
  readonly answer: Decided;
}

const successful = (status: number): boolean => status >= 200 && status < 300;

/** One user: what it has written it knows, and nobody else writes it. */
export class Client {
  readonly options: ClientOptions;
  readonly subjects = new Map<string, Own>();
  readonly syllabi = new Map<string, Own>();
  /** Those that no syllabus uses. */
  readonly files = new Map<string, Own>();
  readonly settings = new Map<string, Own>();
  #writes = 0;

  constructor(options: ClientOptions) {
    this.options = options;
  }

  /** The next text that nobody else has. */
  token(): string {
    this.#writes += 1;
    return `${this.options.name}-${this.#writes}`;
  }

  /** Acts at each multiple of `interval` milliseconds from `first` on, late ones at once, until it is told to end. */
  async run(act: (client: Client, due: number) => Promise<void>, { ending, first, interval }: { readonly interval: number; readonly first: number; readonly ending: AbortSignal }): Promise<void> {
    for (let due = first; !ending.aborted; due += interval) {
      const early = due - this.options.measures.now();
      if (early > 0) await wait(early, undefined, { signal: ending }).catch(() => undefined);
      if (!ending.aborted) await act(this, due);
    }
  }

  /** Writes, and enters it in the ledger before and after; what it was told if it was acknowledged. */
  async write({ call, does, due, fields, status, target, what }: Write, key = this.token()): Promise<Told | undefined> {
    const { caller, ledger, measures } = this.options;
    ledger.intend({ id: key, what, does, fields, ...(target === undefined ? {} : { target }) });
    const answer = await caller.decide({ ...call, module: moduleOf[what], key }, due);
    if (!answer) return undefined;
    if (answer.status !== status) measures.wrong.push(`${call.method} ${call.path} (${key}) answered ${answer.status} in place of ${status}: ${answer.bytes.toString().slice(0, 300)}`);
    if (!successful(answer.status)) {
      ledger.refuse(key);
      return undefined;
    }
    ledger.acknowledge(key);
    return { key, answer };
  }

  /** Reads; the answer if it is a success. `absent`: it need not be there. */
  async read(module: ModuleName, path: string, { absent = false, due, json }: { readonly absent?: boolean; readonly due?: number; readonly json?: object } = {}): Promise<Decided | undefined> {
    const { caller, measures } = this.options;
    const answer = await caller.decide({ module, method: json ? 'POST' : 'GET', path, ...(json ? { body: json } : {}) }, due);
    if (!answer) return undefined;
    if (successful(answer.status)) return answer;
    if (!(absent && answer.status === 404)) measures.wrong.push(`GET ${path} answered ${answer.status}: ${answer.bytes.toString().slice(0, 300)}`);
    return undefined;
  }

  /** Holds what was read of something of its own to what was acknowledged. */
  compare(what: What, own: Own, read: Fields): void {
    const { wrong } = this.options.measures;
    if (typeof read['version'] === 'number' && read['version'] < own.version) wrong.push(`stale: ${what} ${own.id} was read with version ${read['version']}, after version ${own.version} was acknowledged`);
    else for (const [name, value] of Object.entries(own.fields)) if (read[name] !== value) wrong.push(`${what} ${own.id} was read with ${name} ${JSON.stringify(read[name])} in place of ${JSON.stringify(value)}`);
  }
}

export const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
