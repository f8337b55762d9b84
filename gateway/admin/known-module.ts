import { AuroraError } from '@aurora/kernel';
import { z } from 'zod';

/** The name of a module in a path; documents show `example`. */
export const moduleAs = (example: string) => ({ module: z.string().regex(/^[a-z][a-z0-9-]{0,63}$/, 'must be the name of a module').meta({ examples: [example] }) });

export const knownModule = moduleAs('subject');

/** What answers for a module by its name, among `modules`. It rejects with `NOT_FOUND` for any other name. */
export const portsOf = <Port>(modules: readonly string[], ports: (module: string) => Promise<Port>) => async (module: string): Promise<Port> => {
  requireModule(modules, module);
  return ports(module);
};

/** Throws `NOT_FOUND` unless `module` is one of `modules`. */
export function requireModule(modules: readonly string[], module: string): void {
  if (!modules.includes(module)) throw new AuroraError('NOT_FOUND', `There is no module ${module}.`);
}
