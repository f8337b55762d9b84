import type { AnyPort } from '@aurora/kernel';
import type { ServedModule } from '@aurora/platform/http';
import { ofrepContract, ofrepPrefix } from './contract.ts';
import { asOfrepError } from './errors.ts';
import { createOfrepPort, type OfrepOptions } from './port.ts';

export { FlagChanges } from './flag-changes.ts';
export { StreamTokens } from './stream-tokens.ts';

/** The protocol beside the API. */
export const ofrepModule = (options: OfrepOptions): ServedModule =>
  ({ contract: ofrepContract, port: createOfrepPort(options) as unknown as AnyPort, prefix: ofrepPrefix, errors: asOfrepError, ignoresQuery: true });
