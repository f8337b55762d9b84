import type { ContentRow } from './tables.ts';

/** Where bytes lie: a store by its number, and a path in there. */
export interface Place {
  readonly store: number;
  readonly path: string;
}

/** What a row tells of where its content lies. */
export type Placed = Pick<ContentRow, 'path' | 'store' | 'store_path' | 'copy_store' | 'copy_path'>;

/** Every place that has the content. */
export function placesOf({ copy_path, copy_store, path, store, store_path }: Placed): Place[] {
  const first = { store: Number(store), path: store_path ?? path };
  return copy_store === null || copy_path === null ? [first] : [first, { store: Number(copy_store), path: copy_path }];
}

/** The place from which the content is read: in the store in use, if that has it; what has not come there is where it was. */
export function placeFor(row: Placed, current: number): Place {
  const places = placesOf(row);
  return places.find(place => place.store === current) ?? places[0]!;
}
