const principal = { id: 'user:bench', scopes: new Set(['subject:read', 'subject:write']) };

/** The context of a call by one user, with a minute to answer. */
export const context = commandId => ({ correlationId: 'bench', traceparent: undefined, principal, caller: undefined, deadline: Date.now() + 60_000, commandId, placements: {} });
