import { timestamp } from '@aurora/kernel';
import { z } from 'zod';

/** What a place is called: never its address. */
export const placeReference = z.string().max(200).regex(/^(?:embedded|settings|secret:[A-Za-z0-9][A-Za-z0-9._-]{0,99})$/, 'must be embedded, settings, or secret:<name>');

/** Where a module's data is, and how far a relocation is that goes on, or what became of the last one. */
export const RelocationStatus = z.object({
  module: z.string(),
  place: z.string().describe('Reference of the place where the data is: `embedded`, `settings` (the address that hosts are given), or `secret:<name>`.'),
  address: z.string().describe('That place, without user and password.'),
  origin: z.string().nullable().describe('Reference of the place from which it came there, and to which the way back leads; null if it has always been there.'),
  relocation: z.object({
    id: z.string(),
    to: z.string().describe('Reference of the place to which the data goes, or has gone.'),
    back: z.boolean().describe('Whether it is the way back: once it has arrived, the way back asked for again does nothing.'),
    stage: z.enum(['copying', 'verifying', 'fenced', 'arrived', 'failed', 'cancelled']).describe('`arrived`: the data is there, and all goes on there.'),
    number: z.int().describe('Rises with each relocation of the module.'),
    error: z.string().nullable(),
    pause_ms: z.int().nullable().describe('For how long writes waited, once it has arrived.'),
    waiting_changes: z.int().describe('Changes that have been noted and have not come over yet.'),
    tables: z.array(z.object({
      name: z.string(), total: z.int().describe('Rows when the copying began.'), copied: z.int(), done: z.boolean(),
      checksum: z.string().nullable().describe('SHA-256 over the digests of its pages, each of which has been read back.'),
    })),
    started_by: z.string(),
    started_at: timestamp,
    updated_at: timestamp,
  }).nullable(),
}).meta({ id: 'RelocationStatus' });
export type RelocationStatus = z.output<typeof RelocationStatus>;
