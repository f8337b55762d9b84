import { AuroraError, fileId } from '@aurora/kernel';
import type { Adoption } from '@aurora/platform/adoption';
import { lastVersion, prepare, type Commands, type Queries } from '@aurora/platform/persistence';
import type { Settings } from '@aurora/platform/settings';
import { FileUploaded } from '../../contract/index.ts';
import { unclaim } from '../commands/claims.ts';
import { receiveFile } from '../commands/receive-file.ts';
import { fileAnswer, shown } from '../domain/wire.ts';
import type { Contents } from '../persistence/contents.ts';
import type { FileRow, FileTables } from '../persistence/tables.ts';
import { takeRoom } from '../persistence/usage.ts';
import { wantWords } from '../persistence/words.ts';
import type { Spool } from '../store/spool.ts';

/** Who uses a file while the application that it came from still has it. */
const holder = 'adoption';

type NewFile = Pick<FileRow, 'id' | 'original_name' | 'file_type' | 'file_size' | 'sha256' | 'storage_path' | 'created_at' | 'version'>;

const insert = prepare<FileTables, NewFile>()((db, row) => db.insertInto('file').values({
  id: row.id, original_name: row.original_name, file_type: row.file_type, file_size: row.file_size, sha256: row.sha256, storage_path: row.storage_path, status: 'claimed', claims: 1,
  created_at: row.created_at, expires_at: null, version: row.version, owner: '',
}));
const claim = prepare<FileTables, { id: string; now: string }>()((db, { id, now }) => db.insertInto('claim').values({ file_id: id, holder, created_at: now }));

/** Files of another application become files here, under their ids. They are held until that application names them no more. */
export function fileAdoption(commands: Commands, queries: Queries, contents: Contents, spool: Spool, settings: Settings): Adoption {
  const release = unclaim(commands, settings);
  return {
    async adopt() {
      throw new AuroraError('MALFORMED_REQUEST', 'A file is taken over with its bytes.');
    },
    async drop(id, context) {
      if (!await queries.firstOf(shown, { id })) return 'unchanged';
      await release({ id, holder }, context);
      return 'removed';
    },
    async current(id) {
      const row = await queries.firstOf(shown, { id });
      return row ? fileAnswer(row) : null;
    },
    async adoptContent({ content, created_at, name, ...given }, context) {
      const id = fileId.parse(given.id);
      return receiveFile({ content, name, settings, spool }, async ({ fileType, incoming, originalName }) => {
        const { sha256, size } = incoming;
        const known = await queries.firstOf(shown, { id });
        if (known) return { id, size: known.file_size, sha256: known.sha256 };
        const path = await contents.add(incoming);
        await commands.run(context, 'file.adopt', undefined, async unit => {
          await contents.keep(unit.transaction, path);
          await takeRoom(unit.transaction, '', size, { own: undefined, total: undefined });
          const version = await lastVersion(unit.transaction, `file-${id}`) + 1;
          await unit.transaction.execute(insert, { id, original_name: originalName, file_type: fileType, file_size: size, sha256, storage_path: path, created_at: created_at ?? unit.now, version });
          await unit.transaction.execute(claim, { id, now: unit.now });
          if (settings.FILE_WORDS) await wantWords(unit.transaction, sha256, fileType);
          unit.record(FileUploaded, { id, version }, { id, original_name: originalName, file_type: fileType, file_size: size, sha256 });
        }).catch(async error => {
          await contents.abandon(path);
          throw error;
        });
        return { id, size, sha256 };
      });
    },
  };
}
