import { quoted } from './legacy-database.ts';
import { legacyModules } from './mapping.ts';
import type { Parts } from './parts.ts';
import { tableOf } from './pass.ts';
import { writerOf } from './placement.ts';

/** What would be brought over, in lines for people. Nothing is changed. */
export async function plan(parts: Parts): Promise<string[]> {
  const { database, mapping } = parts;
  const lines: string[] = [];
  for (const module of legacyModules) {
    const part = mapping[module];
    if (!part) continue;
    const [row] = await database.rows<{ rows: number }>(`select count(distinct ${quoted(part.key)}) as \`rows\` from ${quoted(part.table)}`);
    const map = tableOf(parts, module);
    const how = map ? `by ${map.changedAt ?? 'comparing all rows'}, deletions ${typeof map.deletions === 'object' ? `by ${map.deletions.column}` : map.deletions}` : 'with their bytes';
    const writer = await writerOf(parts, module);
    lines.push(`${module}: ${row!.rows} from ${part.table} (${how}); writes are ${writer === 'aurora' ? 'Aurora\'s' : 'the old application\'s'}`);
  }
  return [`From ${database.address}:`, ...lines.map(line => `  ${line}`), 'Nothing has been changed.'];
}
