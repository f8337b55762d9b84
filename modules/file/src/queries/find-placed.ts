import { prepare, type Queries } from '@aurora/platform/persistence';
import { noSuchFile } from '../domain/no-such-file.ts';
import { placeFor, type Place } from '../persistence/places.ts';
import type { FileRow, FileTables } from '../persistence/tables.ts';

const byId = prepare<FileTables, { id: string }>()((db, { id }) =>
  db.selectFrom('file').innerJoin('content', 'content.path', 'file.storage_path').leftJoin('store_move', join => join.on(on => on('store_move.id', '=', on.lit(1))))
    .select(['original_name', 'file_type', 'file_size', 'file.sha256', 'created_at', 'content.path', 'content.store', 'content.store_path', 'content.copy_store', 'content.copy_path', 'current_store'])
    .where('file.id', '=', id));

export interface PlacedFile {
  readonly file: Pick<FileRow, 'original_name' | 'file_type' | 'file_size' | 'sha256' | 'created_at'>;
  readonly place: Place;
}

/** A file with where its bytes are now. Rejects with `NOT_FOUND`. */
export async function findPlaced(queries: Queries, id: string): Promise<PlacedFile> {
  const file = await queries.firstOf(byId, { id });
  if (!file) throw noSuchFile();
  return { file, place: placeFor(file, Number(file.current_store ?? 0)) };
}
