import { validationFailed } from './errors.ts';

/** What a part of a key can be: text, or an integer that JSON can carry. */
interface KeyParts {
  readonly text: string;
  readonly integer: number;
}

type KeyOf<Kinds extends readonly (keyof KeyParts)[]> = { readonly [Place in keyof Kinds]: KeyParts[Kinds[Place]] };

const isOf: Readonly<Record<keyof KeyParts, (value: unknown) => boolean>> = { text: value => typeof value === 'string', integer: Number.isSafeInteger };

/** A position in an ordered list: the order it belongs to, and the key of the last row seen. Opaque to clients. */
export const encodeCursor = (order: string, key: readonly (string | number)[]): string => Buffer.from(JSON.stringify([order, ...key])).toString('base64url');

/** The key in `cursor`, which must belong to `order` and have parts of these kinds; otherwise 422. */
export function decodeCursor<const Kinds extends readonly (keyof KeyParts)[]>(cursor: string, order: string, kinds: Kinds): KeyOf<Kinds> {
  try {
    const [belongs, ...key]: unknown[] = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (belongs === order && key.length === kinds.length && kinds.every((kind, place) => isOf[kind](key[place]))) return key as unknown as KeyOf<Kinds>;
  } catch { /* answered below */ }
  throw validationFailed([{ path: 'cursor', code: 'invalid_cursor', message: 'is not a cursor of this list in this order' }]);
}
