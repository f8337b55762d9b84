import { AuroraError, requireFresh } from '@aurora/kernel';

interface Versioned { readonly id: number | string; readonly version: number }

/** As `requireFresh`, for a PUT: of what is not there yet no entity tag holds. */
export function requireFreshOrNew(present: Versioned | null, given: { readonly if_match?: string | undefined }): void {
  if (present) requireFresh(present, given);
  else if (given.if_match !== undefined) throw new AuroraError('STALE_VERSION', 'There is none to be changed.');
}
