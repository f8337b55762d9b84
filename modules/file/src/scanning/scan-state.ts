import { AuroraError } from '@aurora/kernel';
import type { FileMetadata } from '../../contract/index.ts';
import type { ContentRow } from '../persistence/tables.ts';

type Scanned = Pick<ContentRow, 'scan_status' | 'scan_note' | 'scanned_at'>;

/** Columns of content that tell of its scan. */
export const scanColumns = ['scan_status', 'scan_note', 'scanned_at'] as const;

export const scanAnswer = ({ scan_note, scan_status, scanned_at }: Scanned): FileMetadata['scan'] =>
  ({ status: scan_status, scanned_at, signature: scan_status === 'infected' ? scan_note : null, reason: scan_status === 'pending' ? scan_note : null });

export const quarantined = (): AuroraError => new AuroraError('QUARANTINED');

/** Seconds after which it makes sense to ask for a file again that is being scanned. */
const soon = 2;

/** Throws unless bytes with such a scan may be given to somebody: `QUARANTINED`, `SCAN_PENDING`. */
export function requireServable({ scan_status }: Pick<ContentRow, 'scan_status'>): void {
  if (scan_status === 'infected') throw quarantined();
  if (scan_status === 'pending') throw new AuroraError('SCAN_PENDING', undefined, { retryAfter: soon });
}
