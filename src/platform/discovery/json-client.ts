import { Agent, type Dispatcher } from 'undici';
import { patience } from './backend.ts';

/** An answer that is none of the wanted kind. */
export class StatusError extends Error {
  override readonly name = 'StatusError';
  readonly status: number;

  constructor(path: string, status: number) {
    super(`${path} answered ${status}`);
    this.status = status;
  }
}

export interface JsonRequest {
  readonly method: Dispatcher.HttpMethod;
  /** Shown in errors, without its query. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds that the server may wait before it answers. */
  readonly wait?: number;
  readonly signal?: AbortSignal;
}

export interface JsonAnswer<Answer> {
  readonly answer: Answer;
  readonly header: (name: string) => string | undefined;
}

/** Speaks JSON with one server. */
export class JsonClient {
  readonly #origin: string;
  readonly #agent = new Agent({ connections: 16, connectTimeout: 1_000 });

  constructor(origin: string) {
    this.#origin = origin;
  }

  /** The answer, if its status is below 300; else rejects with a `StatusError`, and where the server is away with undici's error. */
  async request<Answer>({ method, path, query = {}, body, headers = {}, wait = 0, signal }: JsonRequest): Promise<JsonAnswer<Answer>> {
    const response = await this.#send({ method, path, query, body, headers }, anyOf(AbortSignal.timeout(wait + patience), signal));
    const text = await response.body.text();
    return { answer: (text === '' ? undefined : JSON.parse(text)) as Answer, header: name => [response.headers[name] ?? []].flat()[0] };
  }

  /**
   * The lines of an answer that goes on, each of them JSON, until the server ends it. Where nothing comes for `idle` milliseconds,
   * or `signal` is aborted, it rejects.
   */
  async* lines<Line>(request: JsonRequest & { readonly idle: number; readonly signal: AbortSignal }): AsyncGenerator<Line> {
    const response = await this.#send(request, request.signal, { headersTimeout: patience, bodyTimeout: request.idle });
    let rest = '';
    for await (const chunk of response.body.setEncoding('utf8') as AsyncIterable<string>) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop()!;
      for (const line of lines) if (line !== '') yield JSON.parse(line) as Line;
    }
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }

  async #send({ method, path, query = {}, body, headers = {} }: JsonRequest, signal: AbortSignal, timeouts = { headersTimeout: 0, bodyTimeout: 0 }): Promise<Dispatcher.ResponseData> {
    const response = await this.#agent.request({
      origin: this.#origin, method, path: Object.keys(query).length === 0 ? path : `${path}?${new URLSearchParams(query)}`, signal, ...timeouts,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers }, body: body === undefined ? null : JSON.stringify(body),
    });
    if (response.statusCode < 300) return response;
    await response.body.dump();
    throw new StatusError(path, response.statusCode);
  }
}

const anyOf = (signal: AbortSignal, other: AbortSignal | undefined): AbortSignal => (other ? AbortSignal.any([signal, other]) : signal);
