import { validationFailed } from './errors.ts';

/** A position in an ordered list: the order it belongs to, and the key of the last row seen. Opaque to clients. */
export type CursorKey = readonly (string | number | null)[];

export const encodeCursor = (order: string, key: CursorKey): string => Buffer.from(JSON.stringify([order, ...key])).toString('base64url');

const scalar = (value: unknown): value is string | number | null => value === null || typeof value === 'string' || Number.isFinite(value);

/** The key in `cursor`, which must belong to `order` and have `length` parts; otherwise 422. */
export function decodeCursor(cursor: string, order: string, length: number): CursorKey {
  try {
    const [belongs, ...key]: unknown[] = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (belongs === order && key.length === length && key.every(scalar)) return key;
  } catch { /* answered below */ }
  throw validationFailed([{ path: 'cursor', code: 'invalid_cursor', message: 'is not a cursor of this list in this order' }]);
}
