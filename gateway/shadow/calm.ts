import { performance, type EventLoopUtilization } from 'node:perf_hooks';

/** Milliseconds over which it is looked at, and the share of them from which on the event loop counts as busy. */
export const glance = 20;
const busy = 0.6;

/** Answers whether the event loop has time to spare: whether it was idle for long enough of its last milliseconds. */
export function watchCalm(): () => boolean {
  let last: EventLoopUtilization = performance.eventLoopUtilization();
  let since = performance.now();
  let calm = true;
  return () => {
    const now = performance.now();
    if (now - since < glance) return calm;
    const current = performance.eventLoopUtilization();
    calm = performance.eventLoopUtilization(current, last).utilization < busy;
    last = current;
    since = now;
    return calm;
  };
}
