import { prepare, type Queries } from '@aurora/platform/persistence';
import { noSuchFile } from '../domain/no-such-file.ts';
import { requireServable } from '../scanning/scan-state.ts';
import { placeFor, type Place } from '../persistence/places.ts';
import type { FileRow, FileTables } from '../persistence/tables.ts';

const byId = prepare<FileTables, { id: string }>()((db, { id }) =>
  db.selectFrom('file').innerJoin('content', 'content.path', 'file.storage_path').leftJoin('store_move', join => join.on(on => on('store_move.id', '=', on.lit(1))))
    .select(['original_name', 'file_type', 'file_size', 'file.sha256', 'created_at', 'content.path', 'content.store', 'content.store_path', 'content.copy_store', 'content.copy_path', 'content.scan_status', 'current_store'])
    .where('file.id', '=', id));

export interface PlacedFile {
  readonly file: Pick<FileRow, 'original_name' | 'file_type' | 'file_size' | 'sha256' | 'created_at'>;
  readonly place: Place;
}

/** A file with where its bytes are now, for somebody who is to have them. Rejects with `NOT_FOUND`, `QUARANTINED` or `SCAN_PENDING`. */
export async function findPlaced(queries: Queries, id: string): Promise<PlacedFile> {
  const file = await queries.firstOf(byId, { id });
  if (!file) throw noSuchFile();
  requireServable(file);
  return { file, place: placeFor(file, Number(file.current_store ?? 0)) };
}
