import { AuroraError, type Content, type ContentStream, type Handlers } from '@aurora/kernel';
import type { Queries, Transactions } from '@aurora/platform/persistence';
import type { fileContract } from '../../contract/index.ts';
import { servedAs } from '../domain/served-as.ts';
import { linkRefused, type LinkSigner } from '../links/link-signer.ts';
import { countUse } from '../persistence/grants.ts';
import type { Place } from '../persistence/places.ts';
import type { ByteRange } from '../store/file-store.ts';
import type { Stores } from '../store/stores.ts';
import { findPlaced, type PlacedFile } from './find-placed.ts';

export const download = (queries: Queries, transactions: Transactions, links: LinkSigner, stores: Stores): Handlers<typeof fileContract>['download'] => async (input): Promise<Content> => {
  const { disposition, grant, remaining } = links.verify(input);

  /** Uses a grant once. Who only asks what there is uses none. */
  async function use(): Promise<void> {
    if (grant === undefined) return;
    const counted = await transactions.run(transaction => transaction.execute(countUse, { id: grant, file_id: input.id, now: new Date().toISOString() }));
    if (counted === 0) throw linkRefused();
  }

  const find = (): Promise<PlacedFile> => findPlaced(queries, input.id);

  const isThere = async ({ file, place }: PlacedFile): Promise<boolean> => (await stores.at(place.store)).has(place.path, file.file_size);

  /** The bytes as long as they are there; where they have gone elsewhere before the first was read, from there. */
  async function* open(from: Place, range?: ByteRange): ContentStream {
    await use();
    let begun = false;
    try {
      for await (const chunk of (await stores.at(from.store)).open(from.path, range)) {
        begun = true;
        yield chunk;
      }
    } catch (error) {
      const { place } = await find();
      if (begun || place.path === from.path) throw error;
      yield* (await stores.at(place.store)).open(place.path, range);
    }
  }

  let found = await find();
  links.requireBytes(input, found.file.sha256);
  // It may have gone elsewhere between the look and now.
  if (!await isThere(found) && !await isThere(found = await find())) {
    throw new AuroraError('INTERNAL', undefined, { cause: new Error(`the content of file ${input.id} is not at ${found.place.path} in store ${found.place.store}`) });
  }
  const { file, place } = found;
  const { file_size: size, file_type } = file;
  return {
    ...servedAs(file_type, disposition),
    size, name: file.original_name, tag: file.sha256, sha256: file.sha256, modified: Date.parse(file.created_at),
    // What is counted, or may be revoked, is asked for each time.
    cacheControl: grant === undefined ? `private, max-age=${Math.floor(remaining / 1000)}` : 'private, no-store',
    open: range => open(place, range),
  };
};
