/** Headers by their names in lower case. */
export type HeaderFields = Readonly<Record<string, string>>;

/** What came back. `body` is the parsed JSON, or the text of anything else; undefined if there was none. */
export interface Answer<Body = unknown> {
  readonly status: number;
  readonly headers: HeaderFields;
  readonly body: Body;
}

/** One request and what came of it. */
export interface Exchanged {
  readonly method: string;
  /** Without the prefix and the query. */
  readonly path: string;
  readonly answer: Answer;
}

export interface ClientOptions {
  /** What paths are appended to: `http://127.0.0.1:8000/api/v1`. */
  readonly url: string;
  readonly token?: string | undefined;
  /** Told of every exchange; whatever it throws fails the request. */
  readonly observe?: (exchanged: Exchanged) => void;
}

export interface RequestOptions {
  /** Sent as it is if it is text, bytes or a form; as JSON otherwise. */
  readonly body?: unknown;
  readonly headers?: HeaderFields;
}

type RawBody = NonNullable<RequestInit['body']>;

const isRaw = (body: unknown): body is RawBody => typeof body === 'string' || body instanceof Uint8Array || body instanceof FormData || body instanceof ReadableStream;

async function bodyOf(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === '') return undefined;
  return /[/+]json\b/.test(response.headers.get('content-type') ?? '') ? JSON.parse(text) as unknown : text;
}

/** A client of the API as anyone could write it. */
export class Client {
  readonly options: ClientOptions;

  constructor(options: ClientOptions) {
    this.options = options;
  }

  /** The same client with another token, or none. */
  with(options: Partial<ClientOptions>): Client {
    return new Client({ ...this.options, ...options });
  }

  async send<Body = unknown>(method: string, path: string, { body, headers }: RequestOptions = {}): Promise<Answer<Body>> {
    const { url, token, observe } = this.options;
    const sent: RawBody | undefined = body === undefined || isRaw(body) ? body : JSON.stringify(body);
    const json = sent !== body;
    const response = await fetch(url + path, {
      method, redirect: 'manual',
      headers: { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...(json ? { 'content-type': 'application/json' } : {}), ...headers },
      ...(sent === undefined ? {} : { body: sent, duplex: 'half' }),
    });
    const answer = { status: response.status, headers: Object.fromEntries(response.headers), body: await bodyOf(response) as Body };
    observe?.({ method, path: path.split('?')[0]!, answer });
    return answer;
  }

  get<Body = unknown>(path: string, headers?: HeaderFields): Promise<Answer<Body>> {
    return this.send('GET', path, headers ? { headers } : {});
  }

  post<Body = unknown>(path: string, body: unknown, headers?: HeaderFields): Promise<Answer<Body>> {
    return this.send('POST', path, { body, ...(headers ? { headers } : {}) });
  }

  put<Body = unknown>(path: string, body: unknown, headers?: HeaderFields): Promise<Answer<Body>> {
    return this.send('PUT', path, { body, ...(headers ? { headers } : {}) });
  }

  delete(path: string, headers?: HeaderFields): Promise<Answer> {
    return this.send('DELETE', path, headers ? { headers } : {});
  }
}
