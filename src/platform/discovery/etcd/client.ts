import type { RegistryAddress } from '../address.ts';
import { JsonClient, StatusError } from '../json-client.ts';

/** Keys and values travel in base64; 64-bit numbers as text. */
export const encode = (text: string): string => Buffer.from(text).toString('base64');
export const decode = (text: string): string => Buffer.from(text, 'base64').toString();

/** A line of a stream. */
type Streamed<Result> = { readonly result: Result } | { readonly error: { readonly message?: string } };

/** etcd's JSON gateway, of version 3.4 and later: https://etcd.io/docs/v3.4/dev-guide/api_grpc_gateway/ */
export class EtcdClient {
  readonly #json: JsonClient;
  readonly #account: { readonly name: string; readonly password: string } | undefined;
  #token: Promise<string> | undefined;

  constructor({ origin, password, user }: RegistryAddress) {
    this.#json = new JsonClient(origin);
    this.#account = user === '' ? undefined : { name: user, password };
  }

  async call<Answer>(path: string, body: object, signal?: AbortSignal): Promise<Answer> {
    const request = async () => (await this.#json.request<Answer>({ method: 'POST', path, body, headers: await this.#headers(), ...(signal ? { signal } : {}) })).answer;
    try {
      return await request();
    } catch (error) {
      if (!this.#refused(error)) throw error;
      return request();
    }
  }

  /** What a stream tells, until it ends or nothing has come for `idle` milliseconds; rejects then. */
  async* stream<Result>(path: string, body: object, idle: number, signal: AbortSignal): AsyncGenerator<Result> {
    try {
      for await (const line of this.#json.lines<Streamed<Result>>({ method: 'POST', path, body, headers: await this.#headers(), idle, signal })) {
        if ('error' in line) throw new Error(`${path} ended: ${line.error.message ?? 'an error'}`);
        yield line.result;
      }
    } catch (error) {
      this.#refused(error);
      throw error;
    }
  }

  close(): Promise<void> {
    return this.#json.close();
  }

  /** Whether it may be the token that was refused: it ends by itself when it is not used for minutes, and with a change of its account. */
  #refused(error: unknown): boolean {
    if (this.#token === undefined || !(error instanceof StatusError) || (error.status !== 400 && error.status !== 401)) return false;
    this.#token = undefined;
    return true;
  }

  async #headers(): Promise<Record<string, string>> {
    if (!this.#account) return {};
    this.#token ??= this.#authenticate(this.#account).catch((error: unknown) => {
      this.#token = undefined;
      throw error;
    });
    return { authorization: await this.#token };
  }

  async #authenticate(body: object): Promise<string> {
    return (await this.#json.request<{ token: string }>({ method: 'POST', path: '/v3/auth/authenticate', body })).answer.token;
  }
}
