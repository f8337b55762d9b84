import type { Placement } from '@aurora/kernel';
import type { Target } from '@aurora/platform/upstream';

/**
 * What answers at the other end: a host of the module, by its own port; or the application that Aurora replaces, which judges
 * credentials itself and knows no command ids.
 */
export type UpstreamKind = 'host' | 'legacy';

/** Where a request is sent on to. */
export interface Way {
  readonly side: Placement;
  readonly kind: UpstreamKind;
  readonly target: Target;
}
