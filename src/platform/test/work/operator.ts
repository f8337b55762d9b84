import type { CallContext } from '@aurora/kernel';

/** An operator who asks a module. */
export const operator: CallContext = {
  correlationId: 'test', traceparent: undefined, principal: { id: 'operator', scopes: new Set(['admin']) }, caller: 'gateway', deadline: Date.now() + 600_000, commandId: undefined, placements: {},
};
