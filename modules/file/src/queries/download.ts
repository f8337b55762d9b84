import { AuroraError, type Content, type ContentStream, type Handlers } from '@aurora/kernel';
import { prepare, type Queries } from '@aurora/platform/persistence';
import type { fileContract } from '../../contract/index.ts';
import { noSuchFile } from '../domain/no-such-file.ts';
import type { LinkSigner } from '../links/link-signer.ts';
import type { FileTables } from '../persistence/tables.ts';
import type { FileStore } from '../store/file-store.ts';

const byId = prepare<FileTables, { id: string }>()((db, { id }) =>
  db.selectFrom('file').select(['original_name', 'file_type', 'file_size', 'sha256', 'storage_path', 'created_at']).where('id', '=', id));

/** Types that a browser shows without running anything; all others are only ever saved. */
const harmless = new Set(['application/pdf', 'image/png', 'image/jpeg', 'text/plain']);

export const download = (queries: Queries, links: LinkSigner, store: FileStore): Handlers<typeof fileContract>['download'] => async (input): Promise<Content> => {
  const { disposition, remaining } = links.verify(input);
  const file = await queries.firstOf(byId, { id: input.id });
  if (!file) throw noSuchFile(input.id);
  const { file_size: size, file_type: type, storage_path: path } = file;

  async function* unlessGone(bytes: ContentStream): ContentStream {
    try {
      yield* bytes;
    } catch (error) {
      if (!await queries.firstOf(byId, { id: input.id })) throw noSuchFile(input.id);
      throw error;
    }
  }

  if (!await store.has(path, size)) throw new AuroraError('INTERNAL', undefined, { cause: new Error(`the content of file ${input.id} is not at ${path}`) });
  return {
    type: type.startsWith('text/') ? `${type}; charset=utf-8` : type,
    size, name: file.original_name, tag: file.sha256, modified: Date.parse(file.created_at),
    disposition: harmless.has(type) ? disposition : 'attachment',
    cacheControl: `private, max-age=${Math.floor(remaining / 1000)}`,
    open: range => unlessGone(store.open(path, range)),
  };
};
