import { EventEmitter } from 'node:events';
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Answer } from '../shadow/index.ts';

/** Bytes of a body that are kept; more is no answer that anybody compares or keeps. */
const largest = 8 * 1024 ** 2;

/** Header names and values in turn as an object; those of one name are joined. */
export function headerObject(list: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let at = 0; at < list.length; at += 2) {
    const name = list[at]!.toLowerCase(), before = headers[name];
    headers[name] = before === undefined ? list[at + 1]! : `${before}, ${list[at + 1]!}`;
  }
  return headers;
}

/** Takes an answer in the place of a client's response: as much of one as answers are written through. */
export class CapturedResponse extends EventEmitter {
  /** The whole answer; rejects where it breaks off or is too large. */
  readonly answer: Promise<Answer>;
  headersSent = false;
  destroyed = false;
  writableFinished = false;
  statusCode = 0;
  #headers: Record<string, string> = {};
  readonly #chunks: Buffer[] = [];
  #size = 0;
  #resolve!: (answer: Answer) => void;
  #reject!: (error: Error) => void;

  constructor() {
    super();
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.answer.catch(() => undefined);
  }

  /** The same, as those take it who write answers. */
  get response(): ServerResponse {
    return this as unknown as ServerResponse;
  }

  getHeader(): undefined { return undefined; }
  getHeaderNames(): string[] { return []; }
  setHeader(): void { /* what is set beforehand is for one client: CORS */ }

  writeHead(status: number, headers: string[] | OutgoingHttpHeaders): this {
    this.headersSent = true;
    this.statusCode = status;
    this.#headers = headerObject(headers as string[]);
    return this;
  }

  write(chunk: Buffer): boolean {
    this.#size += chunk.length;
    if (this.#size > largest) this.destroy();
    else this.#chunks.push(Buffer.from(chunk));
    return true;
  }

  end(body?: Buffer | string, encoding?: BufferEncoding): void {
    if (body !== undefined) this.write(typeof body === 'string' ? Buffer.from(body, encoding) : body);
    if (this.destroyed) return;
    this.writableFinished = true;
    this.#resolve({ status: this.statusCode, headers: this.#headers, body: Buffer.concat(this.#chunks) });
    this.emit('close');
  }

  /** Whoever waits for the answer is told that it will not come. */
  destroy(): void {
    this.fail(new Error('the answer broke off, or is too large'));
  }

  /** The same, and tells them why. */
  fail(reason: Error): void {
    if (this.destroyed || this.writableFinished) return;
    this.destroyed = true;
    this.#reject(reason);
    this.emit('close');
  }
}
