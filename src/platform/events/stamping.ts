import type { EventBus } from './event-bus.ts';
import type { Duty } from './event-worker.ts';
import type { Stamper } from './stamper.ts';

/** Milliseconds between two looks at what has no position yet while nobody wakes us: another host may have written. */
const interval = 100;

/** Name of the wake when a module has committed, before its events have positions. */
export const committedIn = (module: string): string => `${module}.committed`;

/** Gives a module's events their positions, for as long as the lease is held, and wakes who waits for them. */
export const stamping = (module: string, stamper: Stamper, bus: EventBus): Duty => async (fence, signal) => {
  await stamper.claim(fence);
  while (!signal.aborted) {
    let heard = false;
    const unlisten = bus.listen(committedIn(module), () => { heard = true; });
    const stamped = await stamper.stamp(fence).finally(unlisten);
    if (stamped > 0) bus.wake(module);
    else if (!heard) await bus.woken(committedIn(module), interval, signal);
  }
};
