import { pathParameters, type Operation } from '@aurora/kernel';

export type Place = 'path' | 'query' | 'header' | 'body';

/** Where a request carries a field of an operation's input. */
export interface InputField {
  readonly name: string;
  readonly place: Place;
  /** The header's name, as in `If-Match`; elsewhere the field's. */
  readonly wireName: string;
}

export function inputFields(operation: Operation): InputField[] {
  const inPath = new Set(pathParameters(operation.path));
  const rest: Place = operation.body === 'json' ? 'body' : 'query';
  return Object.keys(operation.input.shape).map(name => {
    const header = operation.headers[name];
    if (header !== undefined) return { name, place: 'header', wireName: headerCase(header) };
    return { name, place: inPath.has(name) ? 'path' : rest, wireName: name };
  });
}

/** A header's name as people write it. */
export const headerCase = (name: string): string => name.replace(/(^|-)[a-z]/g, start => start.toUpperCase());
