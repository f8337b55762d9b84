import { keysForm, parseKeys } from '@aurora/platform/secrets';
import { z } from 'zod';

/** One environment variable: its name without `AURORA_`, what it means, and how its text is read. */
export interface Setting<Value = unknown> {
  readonly summary: string;
  /** What the text must look like, for people: `integer`, `true or false`, `mysql://…`. */
  readonly form: string;
  /** Used when the variable is absent or empty. Undefined: there is none, and the value is optional. */
  readonly fallback: Value;
  /** Never shown, in no error and no listing. */
  readonly secret: boolean;
  /** The value, or throws an `Error` that says what the text should have been. */
  readonly read: (text: string) => Value;
}

type Options<Value> = { readonly fallback?: Value; readonly secret?: boolean };
type Made<Value, O> = Setting<O extends { readonly fallback: Value } ? Value : Value | undefined>;

function make<Value, const O extends Options<Value>>(summary: string, form: string, read: (text: string) => Value, options: O): Made<Value, O> {
  return { summary, form, read, fallback: options.fallback, secret: options.secret ?? false } as Made<Value, O>;
}

const refuse = (form: string): never => { throw new Error(`must be ${form}`); };

/** Text of any form, or of one that `each` takes and `form` tells. */
export function text<const O extends Options<string>>(summary: string, options: O & { each?: RegExp; form?: string }) {
  const form = options.form ?? 'text';
  return make<string, O>(summary, form, value => (options.each?.test(value) ?? true ? value : refuse(form)), options);
}

export function integer<const O extends Options<number> & { min: number; max: number }>(summary: string, options: O) {
  const form = `an integer from ${options.min} to ${options.max}`;
  return make<number, O>(summary, form, value => {
    const number = Number(value);
    return /^-?\d+$/.test(value) && number >= options.min && number <= options.max ? number : refuse(form);
  }, options);
}

export function flag<const O extends Options<boolean>>(summary: string, options: O) {
  return make<boolean, O>(summary, 'true or false', value => (value === 'true' || value === '1' ? true : value === 'false' || value === '0' ? false : refuse('true or false')), options);
}

export function oneOf<const Names extends readonly string[], const O extends Options<Names[number]>>(summary: string, names: Names, options: O) {
  const form = `one of ${names.join(', ')}`;
  return make<Names[number], O>(summary, form, value => (names.includes(value) ? value : refuse(form)), options);
}

/** Values separated by commas; blanks around them do not count. */
export function list<const O extends Options<readonly string[]>>(summary: string, options: O & { each?: RegExp; form?: string }) {
  const form = options.form ?? 'values separated by commas';
  return make<readonly string[], O>(summary, form, value => {
    const values = value.split(',').map(part => part.trim()).filter(part => part !== '');
    return values.length > 0 && values.every(part => options.each?.test(part) ?? true) ? values : refuse(form);
  }, options);
}

/** Durations as in `500ms`, `30s`, `15m`, `8h`, `7d`; the value is in milliseconds. */
export function duration<const O extends Options<number>>(summary: string, options: O) {
  const form = 'a duration such as 30s, 15m, 8h or 7d';
  return make<number, O>(summary, form, value => parseDuration(value) ?? refuse(form), options);
}

/** Sizes as in `64KiB`, `50MiB`, `2GiB`, or a number of bytes; the value is in bytes. */
export function size<const O extends Options<number>>(summary: string, options: O) {
  const form = 'a size such as 512KiB, 50MiB or 2GiB';
  return make<number, O>(summary, form, value => {
    const match = /^(\d{1,15})\s*(?:([KMG])(?:i?B)?|B)?$/.exec(value);
    if (!match) return refuse(form);
    return Number(match[1]) * 1024 ** (match[2] ? ' KMG'.indexOf(match[2]) : 0);
  }, options);
}

/** An address of one of the given protocols, as in `['mysql']`, or one of the given words. */
export function url<const O extends Options<string> & { words?: readonly string[] }>(summary: string, protocols: readonly string[], options: O) {
  const words = options.words ?? [];
  const form = [...words, ...protocols.map(protocol => `${protocol}://…`)].join(' or ');
  return make<string, O>(summary, form, value => {
    const valid = words.includes(value) || z.url({ protocol: new RegExp(`^(?:${protocols.join('|')})$`) }).safeParse(value).success;
    return valid ? value : refuse(form);
  }, options);
}

/** Keys that encrypt secrets, checked and left as they are written. */
export function encryptionKeys<const O extends Options<string>>(summary: string, options: O) {
  return make<string, O>(summary, keysForm, value => {
    parseKeys(value);
    return value;
  }, options);
}

const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of a duration such as `8h`; undefined if it is none. */
export function parseDuration(value: string): number | undefined {
  const match = /^(\d{1,9})(ms|s|m|h|d)$/.exec(value.trim());
  return match ? Number(match[1]) * units[match[2] as keyof typeof units] : undefined;
}
