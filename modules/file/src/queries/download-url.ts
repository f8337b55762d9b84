import type { Handlers } from '@aurora/kernel';
import { prepare, type Queries } from '@aurora/platform/persistence';
import type { fileContract } from '../../contract/index.ts';
import { noSuchFile } from '../domain/no-such-file.ts';
import type { LinkSigner } from '../links/link-signer.ts';
import type { FileTables } from '../persistence/tables.ts';

const byId = prepare<FileTables, { id: string }>()((db, { id }) => db.selectFrom('file').select('id').where('id', '=', id));

export const downloadUrl = (queries: Queries, links: LinkSigner, apiUrl: string): Handlers<typeof fileContract>['url'] => async ({ id, disposition }) => {
  if (!await queries.firstOf(byId, { id })) throw noSuchFile(id);
  const { expires, parameters } = links.sign(id, disposition);
  return { url: `${apiUrl}/files/${id}/content?${parameters}`, expires_at: new Date(expires).toISOString() };
};
