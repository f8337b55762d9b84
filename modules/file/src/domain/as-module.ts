import { randomUUIDv7 } from 'node:crypto';
import type { CallContext } from '@aurora/kernel';

/** In whose name the module does work that nobody has asked for: its own. `work` begins the correlation id. */
export const asModule = (work: string): CallContext => ({
  correlationId: `${work}-${randomUUIDv7()}`, traceparent: undefined, principal: { id: 'module:file', scopes: new Set() },
  caller: 'file', deadline: Date.now() + 60_000, commandId: undefined, placements: {},
});
