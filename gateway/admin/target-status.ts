import type { Target } from '@aurora/platform/upstream';
import type { TargetStatus } from './schemas.ts';

/** An address without a user's name and password. */
const publicAddress = (text: string): string => text.replace(/\/\/[^/@]*@/, '//');

/** A target as operators see it. */
export const targetStatus = ({ breaker, calls, instances, name }: Target): TargetStatus => ({
  name, breaker, calls, instances: instances.map(({ id, url, state, pending, failures }) => ({ id: publicAddress(id), url: publicAddress(url), state, pending, failures })),
});
