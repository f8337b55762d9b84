import { hash } from 'node:crypto';
import type { Row } from './end.ts';
import type { TableShape } from './table-shape.ts';

/** A value in a form that no engine has a say in. Columns have one type each, so that a number and its text mean the same. */
const formOf = (value: unknown): unknown => (typeof value === 'number' || typeof value === 'bigint' ? String(value) : value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value ?? null);

/** A row as text, the same for the same row on every engine. */
export const rowForm = ({ columns }: TableShape, row: Row): string => JSON.stringify(columns.map(column => formOf(row[column])));

/** A row's key as text. */
export const keyForm = ({ key }: TableShape, row: Row): string => JSON.stringify(key.map(column => formOf(row[column])));

/** SHA-256 over rows in their form, in hexadecimal. */
export const digestOf = (shape: TableShape, rows: readonly Row[]): string => hash('sha256', rows.map(row => `${rowForm(shape, row)}\n`).join(''));
