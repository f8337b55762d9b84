import { validationFailed, type ContentStream } from '@aurora/kernel';
import type { Settings } from '@aurora/platform/settings';
import { fileName } from '../domain/file-name.ts';
import { acceptedType } from '../media-type/accepted-type.ts';
import { Look } from '../media-type/look.ts';
import type { Incoming } from '../store/file-store.ts';
import type { Spool } from '../store/spool.ts';

/** Bytes that have arrived, with what they are. */
export interface ReceivedFile {
  readonly incoming: Incoming;
  readonly originalName: string;
  readonly fileType: string;
}

export interface FileToReceive {
  readonly name: string;
  readonly content: ContentStream;
  readonly spool: Spool;
  readonly settings: Pick<Settings, 'FILE_MAX_SIZE' | 'FILE_TYPES'>;
}

/** Takes a file in and lets `use` have it; what is not placed by then is discarded. Rejects with what is wrong with its size, its name or its type. */
export async function receiveFile<Result>({ content, name, settings, spool }: FileToReceive, use: (received: ReceivedFile) => Promise<Result>): Promise<Result> {
  const originalName = fileName(name);
  const look = new Look();
  const incoming = await spool.receive(look.over(content), settings.FILE_MAX_SIZE);
  try {
    if (incoming.size === 0) throw validationFailed([{ path: 'content', code: 'empty', message: 'must not be empty' }]);
    return await use({ incoming, originalName, fileType: await acceptedType(incoming.file, look, originalName, settings.FILE_TYPES) });
  } finally {
    await incoming.discard();
  }
}
