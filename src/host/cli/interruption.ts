import { exit } from './failure.ts';

/**
 * A signal that is aborted by the first Ctrl-C (SIGINT) or SIGTERM, so that a command can end cleanly; the second ends the process at once.
 * `stop` takes the handlers away again.
 */
export function onInterruption(notice: string): { readonly signal: AbortSignal; readonly stop: () => void } {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(exit.interrupted);
    controller.abort();
    process.stderr.write(`\n${notice}\n`);
  };
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const name of signals) process.on(name, interrupt);
  return { signal: controller.signal, stop: () => { for (const name of signals) process.off(name, interrupt); } };
}
