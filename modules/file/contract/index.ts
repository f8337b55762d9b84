import { defineContract } from '@aurora/kernel';
import { directOperations } from './direct.ts';
import * as events from './events.ts';
import { claimOperations, fileOperations, wordOperations } from './operations.ts';
import { tusOperations } from './tus.ts';

/** Files, their bytes, and who uses them. */
export const fileContract = defineContract({
  module: 'file',
  version: 2,
  title: 'Files',
  operations: { ...fileOperations, ...tusOperations, ...directOperations, ...claimOperations, ...wordOperations },
  events: Object.values(events),
});

export * from './events.ts';
export { DirectUpload, DownloadGrant, DownloadUrl, FileMetadata, FileUsage, FileWords, GrantedUrl } from './schemas.ts';
