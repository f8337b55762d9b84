import type { ModuleName } from '../../running/modules.ts';
import type { Site } from '../site.ts';

/** What a move is given. */
export interface Moving {
  readonly site: Site;
  readonly module: ModuleName;
  /** Whether processes are killed meanwhile. */
  readonly kill: boolean;
  /** What the command is given on top. */
  readonly options: readonly string[];
  /** Says what the module has come to, as in `canary 5%`. */
  stage(name: string): void;
}

/**
 * A move of a module, by the command that an operator gives. Rejects with a `CommandFailed` if that has not come to its end; run again, it
 * goes on from wherever it was.
 */
export type Move = (moving: Moving) => Promise<void>;
