import { AuroraError, isErrorCode } from '@aurora/kernel';
import type { Dispatcher } from 'undici';
import type { Begun, Member } from '../upstream/index.ts';
import { TryFailure } from '../upstream/try-failure.ts';

/** Bytes of JSON that an answer may have. */
const largest = 32 * 1024 ** 2;

/** An answer from another process that has begun. */
export class RemoteAnswer implements Begun {
  readonly #response: Dispatcher.ResponseData;

  constructor(response: Dispatcher.ResponseData) {
    this.#response = response;
  }

  get status(): number {
    return this.#response.statusCode;
  }

  get headers(): Dispatcher.ResponseData['headers'] {
    return this.#response.headers;
  }

  get body(): Dispatcher.ResponseData['body'] {
    return this.#response.body;
  }

  get retryAfter(): number | undefined {
    const seconds = Number(this.headers['retry-after']);
    return Number.isFinite(seconds) ? seconds : undefined;
  }

  get running(): boolean {
    return this.headers['aurora-error'] === 'COMMAND_RUNNING';
  }

  discard(): void {
    this.body.on('error', () => undefined).destroy();
  }

  /** The whole body as text, unless it is larger than any answer of a contract. */
  async text(): Promise<string> {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of this.body) {
      size += (chunk as Buffer).length;
      if (size > largest) throw new TryFailure('broken', `the answer is larger than ${largest} bytes`);
      chunks.push(chunk as Buffer);
    }
    return Buffer.concat(chunks).toString();
  }

  /** The error that a status of 400 or more stands for. */
  async error(): Promise<AuroraError> {
    let body: { error_code?: unknown; error_message?: unknown; details?: Record<string, unknown> } = {};
    try {
      body = JSON.parse(await this.text()) as typeof body;
    } catch { /* not one of ours: answered as a bad gateway would be */ }
    const told = this.headers['aurora-error'];
    // A HEAD has no body to say what is wrong.
    if (body.error_code === undefined && isErrorCode(told)) return new AuroraError(told);
    if (!isErrorCode(body.error_code)) return new AuroraError('UNAVAILABLE', `The service answered ${this.status}.`, { retryAfter: 1 });
    const { retryAfter } = this;
    return new AuroraError(body.error_code, String(body.error_message), { details: body.details ?? {}, ...(retryAfter === undefined ? {} : { retryAfter }) });
  }
}

/** Notes at `member` that the request is under way until its answer has been read or let go. */
export async function tryAt(member: Member, milliseconds: number, options: Dispatcher.RequestOptions): Promise<RemoteAnswer> {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(new TryFailure('silent', `nothing came within ${Math.round(milliseconds)} ms`)), milliseconds);
  member.begin();
  try {
    const response = await member.dispatcher.request({ ...options, signal: silence.signal, headersTimeout: 0 });
    response.body.once('close', () => member.end('answered'));
    return new RemoteAnswer(response);
  } catch (error) {
    member.end('failed');
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
