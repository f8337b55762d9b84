import { AuroraError, validationFailed, type Handlers } from '@aurora/kernel';
import { prepare, type Commands, type Transactions } from '@aurora/platform/persistence';
import type { Settings } from '@aurora/platform/settings';
import type { fileContract } from '../../contract/index.ts';
import { newFileId } from '../domain/file-id.ts';
import { noSuchFile } from '../domain/no-such-file.ts';
import type { LinkSigner } from '../links/link-signer.ts';
import { ended, grantAnswer, grantById, insertGrant, revoke } from '../persistence/grants.ts';
import type { FileTables } from '../persistence/tables.ts';
import { requireServable } from '../scanning/scan-state.ts';

type Contract = typeof fileContract;

const digest = prepare<FileTables, { id: string }>()((db, { id }) => db.selectFrom('file').innerJoin('content', 'content.path', 'file.storage_path').select(['file.sha256', 'content.scan_status']).where('file.id', '=', id));

/** Gives out a link that is counted and can be revoked. The link itself, which is a credential, is stored nowhere: it follows from the grant. */
export const grantUrl = (commands: Commands, links: LinkSigner, settings: Settings, apiUrl: string): Handlers<Contract>['grantUrl'] => async (input, context) => {
  const { id, disposition, expires_in, max_uses = null } = input;
  const lasts = expires_in === undefined ? Math.min(settings.FILE_URL_TTL, settings.FILE_GRANT_MAX_TTL) : expires_in * 1_000;
  if (lasts > settings.FILE_GRANT_MAX_TTL) throw validationFailed([{ path: 'expires_in', code: 'too_big', message: `must be at most ${Math.floor(settings.FILE_GRANT_MAX_TTL / 1_000)}` }]);
  const grant = await commands.run(context, 'file.grantUrl', input, async ({ now, transaction }) => {
    const file = await transaction.first(digest, { id });
    if (!file) throw noSuchFile();
    requireServable(file);
    // Whole seconds, as in the link.
    const expires_at = new Date(Math.max(1, Math.floor((Date.parse(now) + lasts) / 1_000)) * 1_000).toISOString();
    const row = { id: newFileId(Date.parse(now)), file_id: id, sha256: file.sha256, disposition, uses: 0, max_uses, created_by: context.principal.id, created_at: now, expires_at, revoked_at: null };
    await transaction.execute(insertGrant, row);
    return grantAnswer(row);
  });
  const { parameters } = links.sign({ id, disposition, sha256: grant.sha256, grant: { id: grant.id, expires: Date.parse(grant.expires_at) } });
  return { url: `${apiUrl}/files/${id}/content?${parameters}`, grant };
};

export const revokeGrant = (commands: Commands): Handlers<Contract>['revokeGrant'] => ({ grant: id, id: file_id }, context) =>
  commands.run(context, 'file.revokeGrant', { id, file_id }, async ({ now, transaction }) => {
    await transaction.execute(revoke, { id, file_id, now });
    const row = await transaction.first(grantById, { id, file_id });
    if (!row) throw new AuroraError('NOT_FOUND', `File ${file_id} has no such grant.`);
    return grantAnswer(row);
  });

/** Forgets grants that have ended. */
export const forgetEnded = async (transactions: Transactions): Promise<void> => {
  const now = new Date().toISOString();
  await transactions.run(transaction => transaction.execute(ended, { now }));
};
