import type { CallContext } from '@aurora/kernel';
import type { Commands, Unit } from '@aurora/platform/persistence';
import type { Settings } from '@aurora/platform/settings';
import { FileUploaded, type FileMetadata } from '../../contract/index.ts';
import { newFileId } from '../domain/file-id.ts';
import { StoredFile } from '../domain/stored-file.ts';
import { storedFileAnswer } from '../domain/wire.ts';
import type { Contents, Lying } from '../persistence/contents.ts';
import { wantWords } from '../persistence/words.ts';
import type { ReceivedFile } from './receive-file.ts';

export interface Making {
  readonly commands: Commands;
  readonly contents: Contents;
  readonly settings: Pick<Settings, 'FILE_STAGED_TTL' | 'FILE_WORDS' | 'SCANNER'>;
}

/** In whose name a file is made, as which command, and what sees to its room. */
export interface MakingCommand {
  readonly context: CallContext;
  readonly operation: string;
  /** Part of the transaction that makes the file `id`. */
  readonly room: (unit: Unit, id: string) => Promise<void>;
  /** Where the bytes lie in a store already, if they do. */
  readonly lying?: Lying;
}

/** Makes a file of bytes that have arrived. The answer of a command that was done before is its file. */
export async function makeFile({ commands, contents, settings }: Making, { fileType, incoming, originalName }: ReceivedFile, { context, lying, operation, room }: MakingCommand): Promise<FileMetadata> {
  const { sha256, size } = incoming;
  const id = newFileId(Date.now());
  const storagePath = await contents.add(incoming, lying);
  const answer = await commands.run(context, operation, { name: originalName, sha256 }, async unit => {
    await contents.keep(unit.transaction, storagePath);
    await room(unit, id);
    const file = StoredFile.stage(id, { originalName, fileType, fileSize: size, sha256, storagePath, owner: context.principal.id }, unit.now, settings.FILE_STAGED_TTL);
    unit.em.persist(file);
    if (settings.FILE_WORDS) await wantWords(unit.transaction, sha256, fileType);
    unit.record(FileUploaded, file, { id, original_name: originalName, file_type: fileType, file_size: size, sha256 });
    return () => storedFileAnswer(file, settings.SCANNER !== undefined);
  }).catch(async error => {
    await contents.abandon(storagePath);
    throw error;
  });
  // The stored answer of the same command, done before: its file has the bytes already.
  if (answer.id !== id) await contents.abandon(storagePath);
  return answer;
}
