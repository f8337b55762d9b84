export type { ConfigPortFor } from './embedded.ts';
export { openRegistry, type OpenRegistryOptions } from './open-registry.ts';
export type { Notice, Registration, Registry, Report } from './registry.ts';
