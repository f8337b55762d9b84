import { randomUUID } from 'node:crypto';
import { AuroraError, type Operation } from '@aurora/kernel';
import type { z } from 'zod';
import { errorOfAnswer, parseJson } from './error-answer.ts';
import { networkFailure } from './network-failure.ts';
import { requestOf } from './request.ts';
import { parseRetryAfter, Transient, withRetries } from './retry.ts';

/** What goes with a call beyond its input. */
export interface Sent {
  /** Names the command: a repeat under the same key has no second effect. Made up if absent. */
  readonly key?: string;
  /** Body of an operation that takes bytes. */
  readonly content?: Blob;
  /** What the operation's path comes after; by default the API's. */
  readonly prefix?: string;
}

const transientStatuses = new Set([408, 429, 502, 503, 504]);
/** Milliseconds beyond an operation's own timeout, for the way there and back. */
const grace = 5_000;
/** Milliseconds that the transfer of one file may take. */
const transferTimeout = 15 * 60_000;

/** A running Aurora, spoken to over HTTP as any client would. */
export class Api {
  readonly base: string;
  readonly #token: string | undefined;
  readonly #signal: AbortSignal;
  #reached = false;

  /** `base` without `/api/v1`. `signal` ends the waiting between tries; a request under way is finished. */
  constructor(base: string, token: string | undefined, signal: AbortSignal = new AbortController().signal) {
    this.base = base.replace(/\/+$/, '').replace(/\/api\/v1$/, '');
    this.#token = token;
    this.#signal = signal;
  }

  /**
   * Calls an operation of a contract and gives its answer. Busy servers, broken connections and the like are retried.
   * Throws the `AuroraError` that the server answered with, or an `Error` when nothing sensible answered.
   */
  async call<Op extends Operation>(operation: Op, input: z.input<Op['input']>, sent: Sent = {}): Promise<z.output<Op['output']>> {
    const key = operation.kind === 'command' ? (sent.key ?? randomUUID()) : undefined;
    const { path, init } = requestOf(operation, input, { key, token: this.#token, content: sent.content });
    const body = await withRetries(() => this.#attempt((sent.prefix ?? '/api/v1') + path, init, operation.timeout + grace), this.#signal);
    const answer = operation.output.safeParse(operation.reply === 'none' ? undefined : parseJson(body));
    if (!answer.success) throw new Error(`${operation.method} ${path} at ${this.base} was answered in a form that is not Aurora's.`);
    return answer.data as z.output<Op['output']>;
  }

  /** Reads what a signed URL of this Aurora leads to, without showing it the token. `read` is called anew for every try. */
  async fetchSigned<Result>(url: string, read: (body: AsyncIterable<Uint8Array>) => Promise<Result>): Promise<Result> {
    const target = new URL(url, this.base);
    return withRetries(async () => {
      const response = await this.#send(target, {}, transferTimeout);
      if (!response.ok) throw await this.#refusal(response, `GET ${target.origin}${target.pathname}`);
      return read(response.body ?? emptyBody()).catch((error: unknown) => { throw networkFailure(error, target.origin, true); });
    }, this.#signal);
  }

  async #attempt(path: string, init: RequestInit, timeout: number): Promise<string> {
    const response = await this.#send(this.base + path, init, timeout);
    if (!response.ok) throw await this.#refusal(response, `${init.method} ${path} at ${this.base}`);
    return response.text().catch((error: unknown) => { throw networkFailure(error, this.base, true); });
  }

  async #send(url: string | URL, init: RequestInit, timeout: number): Promise<Response> {
    const response = await fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(timeout) })
      .catch((error: unknown) => { throw networkFailure(error, this.base, this.#reached); });
    this.#reached = true;
    return response;
  }

  async #refusal(response: Response, request: string): Promise<Error> {
    const text = await response.text().catch((error: unknown) => { throw networkFailure(error, this.base, true); });
    if (response.status >= 300 && response.status < 400) return new Error(`${this.base} redirects to ${response.headers.get('location') ?? 'another address'}; give that as --url.`);
    const retryAfter = parseRetryAfter(response.headers.get('retry-after'));
    const error = errorOfAnswer(response.status, text, request, retryAfter);
    const running = error instanceof AuroraError && error.code === 'COMMAND_RUNNING';
    return running || transientStatuses.has(response.status) ? new Transient(error, retryAfter) : error;
  }
}

async function* emptyBody(): AsyncGenerator<Uint8Array> { /* nothing */ }
