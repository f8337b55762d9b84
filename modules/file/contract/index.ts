import { defineContract } from '@aurora/kernel';
import * as events from './events.ts';
import { claimOperations, fileOperations, wordOperations } from './operations.ts';
import { tusOperations } from './tus.ts';

/** Files, their bytes, and who uses them. */
export const fileContract = defineContract({
  module: 'file',
  version: 2,
  title: 'Files',
  operations: { ...fileOperations, ...tusOperations, ...claimOperations, ...wordOperations },
  events: Object.values(events),
});

export * from './events.ts';
export { DownloadGrant, DownloadUrl, FileMetadata, FileUsage, FileWords, GrantedUrl } from './schemas.ts';
