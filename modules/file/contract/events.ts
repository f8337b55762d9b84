import { defineEvent, fileId } from '@aurora/kernel';
import { z } from 'zod';

export const FileUploaded = defineEvent({
  name: 'FileUploaded', aggregate: 'file', verb: 'uploaded', version: 1,
  data: z.object({ id: fileId, original_name: z.string(), file_type: z.string(), file_size: z.int(), sha256: z.string() }),
});
export const FileQuarantined = defineEvent({
  name: 'FileQuarantined', aggregate: 'file', verb: 'quarantined', version: 1,
  data: z.object({ id: fileId, original_name: z.string(), sha256: z.string(), signature: z.string() }),
});
export const FileDeleted = defineEvent({
  name: 'FileDeleted', aggregate: 'file', verb: 'deleted', version: 1, last: true,
  data: z.object({ id: fileId, original_name: z.string(), sha256: z.string() }),
});
