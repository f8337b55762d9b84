import { AuroraError, type AnyPort, type CallContext, type Contract, type Operation, type Port } from '@aurora/kernel';
import type { Dispatcher } from 'undici';
import { callPolicyOf, type CallPolicyOverride } from '../resilience/call-policy.ts';
import type { Target } from '../upstream/index.ts';
import { TryFailure } from '../upstream/try-failure.ts';
import { contextHeaders, placementsText } from './context-headers.ts';
import { parseOutput } from './input.ts';
import { tryAt, type RemoteAnswer } from './remote-answer.ts';
import { remoteContent } from './remote-content.ts';
import { Layout, type Input } from './remote-layout.ts';

export interface RemotePortOptions {
  /** Where the module's instances are. */
  readonly target: Target;
  /** A token that proves who calls on whose behalf, for this module. */
  readonly token: (context: CallContext) => string | Promise<string>;
  /** What a deployment changes of the policy of an operation. */
  readonly override?: (operation: string) => CallPolicyOverride | undefined;
}

/** What a request asks for beyond its operation, where the answer is bytes. */
interface Asked {
  readonly method?: 'HEAD';
  readonly range?: { readonly start: number; readonly end: number } | undefined;
}

function failure(error: unknown, module: string): AuroraError {
  if (error instanceof AuroraError) return error;
  if (error instanceof TryFailure && error.fault === 'silent') return new AuroraError('DEADLINE_EXCEEDED', `The ${module} module did not answer in time.`, { cause: error });
  return new AuroraError('UNAVAILABLE', `The ${module} module cannot be reached.`, { retryAfter: 1, cause: error });
}

function contextAsHeaders({ commandId, correlationId, deadline, placements, traceparent }: CallContext): Record<string, string> {
  const headers: Record<string, string> = { 'x-correlation-id': correlationId, [contextHeaders.deadline]: String(deadline - Date.now()) };
  if (traceparent !== undefined) headers['traceparent'] = traceparent;
  if (commandId !== undefined) headers[contextHeaders.commandId] = commandId;
  const placed = placementsText(placements);
  if (placed !== '') headers[contextHeaders.placements] = placed;
  return headers;
}

/** The typed client of a module elsewhere; answers and errors are those of a local port. */
export function createRemotePort<C extends Contract>(contract: C, { override, target, token }: RemotePortOptions): Port<C> {
  async function requestOf(layout: Layout, input: Input, context: CallContext, asked: Asked): Promise<Dispatcher.RequestOptions> {
    const { operation } = layout;
    const headers: Record<string, string> = { ...contextAsHeaders(context), authorization: `Bearer ${await token(context)}` };
    if (asked.range) headers['range'] = `bytes=${asked.range.start}-${asked.range.end}`;
    layout.addHeaders(headers, input);
    const json = layout.body(input);
    if (json !== undefined) headers['content-type'] = 'application/json';
    else if (operation.body === 'stream') headers['content-type'] ??= 'application/octet-stream';
    const body = operation.body === 'stream' ? input['content'] as AsyncIterable<Uint8Array> : json ?? null;
    return { method: asked.method ?? operation.method, path: layout.path(input), headers, body: body as never, bodyTimeout: operation.reply === 'stream' ? 60_000 : context.deadline - Date.now() };
  }

  /** An answer that is no error. */
  async function exchange(layout: Layout, name: string, input: Input, context: CallContext, asked: Asked = {}): Promise<RemoteAnswer> {
    const { operation } = layout;
    if (context.deadline <= Date.now()) throw new AuroraError('DEADLINE_EXCEEDED');
    const mayRepeat = operation.body !== 'stream' && (operation.kind === 'query' || context.commandId !== undefined);
    const policy = callPolicyOf(operation, override?.(name));
    const answer = await target.call({
      policy: mayRepeat ? policy : { ...policy, tries: 1 }, deadline: Math.min(context.deadline, Date.now() + policy.deadline),
      repeatable: () => operation.body !== 'stream', wanted: () => true,
      send: async (member, milliseconds) => tryAt(member, milliseconds, await requestOf(layout, input, context, asked)),
    });
    if (answer.status < 400) return answer;
    // A HEAD has no body to say what is wrong.
    if (asked.method === 'HEAD') return exchange(layout, name, input, context);
    throw await answer.error();
  }

  function call(name: string, operation: Operation): AnyPort[string] {
    const layout = new Layout(operation);
    return async (input, context) => {
      try {
        if (operation.reply === 'stream') {
          const { headers } = await exchange(layout, name, input, context, { method: 'HEAD' });
          return remoteContent(headers, range => exchange(layout, name, input, context, { range }).catch((error: unknown) => { throw failure(error, contract.module); }));
        }
        const answer = await exchange(layout, name, input, context);
        if (operation.reply === 'json' || (operation.reply === 'later' && answer.status === 202)) return parseOutput(operation.output, JSON.parse(await answer.text()), contract.module);
        await answer.body.dump();
        return operation.reply === 'headers' ? parseOutput(operation.output, layout.inHeaders(answer.headers), contract.module) : undefined;
      } catch (error) {
        throw failure(error, contract.module);
      }
    };
  }

  const port: Record<string, unknown> = {};
  for (const [name, operation] of Object.entries(contract.operations)) port[name] = call(name, operation);
  return port as AnyPort as Port<C>;
}
