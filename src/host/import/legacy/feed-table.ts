import { gatewayContract } from '@aurora/gateway/contract';
import { errnoOf, quoted, type StoredRow, type Value } from './legacy-database.ts';
import { beside, type Counts, type Parts } from './parts.ts';
import { noteStray } from './strays.ts';
import { fieldTo, fingerprintOf, rowFrom, type TableMap } from './table-map.ts';

const { eventsStatus, getAdopted, listEvents } = gatewayContract.operations;

type Current = Readonly<Record<string, unknown>>;

const page = 500;

/** What the old tables refuse: a row that others refer to or that refers to none, a value that another has or that does not fit. */
const refusals = new Set([1048, 1062, 1216, 1217, 1264, 1364, 1366, 1406, 1451, 1452]);

/** Position of the module's last event. Rejects where the module does not answer. */
export async function headOf({ api }: Pick<Parts, 'api'>, module: string): Promise<number> {
  const { items } = await api.call(eventsStatus, {}, beside);
  const status = items.find(item => item.module === module);
  if (!status) throw new Error(`The ${module} module does not answer.`);
  return status.head;
}

/** Notes the keys of rows of which the module's events have told since the last time, and how far that is, in one transaction. */
async function noteEvents({ api, database, ledger }: Parts, { module }: TableMap): Promise<void> {
  for (;;) {
    const { position } = await ledger.state(module);
    const { items, pruned } = await api.call(listEvents, { module, after: position, limit: page }, beside);
    if (pruned > position) throw new Error(`Events of ${module} have been archived that the old tables have not had: ${position + 1} to ${pruned}.`);
    if (items.length === 0) return;
    const keys = new Set(items.filter(({ stream_id }) => stream_id.startsWith(`${module}-`)).map(({ stream_id }) => stream_id.slice(module.length + 1)));
    await database.transaction(async () => {
      for (const key of keys) await database.run('insert ignore into aurora_import_pending (module, row_key) values (?, ?)', [module, key]);
      await ledger.setState({ ...await ledger.state(module), position: items.at(-1)!.position });
    });
  }
}

/** Brings the old table to what Aurora has, row by row, each in a transaction with what is noted of it. What it refuses is tried again each time. */
export async function feedRows(parts: Parts, map: TableMap, counts: Counts): Promise<void> {
  const { api, database } = parts;
  await noteEvents(parts, map);
  const pending = await database.rows<{ row_key: string }>('select row_key from aurora_import_pending where module = ? order by cast(row_key as signed)', [map.module]);
  for (const { row_key: key } of pending) {
    const { row } = await api.call(getAdopted, { module: map.module, id: key }, beside);
    try {
      await database.transaction(() => writeRow(parts, map, key, row, counts));
      counts.fed += 1;
    } catch (error) {
      if (!refusals.has(errnoOf(error) ?? 0)) throw error;
      counts.refused += 1;
      await database.run('update aurora_import_pending set problem = ? where module = ? and row_key = ?', [(error as Error).message.slice(0, 1000), map.module, key]);
    }
  }
}

const readRow = async ({ database }: Parts, { columns, key, table }: TableMap, id: string): Promise<StoredRow | undefined> => {
  const mapped = Object.entries(columns).map(([name, column]) => `${quoted(column)} as ${quoted(name)}`);
  const [row] = await database.rows(`select ${mapped.join(', ')} from ${quoted(table)} where ${quoted(key)} = ? for update`, [id]);
  return row;
};

async function writeRow(parts: Parts, map: TableMap, key: string, current: Current | null, counts: Counts): Promise<void> {
  const { database, ledger } = parts;
  const stored = await readRow(parts, map, key);
  const noted = await ledger.row(map.module, key);
  // Somebody else's writing is named before it is written over.
  if (stored && noted?.fingerprint !== fingerprintOf(rowFrom(map, stored))) await noteStray(parts, map, { key, kind: noted ? 'changed' : 'added', row: rowFrom(map, stored), changedAt: null }, counts);
  if (current === null) await removeRow(parts, map, key);
  else {
    const values = { ...mappedValues(map, current), ...await urlValues(parts, map, current) };
    if (stored) await database.run(`update ${quoted(map.table)} set ${Object.keys(values).map(column => `${quoted(column)} = ?`).join(', ')} where ${quoted(map.key)} = ?`, [...Object.values(values), key]);
    else await insertRow(parts, map, { [map.key]: Number(key), ...map.fill, ...values });
    await ledger.noteRow(map.module, key, fingerprintOf(rowFrom(map, (await readRow(parts, map, key))!)));
  }
  await database.run('delete from aurora_import_pending where module = ? and row_key = ?', [map.module, key]);
}

const mappedValues = ({ columns }: TableMap, current: Current): Record<string, Value> =>
  Object.fromEntries(Object.entries(columns).map(([name, column]) => [column, fieldTo(name, current[name])]));

/** The column with a file's URL, where the table that names files has one. */
async function urlValues({ ledger, mapping: { file } }: Parts, { columns, table }: TableMap, current: Current): Promise<Record<string, Value>> {
  if (!file || file.table !== table || columns['file_id'] !== file.key) return {};
  const id = String(current['file_id']);
  return { [file.columns.url]: (await ledger.row('file', id))?.url ?? file.new_url.replaceAll('{id}', encodeURIComponent(id)) };
}

async function insertRow({ database }: Parts, { table }: TableMap, values: Readonly<Record<string, Value>>): Promise<void> {
  const columns = Object.keys(values);
  await database.run(`insert into ${quoted(table)} (${columns.map(quoted).join(', ')}) values (${columns.map(() => '?').join(', ')})`, Object.values(values));
}

/** A row that is no more is marked so where the mapping says that a column tells of it. */
async function removeRow({ database, ledger }: Parts, { deletions, key, module, table }: TableMap, id: string): Promise<void> {
  if (typeof deletions === 'object') await database.run(`update ${quoted(table)} set ${quoted(deletions.column)} = utc_timestamp() where ${quoted(key)} = ? and ${quoted(deletions.column)} is null`, [id]);
  else await database.run(`delete from ${quoted(table)} where ${quoted(key)} = ?`, [id]);
  await ledger.forgetRow(module, id);
}
