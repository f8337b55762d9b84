import { defineContract } from '@aurora/kernel';
import * as events from './events.ts';
import { claimOperations, fileOperations } from './operations.ts';
import { tusOperations } from './tus.ts';

/** Files, their bytes, and who uses them. */
export const fileContract = defineContract({
  module: 'file',
  version: 2,
  title: 'Files',
  operations: { ...fileOperations, ...tusOperations, ...claimOperations },
  events: Object.values(events),
});

export * from './events.ts';
export { DownloadGrant, DownloadUrl, FileMetadata, FileUsage, GrantedUrl } from './schemas.ts';
