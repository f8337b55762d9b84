import type { Handlers } from '@aurora/kernel';
import type { Queries } from '@aurora/platform/persistence';
import type { Settings } from '@aurora/platform/settings';
import type { fileContract } from '../../contract/index.ts';
import { servedAs } from '../domain/served-as.ts';
import type { LinkSigner } from '../links/link-signer.ts';
import type { Stores } from '../store/stores.ts';
import { findPlaced } from './find-placed.ts';

type Linking = Pick<Settings, 'FILE_LINKS' | 'FILE_URL_TTL'>;

export const downloadUrl = (queries: Queries, links: LinkSigner, stores: Stores, apiUrl: string, { FILE_LINKS, FILE_URL_TTL }: Linking): Handlers<typeof fileContract>['url'] => async ({ id, disposition }) => {
  const { file, place } = await findPlaced(queries, id);
  if (FILE_LINKS === 'store') {
    const linked = await (await stores.at(place.store)).link?.(place.path, { name: file.original_name, ...servedAs(file.file_type, disposition) }, FILE_URL_TTL);
    if (linked) return { url: linked.url, expires_at: new Date(linked.expires).toISOString() };
  }
  const { expires, parameters } = links.sign({ id, disposition, sha256: file.sha256 });
  return { url: `${apiUrl}/files/${id}/content?${parameters}`, expires_at: new Date(expires).toISOString() };
};
