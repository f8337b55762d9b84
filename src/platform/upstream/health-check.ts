import { setTimeout as wait } from 'node:timers/promises';
import { openPool } from './open-pool.ts';

/** Milliseconds that an instance has for its answer. */
const timeout = 1_000;

/**
 * Asks an instance whether it is ready, at once and then about every `interval` milliseconds, until told to stop. Any answer below 500
 * passes: an application without `GET /health/ready` answers 404. Has a connection of its own, so that it never waits for one.
 */
export function checkHealth(url: string, interval: number, checked: (passed: boolean) => void): () => void {
  const ending = new AbortController();
  const pool = openPool(url, { connections: 1, connectTimeout: timeout });

  async function passes(): Promise<boolean> {
    try {
      const { statusCode, body } = await pool.request({ method: 'GET', path: '/health/ready', signal: AbortSignal.timeout(timeout) });
      await body.dump();
      return statusCode < 500;
    } catch {
      return false;
    }
  }

  async function check(): Promise<void> {
    while (!ending.signal.aborted) {
      const passed = await passes();
      if (ending.signal.aborted) return;
      checked(passed);
      await wait(interval * (0.75 + Math.random() / 2), undefined, { ref: false, signal: ending.signal }).catch(() => undefined);
    }
  }

  void check();
  return () => {
    ending.abort();
    void pool.destroy();
  };
}
