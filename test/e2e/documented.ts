import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Answer, Client, Exchanged } from './client.ts';

interface Described {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, Response>>;
}

interface Response {
  readonly $ref?: string;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly content?: Readonly<Record<string, unknown>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: { readonly responses: Readonly<Record<string, Response>> };
}

/** Headers that come with every answer of a response that names them. */
const always = new Set(['x-correlation-id', 'etag', 'location']);
const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1').replaceAll('{', '%7B').replaceAll('}', '%7D');
const parameters = (path: string): number => path.split('{').length;

/** The OpenAPI document that a running Aurora serves, as a judge of what it answers. */
export class Documented {
  readonly #document: Document;
  readonly #ajv = new Ajv2020({ strict: false, formats: { 'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, binary: true, uuid: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/ } });
  readonly #paths: readonly (readonly [pattern: RegExp, path: string])[];
  /** The operations that have been answered without an error. */
  readonly answered = new Set<string>();

  private constructor(document: Document) {
    this.#document = document;
    this.#ajv.addSchema(document, 'aurora');
    this.#paths = Object.keys(document.paths).toSorted((a, b) => parameters(a) - parameters(b))
      .map(path => [new RegExp(`^${path.replace(/\{[a-z_]+\}/g, '[^/]+')}/?$`), path] as const);
  }

  static async of(client: Client): Promise<Documented> {
    return new Documented((await client.get<Document>('/openapi.json')).body);
  }

  get operations(): string[] {
    return Object.values(this.#document.paths).flatMap(methods => Object.values(methods)).map(operation => operation.operationId);
  }

  /** Throws unless the document says that such a request is answered so. */
  readonly check = ({ method, path, answer }: Exchanged): void => {
    const found = this.#paths.find(([pattern]) => pattern.test(path))?.[1];
    const operations = found === undefined ? {} : this.#document.paths[found]!, asked = method.toLowerCase();
    // HEAD is GET without the body, unless it is an operation of its own.
    const name = asked === 'head' && !(asked in operations) ? 'get' : asked;
    const operation = operations[name];
    if (!operation) throw new Error(`${method} ${path} is not in the document`);
    const status = String(answer.status);
    if (!(status in operation.responses)) throw new Error(`${operation.operationId} may not answer ${status}: ${JSON.stringify(answer.body)}`);
    this.#checkResponse(`/paths/${escaped(found!)}/${name}/responses/${status}`, operation.responses[status]!, answer, `${operation.operationId} ${status}`, method === 'HEAD');
    if (answer.status < 400) this.answered.add(operation.operationId);
  };

  #checkResponse(pointer: string, response: Response, answer: Answer, title: string, head: boolean): void {
    if (response.$ref !== undefined) {
      const name = response.$ref.split('/').at(-1)!;
      return this.#checkResponse(`/components/responses/${name}`, this.#document.components.responses[name]!, answer, title, head);
    }
    for (const header of Object.keys(response.headers ?? {}).map(known => known.toLowerCase())) {
      if (always.has(header) && answer.headers[header] === undefined) throw new Error(`${title} has no ${header}`);
    }
    const type = (answer.headers['content-type'] ?? '').split(';')[0]!;
    if (head || (answer.body === undefined && response.content === undefined)) return;
    const known = Object.keys(response.content ?? {});
    if (!known.includes(type) && !known.includes('*/*')) throw new Error(`${title} is ${type}, not ${known.join(' or ')}`);
    if (!type.endsWith('json')) return;
    const validate = this.#ajv.getSchema(`aurora#${pointer}/content/${escaped(type)}/schema`);
    if (!validate) throw new Error(`${title} has no schema`);
    if (!validate(answer.body)) throw new Error(`${title} is not as documented: ${this.#ajv.errorsText(validate.errors)}\n${JSON.stringify(answer.body)}`);
  }
}
