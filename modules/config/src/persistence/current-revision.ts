import { prepare } from '@aurora/platform/persistence';
import type { ConfigTables } from './tables.ts';

/** Reads the number of the last revision; 0 before the first. */
export const currentRevision = prepare<ConfigTables, object>()(db => db.selectFrom('configuration').select('revision').where('id', '=', 1));
