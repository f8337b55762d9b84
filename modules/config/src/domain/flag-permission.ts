import { AuroraError, type Principal, type Scope } from '@aurora/kernel';
import { isOwnFlag } from './own-flag.ts';

/** Whether a flag may be evaluated: by its key, and the set that its metadata name. */
export type MayEvaluate = (key: string, set: unknown) => boolean;

/**
 * What `principal` may evaluate: all flags with `config:read`, those of a flag set (`metadata.flagSetId`, as flagd has it) with
 * `flags-<set>:read`, those of none with `flags:read`. Throws `UNAUTHENTICATED` or `FORBIDDEN` for who may evaluate none.
 */
export function evaluationBy({ id, scopes }: Principal): MayEvaluate {
  if (scopes.has('admin') || scopes.has('config:read')) return () => true;
  const mayRead = (area: string): boolean => scopes.has(`${area}:read` as Scope);
  if (![...scopes].some(scope => /^flags(?:-[a-z-]+)?:read$/.test(scope))) {
    if (id === 'anonymous') throw new AuroraError('UNAUTHENTICATED');
    throw new AuroraError('FORBIDDEN', 'This needs the scope flags:read, or that of a flag set.', { details: { scope: 'flags:read' } });
  }
  return (key, set) => (set === undefined ? !isOwnFlag(key) && mayRead('flags') : mayRead(`flags-${String(set)}`));
}
