import { pathParameters, type Operation } from '@aurora/kernel';
import type { z } from 'zod';
import { textReaders } from './text-readers.ts';

export type Input = Record<string, unknown>;

/** How an operation's input is laid out in a request; worked out once. */
export class Layout {
  readonly operation: Operation;
  readonly #path: readonly string[];
  readonly #names: readonly string[];
  readonly #elsewhere: ReadonlySet<string>;
  /** Of an output that is in headers, how each field is read. */
  readonly #readers: ReturnType<typeof textReaders>;

  constructor(operation: Operation) {
    this.operation = operation;
    this.#path = operation.path.split(/\{[a-z_]+\}/);
    this.#names = pathParameters(operation.path);
    this.#elsewhere = new Set([...this.#names, ...Object.keys(operation.headers), ...(operation.body === 'stream' ? ['content'] : [])]);
    this.#readers = operation.reply === 'headers' ? textReaders(operation.output as z.ZodObject) : new Map();
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

  /** The fields of the output that the headers of an answer carry. */
  inHeaders(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, unknown> {
    return Object.fromEntries(Object.entries(this.operation.answerHeaders).flatMap(([field, header]) => {
      const value = headers[header];
      return value === undefined ? [] : [[field, this.#readers.get(field)!(String(value))]];
    }));
  }

  addHeaders(headers: Record<string, string>, input: Input): void {
    for (const [field, header] of Object.entries(this.operation.headers)) {
      const value = input[field];
      if (value !== undefined) headers[header] = String(value);
    }
  }
}
