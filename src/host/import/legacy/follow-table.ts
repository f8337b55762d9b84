import { gatewayContract } from '@aurora/gateway/contract';
import { quoted, type StoredRow, type Value } from './legacy-database.ts';
import { beside, type Counts, type Parts } from './parts.ts';
import { fingerprintOf, rowFrom, type Row, type TableMap } from './table-map.ts';

const { adoptRows } = gatewayContract.operations;

/** Rows that are read at once; rows and characters that are sent at once. */
const page = 500, mostRows = 50, mostText = 250_000;

/** Seconds for which a time of change is looked at again: a transaction may be committed later than its rows say. */
const overlap = 60;

interface Found { readonly key: string; readonly row: Row; readonly fingerprint: string; readonly gone: boolean; readonly known: boolean }

/** Columns of a row under Aurora's names, its key, its time, and what is noted of it. */
function selectRows({ changedAt, columns, deletions, key, module, table }: TableMap): string {
  const mapped = Object.entries(columns).map(([name, column]) => `t.${quoted(column)} as ${quoted(name)}`);
  const deleted = typeof deletions === 'object' ? `t.${quoted(deletions.column)}` : 'null';
  return `select cast(t.${quoted(key)} as char) as row_key, ${mapped.join(', ')}, cast(${changedAt === undefined ? 'null' : `t.${quoted(changedAt)}`} as char) as row_changed_at, ${deleted} is not null as row_deleted, l.fingerprint as row_fingerprint
    from ${quoted(table)} t left join aurora_import_row l on l.module = '${module}' and l.row_key = cast(t.${quoted(key)} as char)`;
}

const foundIn = (map: TableMap, stored: StoredRow): Found => {
  const row = rowFrom(map, stored);
  return { key: String(stored['row_key']), row, fingerprint: fingerprintOf(row), gone: Number(stored['row_deleted']) === 1, known: stored['row_fingerprint'] !== null };
};

/** Rows whose content is another than is noted, page by page: all of them, or those that may have changed since `since`. */
export async function* differingRows({ database }: Pick<Parts, 'database'>, map: TableMap, since: string | null): AsyncGenerator<{ readonly rows: readonly (Found & { readonly changedAt: string | null })[]; readonly latest: string | null }> {
  const key = `t.${quoted(map.key)}`;
  const window = since === null || map.changedAt === undefined ? '' : ` and t.${quoted(map.changedAt)} >= date_sub(?, interval ${overlap} second)`;
  for (let after: Value = null; ;) {
    const stored: StoredRow[] = await database.rows(`${selectRows(map)} where ${after === null ? 'true' : `${key} > ?`}${window} order by ${key} limit ${page}`, [...(after === null ? [] : [after]), ...(window === '' ? [] : [since])]);
    const rows = stored.map(row => ({ ...foundIn(map, row), changedAt: row['row_changed_at'] as string | null, noted: row['row_fingerprint'] }));
    yield { rows: rows.filter(row => (row.gone ? row.known : row.fingerprint !== row.noted)), latest: rows.reduce<string | null>((latest, { changedAt }) => (changedAt !== null && (latest === null || changedAt > latest) ? changedAt : latest), null) };
    if (stored.length < page) return;
    after = stored.at(-1)!['row_key']!;
  }
}

/** Keys that are noted of rows that are missing now. */
export async function missingKeys({ database }: Pick<Parts, 'database'>, { key, module, table }: TableMap): Promise<string[]> {
  const rows = await database.rows<{ row_key: string }>(
    `select l.row_key from aurora_import_row l left join ${quoted(table)} t on t.${quoted(key)} = cast(l.row_key as signed) where l.module = ? and t.${quoted(key)} is null limit ${page}`, [module],
  );
  return rows.map(({ row_key }) => row_key);
}

/** Brings over rows that have changed since the last time; with `whole`, all rows are compared. */
export async function followRows(parts: Parts, map: TableMap, whole: boolean, counts: Counts): Promise<void> {
  const { ledger } = parts;
  const state = await ledger.state(map.module);
  let latest = state.seen_until;
  const seen = new Set<string>();
  for await (const part of differingRows(parts, map, whole ? null : state.seen_until)) {
    if (part.latest !== null && (latest === null || part.latest > latest)) latest = part.latest;
    const rows = part.rows.filter(({ gone }) => !gone);
    for (const { key } of rows) seen.add(key);
    await adopt(parts, map, rows, counts);
  }
  if (!whole) await adopt(parts, map, (await refusedRows(parts, map)).filter(({ key }) => !seen.has(key)), counts);
  // An owner or an intent that another has written meanwhile must not be lost: nobody else writes while this one works.
  await ledger.setState({ ...await ledger.state(map.module), seen_until: latest });
}

async function refusedRows({ database }: Parts, map: TableMap): Promise<Found[]> {
  const rows = await database.rows(`${selectRows(map)} where t.${quoted(map.key)} in (select cast(row_key as signed) from aurora_import_row where module = ? and problem is not null)`, [map.module]);
  return rows.map(row => foundIn(map, row)).filter(({ gone }) => !gone);
}

async function adopt({ api, database, ledger }: Parts, { module }: TableMap, rows: readonly Found[], counts: Counts): Promise<void> {
  for (const batch of inBatches(rows)) {
    await ledger.expectRows(module, batch.map(({ key }) => key));
    const { refused, ...done } = await api.call(adoptRows, { module, rows: batch.map(({ key, row }) => ({ id: Number(key), ...present(row) })), gone: [] }, beside);
    counts.added += done.added;
    counts.changed += done.changed;
    counts.unchanged += done.unchanged;
    counts.refused += refused.length;
    const reasons = new Map(refused.map(({ id, reason }) => [id, reason]));
    await database.transaction(async () => {
      for (const { fingerprint, key } of batch) await ledger.noteRow(module, key, reasons.has(key) ? '' : fingerprint, reasons.get(key) ?? null);
    });
  }
}

/** Times that the old application does not know are left to Aurora. */
const present = (row: Row): Record<string, string | number | null> =>
  Object.fromEntries(Object.entries(row).filter(([name, value]) => value !== null || !['created_at', 'updated_at', 'version'].includes(name)));

function* inBatches(rows: readonly Found[]): Generator<Found[]> {
  let batch: Found[] = [], size = 0;
  for (const row of rows) {
    const length = JSON.stringify(row.row).length;
    if (batch.length === mostRows || (batch.length > 0 && size + length > mostText)) {
      yield batch;
      [batch, size] = [[], 0];
    }
    batch.push(row);
    size += length;
  }
  if (batch.length > 0) yield batch;
}

/** Takes away what the old application has no more, by the rule of the mapping. */
export async function followDeletions(parts: Parts, map: TableMap, counts: Counts): Promise<void> {
  const { api, database, ledger } = parts;
  const keys = await goneKeys(parts, map);
  for (let start = 0; start < keys.length; start += mostRows) {
    const gone = keys.slice(start, start + mostRows);
    const { refused, removed } = await api.call(adoptRows, { module: map.module, rows: [], gone }, beside);
    counts.removed += removed;
    counts.refused += refused.length;
    const reasons = new Map(refused.map(({ id, reason }) => [id, reason]));
    await database.transaction(async () => {
      for (const key of gone) await (reasons.has(key) ? ledger.noteRow(map.module, key, '', reasons.get(key)) : ledger.forgetRow(map.module, key));
    });
  }
}

async function goneKeys(parts: Parts, map: TableMap): Promise<string[]> {
  if (map.deletions === 'never') return [];
  if (map.deletions === 'missing') return missingKeys(parts, map);
  const rows = await parts.database.rows<{ row_key: string }>(
    `select cast(t.${quoted(map.key)} as char) as row_key from ${quoted(map.table)} t join aurora_import_row l on l.module = ? and l.row_key = cast(t.${quoted(map.key)} as char) where t.${quoted(map.deletions.column)} is not null limit ${page}`, [map.module],
  );
  return [...await missingKeys(parts, map), ...rows.map(({ row_key }) => row_key)];
}
