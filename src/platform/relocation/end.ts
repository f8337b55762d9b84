import type { DatabaseLocation, Dialect } from '../persistence/index.ts';
import { openServerEnd } from './server-end.ts';
import { SqliteEnd } from './sqlite-end.ts';

export type Row = Readonly<Record<string, unknown>>;

export interface Statement {
  readonly sql: string;
  readonly values?: readonly unknown[];
}

/** One of the two databases of a relocation, on a connection of its own on which foreign keys are not checked. */
export interface End {
  readonly dialect: Dialect;
  rows<Found = Row>(sql: string, values?: readonly unknown[]): Promise<Found[]>;
  /** Runs statements in one transaction. Rejects with `LostLease`, and does nothing, where `guard` finds no row. */
  change(statements: readonly Statement[], guard?: Statement): Promise<void>;
  /** Changes tables; on SQLite all statements or none. */
  define(statements: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

export const openEnd = async (location: DatabaseLocation): Promise<End> => ('file' in location ? new SqliteEnd(location.file) : openServerEnd(location.url));

export const quote = (name: string): string => `\`${name}\``;
