import type { AnyPort, Port } from '@aurora/kernel';
import { asProblem, type ServedModule } from '@aurora/platform/http';
import type { syllabusContract } from '@aurora/syllabus/contract';
import { deprecationHeaders } from './deprecations.ts';
import { v2Contract } from './v2/contract.ts';
import { createV2Port } from './v2/port.ts';
import { v1, v2, type Version } from './versions.ts';

/** The modules as clients see them. */
export interface ServedVersions {
  /** Of all versions. */
  readonly modules: readonly ServedModule[];
  /** Those that are served, the oldest first. */
  readonly versions: readonly Version[];
}

/**
 * Adds the second version to the first, and to the first what announces its end. Where the syllabus module cannot be called, as before
 * an application that Aurora replaces, there is the first version alone.
 */
export function servedVersions(modules: readonly ServedModule[]): ServedVersions {
  const syllabus = modules.find(({ contract, port }) => contract.module === 'syllabus' && Object.keys(port).length > 0);
  if (!syllabus) return { modules, versions: [v1] };
  const port = createV2Port(syllabus.port as unknown as Port<typeof syllabusContract>) as unknown as AnyPort;
  return {
    modules: [...modules.map(module => (module === syllabus ? { ...module, headers: deprecationHeaders } : module)), { contract: v2Contract, port, prefix: v2.prefix, errors: asProblem }],
    versions: [v1, v2],
  };
}
