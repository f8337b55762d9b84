import { differingRows, missingKeys } from './follow-table.ts';
import type { Stray } from './ledger.ts';
import type { Counts, Parts } from './parts.ts';
import { fieldFrom, type Row, type TableMap } from './table-map.ts';

/** A row that somebody else than the feed has written. */
export interface Written {
  readonly key: string;
  readonly kind: Stray['kind'];
  /** What it is now; null where it has gone. */
  readonly row: Row | null;
  /** As the server writes it; null where the row does not say, or is not there. */
  readonly changedAt: string | null;
}

/** Names a row that was written past the gateway, and keeps what was written. */
export async function noteStray({ ledger, tell }: Parts, { module, table }: TableMap, { changedAt, key, kind, row }: Written, counts: Counts): Promise<void> {
  const time = fieldFrom('updated_at', changedAt) ?? row?.['updated_at'] ?? null;
  await ledger.addStray({ module, table_name: table, row_key: key, kind, changed_at: time === null ? null : String(time) }, row);
  counts.strays += 1;
  tell(`${table} ${key} was ${kind} past the gateway${time === null ? '' : `, at ${time}`}: writes of ${module} are Aurora's`);
}

/** Looks for rows of a table that Aurora owns and that others have written; with `whole`, at all rows. Each is named once. */
export async function findStrays(parts: Parts, map: TableMap, whole: boolean, counts: Counts): Promise<void> {
  const { database, ledger } = parts;
  let latest = (await ledger.state(map.module)).seen_until;
  for await (const part of differingRows(parts, map, whole ? null : latest)) {
    if (part.latest !== null && (latest === null || part.latest > latest)) latest = part.latest;
    for (const { changedAt, fingerprint, gone, key, known, row } of part.rows) {
      if (gone && !known) continue;
      await database.transaction(async () => {
        await noteStray(parts, map, { key, kind: gone ? 'deleted' : known ? 'changed' : 'added', row, changedAt }, counts);
        await ledger.noteRow(map.module, key, fingerprint);
      });
    }
  }
  for (const key of await missingKeys(parts, map)) {
    const noted = await ledger.row(map.module, key);
    if (noted?.fingerprint === '') continue;
    await database.transaction(async () => {
      await noteStray(parts, map, { key, kind: 'deleted', row: null, changedAt: null }, counts);
      await ledger.noteRow(map.module, key, '');
    });
  }
  await ledger.setState({ ...await ledger.state(map.module), seen_until: latest });
}
