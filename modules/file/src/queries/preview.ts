import { AuroraError, type Content, type Handlers } from '@aurora/kernel';
import type { Queries } from '@aurora/platform/persistence';
import type { fileContract } from '../../contract/index.ts';
import type { PreviewMaker } from '../previews/preview-maker.ts';
import type { Stores } from '../store/stores.ts';
import { findPlaced } from './find-placed.ts';

export const preview = (queries: Queries, stores: Stores, maker: PreviewMaker): Handlers<typeof fileContract>['preview'] => async ({ id }): Promise<Content> => {
  const { file, place } = await findPlaced(queries, id);
  const made = file.file_type === 'application/pdf' ? await maker.of({ sha256: file.sha256, size: file.file_size, place }) : null;
  if (!made) throw new AuroraError('NOT_FOUND', 'There is no preview of this file.');
  const { path, store } = await stores.locate(made);
  return {
    type: 'image/png', size: made.size, name: `${file.original_name}.png`, disposition: 'inline', tag: made.sha256, sha256: made.sha256, modified: Date.parse(made.made_at),
    cacheControl: 'private, max-age=3600', open: range => store.open(path, range),
  };
};
