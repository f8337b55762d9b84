import { randomUUID } from 'node:crypto';
import type { CallContext, Principal } from '@aurora/kernel';

/** Someone who may do everything. */
export const anna: Principal = { id: 'user:anna', scopes: new Set(['admin']) };

export type Called = Partial<CallContext>;

/** A call by Anna, as a command of its own that nothing repeats, with a minute to answer; other than that as `given` says. */
export const call = (given: Called = {}): CallContext => ({
  correlationId: 'test', traceparent: undefined, principal: anna, caller: undefined, deadline: Date.now() + 60_000, commandId: randomUUID(), placements: {}, ...given,
});
