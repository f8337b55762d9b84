/** Aborted when the process is told to stop, for the reason that is the name of the signal. The second time ends it at once. */
export function told(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => controller.abort(signal));
  return controller.signal;
}
