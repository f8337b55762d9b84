import { Agent } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { ModuleName } from '../../running/modules.ts';
import type { Random } from '../../running/random.ts';
import type { Measures } from '../measures.ts';
import { send, type Reply } from './send.ts';

export interface Call {
  readonly module: ModuleName;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the API's prefix; a whole URL as it is. */
  readonly path: string;
  /** JSON, or bytes as they are. */
  readonly body?: object | Uint8Array;
  readonly type?: string;
  /** Of a write: its Idempotency-Key and correlation id. */
  readonly key?: string;
}

/** A definite answer. */
export interface Decided {
  readonly status: number;
  readonly bytes: Buffer;
  /** The parsed body. */
  json<Body>(): Body;
}

/** Milliseconds that a client waits for one answer, and for a definite one. */
const patience = { answer: 20_000, decision: 120_000 };

const codeOf = ({ body, headers }: Reply): string => (/[/+]json\b/.test(headers['content-type'] ?? '') ? String((JSON.parse(body.toString()) as { error_code?: string }).error_code) : '');

/** Why an answer decides nothing; undefined of one that does. */
function undecided(reply: Reply): string | undefined {
  if (reply.status >= 500 || reply.status === 429 || reply.status === 408) return `${reply.status} ${codeOf(reply)}`.trim();
  return undefined;
}

/** Somebody who uses the API under one token, over connections of its own, and repeats what has got no definite answer. */
export class Caller {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 2 });
  readonly #url: string;
  readonly #token: string;
  readonly #measures: Measures;
  readonly #random: Random;

  constructor(url: string, token: string, measures: Measures, random: Random) {
    this.#url = `${url}/api/v1`;
    this.#token = token;
    this.#measures = measures;
    this.#random = random;
  }

  /** Tries until there is a definite answer, and notes it as one that was wanted at `due`; undefined if there was none in two minutes. */
  async decide(call: Call, due = this.#measures.now()): Promise<Decided | undefined> {
    const sample = { module: call.module, write: call.method !== 'GET' && call.key !== undefined, due };
    for (let tries = 1; this.#measures.now() - due < patience.decision; tries += 1) {
      const begun = this.#measures.now();
      this.#measures.requests += 1;
      const reply = await this.#try(call);
      const ended = this.#measures.now();
      const why = typeof reply === 'string' ? reply : undecided(reply);
      if (typeof reply !== 'string' && why === undefined) {
        // The first try is still under way there: nothing has failed, and nothing is decided.
        if (reply.status !== 409 || codeOf(reply) !== 'COMMAND_RUNNING') {
          this.#measures.samples.push({ ...sample, ended });
          return { status: reply.status, bytes: reply.body, json: <Body>() => JSON.parse(reply.body.toString()) as Body };
        }
      } else {
        this.#measures.failures.push({ module: call.module, begun, ended, why: `${call.method} ${call.path.replace(/\?.*/, '').replace(/\d+|[0-9A-Z]{26}/g, '…')}: ${why}` });
      }
      const asked = typeof reply === 'string' ? NaN : Number(reply.headers['retry-after']);
      await wait(asked > 0 ? Math.min(asked, 5) * 1_000 : 50 + this.#random.below(Math.min(1_000, 100 * 2 ** Math.min(tries, 4))));
    }
    this.#measures.samples.push({ ...sample, ended: Infinity });
    return undefined;
  }

  /** The answer, or why there is none. */
  async #try({ body, key, method, path, type }: Call): Promise<Reply | string> {
    const raw = body instanceof Uint8Array;
    try {
      return await send(this.#agent, {
        method, url: path.startsWith('http') ? path : `${this.#url}${path}`,
        headers: {
          ...(path.startsWith('http') ? {} : { authorization: `Bearer ${this.#token}` }),
          ...(body === undefined ? {} : { 'content-type': type ?? 'application/json' }),
          ...(key === undefined ? {} : { 'idempotency-key': key, 'x-correlation-id': key }),
        },
        ...(body === undefined ? {} : { body: raw ? body : JSON.stringify(body) }),
      }, patience.answer);
    } catch (error) {
      return (error as NodeJS.ErrnoException).code ?? (error as Error).message;
    }
  }

  close(): void {
    this.#agent.destroy();
  }
}
