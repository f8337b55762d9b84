import type { Handlers } from '@aurora/kernel';
import type { Commands } from '@aurora/platform/persistence';
import type { Settings } from '@aurora/platform/settings';
import { FileUploaded, type fileContract } from '../../contract/index.ts';
import { newFileId } from '../domain/file-id.ts';
import { StoredFile } from '../domain/stored-file.ts';
import { storedFileAnswer } from '../domain/wire.ts';
import type { Contents } from '../persistence/contents.ts';
import { takeRoom } from '../persistence/usage.ts';
import { wantWords } from '../persistence/words.ts';
import type { Spool } from '../store/spool.ts';
import { receiveFile } from './receive-file.ts';

export const upload = (commands: Commands, contents: Contents, spool: Spool, settings: Settings): Handlers<typeof fileContract>['upload'] => ({ content, name }, context) =>
  receiveFile({ content, name, settings, spool }, async ({ fileType, incoming, originalName }) => {
    const { sha256, size } = incoming;
    const id = newFileId(Date.now());
    const storagePath = await contents.add(incoming);
    const answer = await commands.run(context, 'file.upload', { name: originalName, sha256 }, async unit => {
      await contents.keep(unit.transaction, storagePath);
      await takeRoom(unit.transaction, context.principal.id, size, { own: settings.FILE_QUOTA, total: settings.FILE_QUOTA_TOTAL });
      const file = StoredFile.stage(id, { originalName, fileType, fileSize: size, sha256, storagePath, owner: context.principal.id }, unit.now, settings.FILE_STAGED_TTL);
      unit.em.persist(file);
      if (settings.FILE_WORDS) await wantWords(unit.transaction, sha256, fileType);
      unit.record(FileUploaded, file, { id, original_name: originalName, file_type: fileType, file_size: size, sha256 });
      return () => storedFileAnswer(file);
    }).catch(async error => {
      await contents.abandon(storagePath);
      throw error;
    });
    // The stored answer of the same command, done before: its file has the bytes already.
    if (answer.id !== id) await contents.abandon(storagePath);
    return answer;
  });
