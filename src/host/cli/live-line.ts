/** Milliseconds between two lines where there is no terminal. */
const interval = 5_000;

/** A length of time for people. */
export const seconds = (value: number): string => (value < 90 ? `${Math.ceil(value)} s` : `${Math.ceil(value / 60)} min`);

/** How far something is, on standard error: a line that changes on a terminal; elsewhere lines now and then, and at once where the stage has changed. */
export class LiveLine {
  #told = 0;
  #stage: string | undefined;

  show(line: string, stage: string): void {
    if (process.stderr.isTTY) {
      process.stderr.write(`\r\x1b[K${line}`);
      return;
    }
    const now = Date.now();
    if (stage === this.#stage && now - this.#told < interval) return;
    this.#stage = stage;
    this.#told = now;
    process.stderr.write(`${line}\n`);
  }

  end(): void {
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  }
}
