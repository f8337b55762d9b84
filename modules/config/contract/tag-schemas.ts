import { timestamp } from '@aurora/kernel';
import { z } from 'zod';

/** A name of a revision; it is taken wherever a number is. */
export const RevisionTag = z.object({
  name: z.string(),
  revision: z.int(),
  created_by: z.string().describe('Id of the principal who gave it to this revision.'),
  created_at: timestamp,
}).meta({ id: 'RevisionTag' });
export type RevisionTag = z.output<typeof RevisionTag>;
