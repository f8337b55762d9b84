import { destination } from 'pino';

/** Characters that are gathered before a write, and milliseconds after which they are written anyway. */
const enough = 48 * 1024, patience = 250;

/** Bytes that a pipe takes as one (PIPE_BUF): what several processes write at once stays apart. */
const whole = 4096;

/**
 * Standard output for log lines, off the request's path. Lines are gathered here because pino's own buffer copies all that it
 * holds for each line that it takes.
 */
export class LineBuffer {
  readonly #output;
  readonly #enough: number;
  #lines: string[] = [];
  #size = 0;
  #timer: NodeJS.Timeout | undefined;

  /** `shared`: other processes write to the same output. */
  constructor(shared = false) {
    this.#enough = shared ? whole : enough;
    this.#output = destination({ fd: 1, sync: false, maxWrite: shared ? whole : 2 * enough });
    process.once('exit', () => {
      this.flush();
      this.#output.flushSync();
    });
  }

  write(line: string): void {
    const size = this.#enough === whole ? Buffer.byteLength(line) : line.length;
    if (this.#enough === whole && this.#size + size > whole) this.flush();
    this.#lines.push(line);
    this.#size += size;
    if (this.#size >= this.#enough) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), patience).unref();
  }

  /** Hands over what has been gathered; `done` is called when it has been written. */
  flush(done?: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#size > 0) this.#output.write(this.#lines.join(''));
    this.#lines = [];
    this.#size = 0;
    if (done) this.#output.flush(done);
  }
}
