import { AuroraError, isErrorCode, pathParameters, type AnyPort, type CallContext, type Contract, type Operation, type Port } from '@aurora/kernel';
import { Pool, type Dispatcher } from 'undici';
import { parseOutput } from './input.ts';
import { remoteContent } from './remote-content.ts';

export interface RemotePortOptions {
  /** Where the module's own port listens: `http://127.0.0.1:8002`. */
  readonly url: string;
  /** A token that proves who calls on whose behalf, for this module. */
  readonly token: (context: CallContext) => string | Promise<string>;
  /** Connections kept to the module. */
  readonly connections?: number;
}

/** A port to a module in another process, and the end of its connections. */
export interface RemotePort<C extends Contract> {
  readonly port: Port<C>;
  close(): Promise<void>;
}

type Input = Record<string, unknown>;

/** What a request asks for beyond its operation, where the answer is bytes. */
interface Asked {
  readonly method?: 'HEAD';
  readonly range?: { readonly start: number; readonly end: number } | undefined;
}

/** How an operation's input is laid out in a request; worked out once. */
class Layout {
  readonly operation: Operation;
  readonly #path: readonly string[];
  readonly #names: readonly string[];
  readonly #elsewhere: ReadonlySet<string>;

  constructor(operation: Operation) {
    this.operation = operation;
    this.#path = operation.path.split(/\{[a-z_]+\}/);
    this.#names = pathParameters(operation.path);
    this.#elsewhere = new Set([...this.#names, ...Object.keys(operation.headers), ...(operation.body === 'stream' ? ['content'] : [])]);
  }

  path(input: Input): string {
    let path = this.#path[0]!;
    this.#names.forEach((name, place) => { path += encodeURIComponent(String(input[name])) + this.#path[place + 1]!; });
    if (this.operation.body === 'json') return path;
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(input)) if (value !== undefined && !this.#elsewhere.has(name)) query.set(name, String(value));
    return query.size > 0 ? `${path}?${query}` : path;
  }

  body(input: Input): string | undefined {
    if (this.operation.body !== 'json') return undefined;
    return JSON.stringify(Object.fromEntries(Object.entries(input).filter(([name]) => !this.#elsewhere.has(name))));
  }

  addHeaders(headers: Record<string, string>, input: Input): void {
    for (const [field, header] of Object.entries(this.operation.headers)) {
      const value = input[field];
      if (value !== undefined) headers[header] = String(value);
    }
  }
}

function errorFrom(status: number, text: string, retryAfter: string | undefined): AuroraError {
  let body: { error_code?: unknown; error_message?: unknown; details?: Record<string, unknown> } = {};
  try {
    body = JSON.parse(text) as typeof body;
  } catch { /* not one of ours: answered as a bad gateway would be */ }
  if (!isErrorCode(body.error_code)) return new AuroraError('UNAVAILABLE', `The service answered ${status}.`, { retryAfter: 1 });
  return new AuroraError(body.error_code, String(body.error_message), { details: body.details ?? {}, ...(retryAfter === undefined ? {} : { retryAfter: Number(retryAfter) }) });
}

function failure(error: unknown, module: string): AuroraError {
  if (error instanceof AuroraError) return error;
  if (error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError')) return new AuroraError('DEADLINE_EXCEEDED', `The ${module} module did not answer in time.`, { cause: error });
  return new AuroraError('UNAVAILABLE', `The ${module} module cannot be reached.`, { retryAfter: 1, cause: error });
}

/** Errors before an answer has begun: the request may be sent again where a repeat has no second effect. */
const repeatable = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'UND_ERR_CONNECT_TIMEOUT']);
const mayRepeat = (error: unknown): boolean => repeatable.has((error as { code?: string }).code ?? '');

/** The typed client of a module elsewhere; answers and errors are those of a local port. */
export function createRemotePort<C extends Contract>(contract: C, { url, token, connections = 32 }: RemotePortOptions): RemotePort<C> {
  const pool = new Pool(url, { connections, pipelining: 1, keepAliveTimeout: 60_000 });
  const base = new URL(url).pathname.replace(/\/$/, '');

  async function send(layout: Layout, input: Input, context: CallContext, asked: Asked): Promise<Dispatcher.ResponseData> {
    const { operation } = layout;
    const issued = token(context);
    const remaining = context.deadline - Date.now();
    if (remaining <= 0) throw new AuroraError('DEADLINE_EXCEEDED');
    const headers: Record<string, string> = { authorization: `Bearer ${typeof issued === 'string' ? issued : await issued}`, 'x-correlation-id': context.correlationId, 'aurora-deadline': String(remaining) };
    if (context.traceparent !== undefined) headers['traceparent'] = context.traceparent;
    if (context.commandId !== undefined) headers['aurora-command-id'] = context.commandId;
    if (asked.range) headers['range'] = `bytes=${asked.range.start}-${asked.range.end}`;
    layout.addHeaders(headers, input);
    const json = layout.body(input);
    if (json !== undefined) headers['content-type'] = 'application/json';
    else if (operation.body === 'stream') headers['content-type'] = 'application/octet-stream';
    const body = operation.body === 'stream' ? input['content'] as AsyncIterable<Uint8Array> : json ?? null;
    return pool.request({ method: asked.method ?? operation.method, path: base + layout.path(input), headers, body: body as never, headersTimeout: remaining, bodyTimeout: operation.reply === 'stream' ? 60_000 : remaining });
  }

  /** An answer that is no error; a request that broke off before its answer is sent once more where that does no harm. */
  async function exchange(layout: Layout, input: Input, context: CallContext, asked: Asked = {}): Promise<Dispatcher.ResponseData> {
    const answer = await attempt(layout, input, context, asked);
    if (answer.statusCode < 400) return answer;
    // A HEAD has no body to say what is wrong.
    if (asked.method === 'HEAD') return exchange(layout, input, context);
    throw errorFrom(answer.statusCode, await answer.body.text(), answer.headers['retry-after'] as string | undefined);
  }

  async function attempt(layout: Layout, input: Input, context: CallContext, asked: Asked): Promise<Dispatcher.ResponseData> {
    try {
      return await send(layout, input, context, asked);
    } catch (error) {
      const again = mayRepeat(error) && layout.operation.idempotent && layout.operation.body !== 'stream' && (layout.operation.kind === 'query' || context.commandId !== undefined);
      if (!again) throw error;
      return send(layout, input, context, asked);
    }
  }

  function call(operation: Operation): AnyPort[string] {
    const layout = new Layout(operation);
    return async (input, context) => {
      try {
        if (operation.reply === 'stream') {
          const { headers } = await exchange(layout, input, context, { method: 'HEAD' });
          return remoteContent(headers, range => exchange(layout, input, context, { range }).catch((error: unknown) => { throw failure(error, contract.module); }));
        }
        const answer = await exchange(layout, input, context);
        if (operation.reply === 'json') return parseOutput(operation.output, await answer.body.json(), contract.module);
        await answer.body.dump();
        return undefined;
      } catch (error) {
        throw failure(error, contract.module);
      }
    };
  }

  const port: Record<string, unknown> = {};
  for (const [name, operation] of Object.entries(contract.operations)) port[name] = call(operation);
  return { port: port as AnyPort as Port<C>, close: () => pool.destroy() };
}
