import type { TestDatabase } from '../running/test-database.ts';
import type { EffectRow, ThingRow } from './things.ts';

export interface StoredRow {
  readonly position: number | null;
  readonly event_id: string;
  readonly stream_id: string;
  readonly version: number;
  /** The token of the command. */
  readonly text: string;
}

/** What is in the two databases when everything has come to rest. */
export interface State {
  readonly things: readonly ThingRow[];
  readonly events: readonly StoredRow[];
  /** In the order in which they were written. */
  readonly effects: readonly EffectRow[];
  /** Events that are still kept. */
  readonly deferred: readonly { readonly stream_id: string; readonly position: number; readonly status: string; readonly error: string | null }[];
}

export async function readState(teller: TestDatabase, hearer: TestDatabase): Promise<State> {
  const events = await teller.sql<Omit<StoredRow, 'text'> & { event_data: string }>('select position, event_id, stream_id, version, event_data from event_store');
  return {
    things: await teller.sql<ThingRow>('select * from thing'),
    events: events.map(({ event_data, ...row }) => ({ ...row, text: (JSON.parse(event_data) as { text: string }).text })),
    effects: await hearer.sql<EffectRow>('select * from effect order by seq'),
    deferred: await hearer.sql('select stream_id, position, status, error from event_deferred order by position'),
  };
}
