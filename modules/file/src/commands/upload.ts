import { validationFailed, type Handlers } from '@aurora/kernel';
import type { Commands } from '@aurora/platform/persistence';
import type { Settings } from '@aurora/platform/settings';
import { FileUploaded, type fileContract } from '../../contract/index.ts';
import { newFileId } from '../domain/file-id.ts';
import { fileName } from '../domain/file-name.ts';
import { StoredFile } from '../domain/stored-file.ts';
import { storedFileAnswer } from '../domain/wire.ts';
import { acceptedType } from '../media-type/accepted-type.ts';
import { Look } from '../media-type/look.ts';
import type { Contents } from '../persistence/contents.ts';
import type { FileStore } from '../store/file-store.ts';

export const upload = (commands: Commands, contents: Contents, store: FileStore, settings: Settings): Handlers<typeof fileContract>['upload'] => async (input, context) => {
  const originalName = fileName(input.name);
  const look = new Look();
  const incoming = await store.receive(look.over(input.content), settings.FILE_MAX_SIZE);
  try {
    const { sha256, size } = incoming;
    if (size === 0) throw validationFailed([{ path: 'content', code: 'empty', message: 'must not be empty' }]);
    const fileType = await acceptedType(incoming.file, look, originalName, settings.FILE_TYPES);
    const id = newFileId(Date.now());
    const storagePath = await contents.add(incoming);
    const answer = await commands.run(context, 'file.upload', { name: originalName, sha256 }, async unit => {
      await contents.keep(unit.transaction, storagePath);
      const file = StoredFile.stage(id, { originalName, fileType, fileSize: size, sha256, storagePath }, unit.now, settings.FILE_STAGED_TTL);
      unit.em.persist(file);
      unit.record(FileUploaded, file, { id, original_name: originalName, file_type: fileType, file_size: size, sha256 });
      return () => storedFileAnswer(file);
    }).catch(async error => {
      await contents.abandon(storagePath);
      throw error;
    });
    // The stored answer of the same command, done before: its file has the bytes already.
    if (answer.id !== id) await contents.abandon(storagePath);
    return answer;
  } finally {
    await incoming.discard();
  }
};
