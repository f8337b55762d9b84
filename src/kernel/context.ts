import type { Scope } from './scope.ts';

/** Who is calling, as far as it has been proven. */
export interface Principal {
  /** Stable and unique: `user:…`, `key:…`, `module:…`, or `anonymous`. */
  readonly id: string;
  readonly scopes: ReadonlySet<Scope>;
}

export const anonymous: Principal = { id: 'anonymous', scopes: new Set() };

/** Where a module lives for the length of one request. */
export type Placement = 'monolith' | 'service';

/** What travels with every call, from the client's request through every port. */
export interface CallContext {
  /** 1 to 128 characters of `A-Za-z0-9._:-`; the same in every log line and answer of one request. */
  readonly correlationId: string;
  /** W3C `traceparent`, if the request is traced. */
  readonly traceparent: string | undefined;
  readonly principal: Principal;
  /** The module that makes the call; undefined when it came from outside. */
  readonly caller: string | undefined;
  /** When the answer is of no use any more, in milliseconds since the epoch. */
  readonly deadline: number;
  /** Names this command: a repeat under the same id has no second effect. */
  readonly commandId: string | undefined;
  /** Decided once per request, by module. */
  readonly placements: Readonly<Record<string, Placement>>;
}

/** The context in which `module` calls another on behalf of `context`, as the command `commandId`. */
export const calledBy = (context: CallContext, module: string, commandId?: string): CallContext => ({ ...context, caller: module, commandId });
