import type { Api } from '../../cli/api.ts';
import type { Ledger } from './ledger.ts';
import type { LegacyDatabase } from './legacy-database.ts';
import type { LegacyMapping } from './mapping.ts';

/** What an import works with. */
export interface Parts {
  readonly api: Api;
  readonly database: LegacyDatabase;
  readonly ledger: Ledger;
  readonly mapping: LegacyMapping;
  /** Told of what people should read. */
  readonly tell: (line: string) => void;
}

/** What a pass has done. */
export interface Counts {
  added: number;
  changed: number;
  unchanged: number;
  removed: number;
  refused: number;
  /** Rows of the old tables that Aurora has written. */
  fed: number;
  /** Rows that others have written there while Aurora owned them. */
  strays: number;
}

export const noCounts = (): Counts => ({ added: 0, changed: 0, unchanged: 0, removed: 0, refused: 0, fed: 0, strays: 0 });

/** Whether anything has changed on either side. */
export const movedAnything = ({ added, changed, fed, removed }: Counts): boolean => added + changed + removed + fed > 0;

/** Asks administration, which has no prefix. */
export const beside = { prefix: '' };
