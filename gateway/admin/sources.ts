import type { configContract } from '@aurora/config/contract';
import type { Placement, Port } from '@aurora/kernel';
import type { AdoptionPort } from '@aurora/platform/adoption';
import type { EventsPort } from '@aurora/platform/events';
import type { OperationRoute } from '@aurora/platform/http';
import type { PlacementPolicies } from '@aurora/platform/placement';
import type { RelocationPort } from '@aurora/platform/relocation';
import type { CallPolicyOverride } from '@aurora/platform/resilience';
import type { SagasPort } from '@aurora/platform/saga';
import type { StoragePort } from '@aurora/platform/storage';
import type { Logger } from '@aurora/platform/telemetry';
import type { Target } from '@aurora/platform/upstream';
import type { WorkPort } from '@aurora/platform/work';
import type { HostStatus } from './host-status.ts';
import type { LimitsDescription } from '../limits/limits.ts';
import type { Peers } from '../peers.ts';
import type { Sites } from '../routing.ts';
import type { Shadow } from '../shadow/index.ts';
import type { Tries } from '../tries/index.ts';

/** What administration shows and changes. */
export interface AdminSources {
  /** Names of the modules. */
  readonly modules: readonly string[];
  /** Every route of the gateway. */
  readonly routes: () => readonly OperationRoute[];
  readonly policies: PlacementPolicies;
  readonly sites: (module: string) => Sites;
  readonly sidesOf: (module: string) => readonly Placement[];
  /** Undefined where the config module is nowhere. */
  readonly config: Port<typeof configContract> | undefined;
  /** A module's events. Rejects with `UNAVAILABLE` where it cannot be reached. */
  readonly events: (module: string) => Promise<EventsPort>;
  /** A module's sagas. Rejects with `UNAVAILABLE` where it cannot be reached. */
  readonly sagas: (module: string) => Promise<SagasPort>;
  /** A module's background work. Rejects with `UNAVAILABLE` where it cannot be reached. */
  readonly work: (module: string) => Promise<WorkPort>;
  /** How a module takes over rows of another application. Rejects with `UNAVAILABLE` where it cannot be reached. */
  readonly adoption: (module: string) => Promise<AdoptionPort>;
  /** This process. */
  readonly host: () => HostStatus;
  /** Where a module's data is, and its way elsewhere. Rejects with `UNAVAILABLE` where the module cannot be reached. */
  readonly relocation: (module: string) => Promise<RelocationPort>;
  /** Where a module's files are, and their way elsewhere. Rejects with `UNAVAILABLE` where the module cannot be reached. */
  readonly storage: (module: string) => Promise<StoragePort>;
  readonly targets: () => Promise<readonly Target[]>;
  readonly limits: () => LimitsDescription;
  /** What a deployment has changed of an operation's policy. */
  readonly override: (label: string) => CallPolicyOverride | undefined;
  readonly shadow: Pick<Shadow, 'report' | 'clear'>;
  readonly tries: Pick<Tries, 'report'>;
  /** The processes that share the gateway's port, if any do. */
  readonly peers: Peers | undefined;
  readonly logger: Logger;
}
