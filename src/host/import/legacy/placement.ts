import { gatewayContract } from '@aurora/gateway/contract';
import { entityTag, type Placement } from '@aurora/kernel';
import { sideOfWrites } from '@aurora/platform/placement';
import type { Owner } from './ledger.ts';
import type { LegacyModule } from './mapping.ts';
import { beside, type Parts } from './parts.ts';

const { getPlacement, putPlacement } = gatewayContract.operations;

/** Milliseconds for which writes are held: longer than a switch takes, so that a command that dies lets them go on soon. */
const hold = 60_000;

/** To whom the placement sends a module's writes. */
export async function writerOf({ api }: Pick<Parts, 'api'>, module: LegacyModule): Promise<Owner> {
  const { policy } = await api.call(getPlacement, { module }, beside);
  return sideOfWrites(policy, true) === 'service' ? 'aurora' : 'legacy';
}

/** Writes of a module that wait at every gateway. */
export interface HeldWrites {
  /** Since when they are held, and when they go on by themselves, milliseconds since the epoch. */
  readonly since: number;
  readonly until: number;
  /** Lets them go on where they went before. */
  release(): Promise<void>;
  /** Sends reads and writes to one side from now on. Rejects with `STALE_VERSION` where somebody has changed the placement meanwhile. */
  sendTo(side: Placement, reason: string): Promise<void>;
}

/** Lets writes of a module wait. They go on by themselves if this process ends. */
export async function holdWrites({ api }: Pick<Parts, 'api'>, module: LegacyModule, reason: string): Promise<HeldWrites> {
  const { policy: { hold: _, ...policy } } = await api.call(getPlacement, { module }, beside);
  const until = Date.now() + hold;
  const held = await api.call(putPlacement, { module, ...policy, hold: new Date(until).toISOString(), reason }, beside);
  const tag = { if_match: `"${entityTag(held.flag!)}"` };
  return {
    since: Date.now(), until,
    release: async () => { await api.call(putPlacement, { module, ...policy, reason: `${reason}: given up`, ...tag }, beside); },
    sendTo: async side => { await api.call(putPlacement, { module, service: side === 'service' ? 100 : 0, match: [], shadow: 0, writes: side, reason, ...tag }, beside); },
  };
}
