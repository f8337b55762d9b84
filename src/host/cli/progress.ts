import { Presets, SingleBar } from 'cli-progress';

/** How far a long command has come. */
export interface Progress {
  advance(count?: number): void;
  stop(): void;
}

/** Milliseconds between two lines where there is no terminal. */
const interval = 5_000;

/** A bar on a terminal; elsewhere a plain line now and then. Always on standard error. `total` is undefined while nobody knows it. */
export const startProgress = (what: string, total: number | undefined): Progress => (process.stderr.isTTY ? bar(what, total) : lines(what, total));

function bar(what: string, total: number | undefined): Progress {
  const format = total === undefined ? `${what} {value}` : `${what} {bar} {value} of {total}, {eta_formatted} left`;
  const shown = new SingleBar({ format, stream: process.stderr, hideCursor: true, gracefulExit: false }, Presets.shades_classic);
  shown.start(total ?? 0, 0);
  return { advance: count => shown.increment(count ?? 1), stop: () => shown.stop() };
}

function lines(what: string, total: number | undefined): Progress {
  let done = 0;
  let told = -1;
  const tell = (): void => {
    if (done !== told) process.stderr.write(`${what}: ${done}${total === undefined ? '' : ` of ${total}`}\n`);
    told = done;
  };
  const timer = setInterval(tell, interval).unref();
  return { advance: count => { done += count ?? 1; }, stop: () => { clearInterval(timer); tell(); } };
}
