import { destination } from 'pino';

/** Characters that are gathered before a write, and milliseconds after which they are written anyway. */
const enough = 48 * 1024, patience = 250;

/**
 * Standard output for log lines, off the request's path. Lines are gathered here because pino's own buffer copies all that it
 * holds for each line that it takes.
 */
export class LineBuffer {
  readonly #output = destination({ fd: 1, sync: false, maxWrite: 2 * enough });
  #lines: string[] = [];
  #size = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor() {
    process.once('exit', () => {
      this.flush();
      this.#output.flushSync();
    });
  }

  write(line: string): void {
    this.#lines.push(line);
    this.#size += line.length;
    if (this.#size >= enough) this.flush();
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
