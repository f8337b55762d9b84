import type { z } from 'zod';
import type { Content, ContentStream } from './content.ts';
import type { ErrorCode } from './errors.ts';
import type { EventStream } from './event-stream.ts';
import type { Scope } from './scope.ts';

/** `HEAD` is said of operations that answer it otherwise than their GET. */
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD' | 'OPTIONS';

/** Errors that any operation may answer with; contracts list only what comes on top. */
export const commonErrors: readonly ErrorCode[] = ['MALFORMED_REQUEST', 'VALIDATION_FAILED', 'UNAUTHENTICATED', 'FORBIDDEN', 'INTERNAL', 'BAD_GATEWAY', 'UNAVAILABLE', 'DEADLINE_EXCEEDED'];

/**
 * One thing a module does for others, and everything that follows from it: route, client, documentation,
 * scope, metrics' label, parity test.
 *
 * The fields of `input` that `path` names in braces come from the path; those in `headers` from request headers;
 * the rest from the query string where there is no JSON body, else from the body.
 */
export interface Operation<Input extends z.ZodObject = z.ZodObject, Output extends z.ZodType = z.ZodType> {
  readonly kind: 'query' | 'command';
  readonly method: Method;
  /** Below the API's prefix, with parameters in braces: `/subjects/{id}`. A trailing slash is optional to clients. */
  readonly path: `/${string}`;
  readonly summary: string;
  readonly input: Input;
  readonly output: Output;
  readonly errors: readonly ErrorCode[];
  /** Null: open to all. */
  readonly scope: Scope | null;
  /** Only modules call it: never routed from outside. */
  readonly internal: boolean;
  /** May be repeated without a second effect. Queries may; commands with a command id may. */
  readonly idempotent: boolean;
  /** Milliseconds after which an answer is of no use, whatever was tried. */
  readonly timeout: number;
  /** Milliseconds in which a try from another process must have begun to answer, before it is made anew. */
  readonly tryTimeout: number;
  /** Tries in all, from another process; those after the first only if the operation is idempotent and nothing has been answered yet. */
  readonly tries: number;
  readonly status: 200 | 201 | 202 | 204;
  /**
   * What the request carries. `stream` is bytes of any length: those of the part `file` where it is a form, unless the operation
   * reads Content-Type itself, by its `headers`.
   */
  readonly body: 'none' | 'json' | 'stream';
  /**
   * What the answer carries. `later`: nothing once it is done, else 202 with JSON and the location where it can be followed.
   * `events`: events as they come, from the process that the client has asked; no port brings them from elsewhere.
   * `headers`: no body; the fields of the output are in headers, as `answerHeaders` has them: for protocols that speak so.
   */
  readonly reply: 'none' | 'json' | 'stream' | 'later' | 'events' | 'headers';
  /** Input field → request header that carries it. */
  readonly headers: Readonly<Record<string, string>>;
  /** Output field → header of the answer that carries it, where the reply is `headers`. */
  readonly answerHeaders: Readonly<Record<string, string>>;
  /** Headers that every answer carries, errors too, with their values. */
  readonly constantHeaders: Readonly<Record<string, string>>;
  /** Where the thing made, or what is still being done, can be read, below the API's prefix. */
  readonly location: ((output: z.output<Output>) => string) | undefined;
  /** Entity tag of the answer, without quotes; undefined for one that has none. */
  readonly tag: ((output: z.output<Output>) => string | undefined) | undefined;
  /** Whether that tag is made another with each input: for a query that is asked in a body, under one path. */
  readonly tagPerInput: boolean;
  /** How the answer may be kept. Undefined: by nobody; a client asks each time. */
  readonly cache: Caching | undefined;
  /** Whether a repeat on the other side of an extraction may be compared with the answer. */
  readonly shadow: 'compare' | 'never';
  /**
   * Fields of the answer that such a comparison leaves out, as dotted paths: `items.*.seen_at`. `*` stands for any index or key.
   * What is below an ignored field is ignored too.
   */
  readonly ignore: readonly string[];
  /** What is answered, marked as such, where the module cannot: a default. Undefined, or an answer of undefined: the error. */
  readonly fallback: ((input: z.output<Input>) => z.output<Output> | undefined) | undefined;
}

/** Who may keep an answer for how long. */
export interface Caching {
  /** `Cache-Control: max-age` in seconds: for how long a client uses the answer without asking. Undefined: it asks each time. */
  readonly maxAge?: number;
  /** Whether the answer differs by principal. */
  readonly perPrincipal: boolean;
  /** The copy that a gateway answers from; it is dropped as well when the module tells of a change. Undefined: it keeps none. */
  readonly shared?: {
    /** Seconds for which it answers without asking. */
    readonly maxAge: number;
    /** Seconds after that in which the copy still stands in for a module that does not answer. By default 0. */
    readonly staleIfError?: number;
  };
}

type Defaulted = 'kind' | 'internal' | 'idempotent' | 'timeout' | 'tryTimeout' | 'tries' | 'status' | 'body' | 'reply' | 'headers' | 'answerHeaders' | 'constantHeaders' | 'location' | 'tag' | 'tagPerInput' | 'cache' | 'shadow' | 'ignore' | 'fallback' | 'errors';
type Spec<Input extends z.ZodObject, Output extends z.ZodType> = Omit<Operation<Input, Output>, Defaulted> & Partial<Omit<Operation<Input, Output>, 'kind'>>;

const base = {
  internal: false, timeout: 5_000, tries: 3, reply: 'json', headers: {}, answerHeaders: {}, constantHeaders: {}, location: undefined, tag: undefined, tagPerInput: false, cache: undefined, ignore: [], fallback: undefined, errors: [],
} as const;

/** A quarter of the time and at most five seconds, so that there is time for others; an answer to bytes begins when all have come. */
const tryTimeoutOf = ({ body, timeout = base.timeout }: { readonly body?: string; readonly timeout?: number }): number =>
  (body === 'stream' ? timeout : Math.min(timeout / 4, 5_000));

/** An operation that changes nothing. */
export const query = <Input extends z.ZodObject, Output extends z.ZodType, const Rest extends object>(spec: Spec<Input, Output> & Rest): Operation<Input, Output> & Rest & { readonly kind: 'query' } =>
  ({ ...base, tryTimeout: tryTimeoutOf(spec), kind: 'query', idempotent: true, status: 200, body: 'none', shadow: spec.reply === 'stream' || spec.reply === 'events' ? 'never' : 'compare', ...spec });

/** An operation that changes something, once per command id. */
export const command = <Input extends z.ZodObject, Output extends z.ZodType, const Rest extends object>(spec: Spec<Input, Output> & Rest): Operation<Input, Output> & Rest & { readonly kind: 'command' } =>
  ({ ...base, tryTimeout: tryTimeoutOf(spec), kind: 'command', idempotent: true, status: 200, body: spec.method === 'DELETE' ? 'none' : 'json', shadow: 'never', ...spec });

/** What a handler is given: the validated input, and the bytes if the operation takes any. */
export type InputOf<Op extends Operation> = z.output<Op['input']> & (Op extends { readonly body: 'stream' } ? { readonly content: ContentStream } : unknown);

/** What a caller of a port passes: defaults may be left out. */
export type CallOf<Op extends Operation> = z.input<Op['input']> & (Op extends { readonly body: 'stream' } ? { readonly content: ContentStream } : unknown);

export type OutputOf<Op extends Operation> = Op extends { readonly reply: 'stream' } ? Content : Op extends { readonly reply: 'events' } ? EventStream : Op extends { readonly reply: 'later' } ? z.output<Op['output']> | undefined : z.output<Op['output']>;

/** The names in braces of a path. */
export const pathParameters = (path: string): string[] => [...path.matchAll(/\{([a-z_]+)\}/g)].map(match => match[1]!);

/** What a request is counted as where callers are limited. */
export type RequestClass = 'read' | 'write' | 'upload';

export const requestClassOf = ({ kind, body }: Pick<Operation, 'kind' | 'body'>): RequestClass => (kind === 'query' ? 'read' : body === 'stream' ? 'upload' : 'write');
