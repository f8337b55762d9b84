import { AuroraError } from '@aurora/kernel';

/** Throws `NOT_FOUND` unless `module` is one of `modules`. */
export function requireModule(modules: readonly string[], module: string): void {
  if (!modules.includes(module)) throw new AuroraError('NOT_FOUND', `There is no module ${module}.`);
}
