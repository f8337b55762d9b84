import type { ModuleName } from '@aurora/test/running';
import { loadModule } from '@aurora/test/running';
import { neighbours } from './neighbours.ts';
import type { NormalForm } from './normal-form.ts';
import type { Stage } from './stage.ts';

type Row = Readonly<Record<string, unknown>>;

/** Columns that say in whose name and when, or in which order something came about, and may differ. */
const passing = new Set(['position', 'event_id', 'correlation_id', 'command_id', 'created_at', 'updated_at', 'awaited_at', 'changed_at', 'expires_at', 'approved_at', 'ended_at', 'timestamp', 'traceparent']);

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

/** A value with its fields in one order: that of a JSON text depends on who has read it. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).toSorted(byName).map(([name, field]) => [name, ordered(field)]));
}

/** What counts in a row, with JSON columns as what they hold. */
const opened = (row: Row): Row => Object.fromEntries(Object.entries(row).filter(([name]) => !passing.has(name)).map(([name, value]) =>
  [name, typeof value === 'string' && /^[{[]/.test(value) ? ordered(opened(JSON.parse(value) as Row)) : value]));

/** What a module makes of the events of others, once they are handled, that of a saga, of which a refused one leaves its trace each time, and what background work notes. */
const later = new Set(['saga', 'flag_use', 'subject_syllabus', 'subject_name', 'content_words', 'content_preview', 'syllabus_document', 'syllabus_word']);

/** Every event and every row that `module` and those it calls hold in the end, in normal form, but for what is there at a time of its own. */
export async function effectsOf(stage: Stage, module: ModuleName, form: NormalForm): Promise<Readonly<Record<string, unknown>>> {
  const effects: Record<string, unknown> = {};
  for (const name of neighbours(module)) {
    const { definition } = await loadModule(name);
    for (const table of ['event_store', ...Object.keys(definition.tables).filter(own => !later.has(own))]) {
      const rows = await stage.deployment.sql<Row>(name, `select * from ${table}`);
      const inTurn = table === 'event_store' ? rows.toSorted((a, b) => Number(a['position']) - Number(b['position'])) : rows;
      const normal = inTurn.map(row => form.of(opened(row), kindOf(table, row)));
      effects[`${name}.${table}`] = table === 'event_store' ? normal : normal.map(row => JSON.stringify(row)).sort();
    }
  }
  return effects;
}

/** What an `id` in a row is the id of; an event's data has the id of what it tells of. */
const kindOf = (table: string, row: Row): string => (table === 'event_store' ? String(row['event_type']).split('.')[0]! : table);
