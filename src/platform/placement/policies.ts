import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { PlacementPolicy, policyOfFlag } from './policy.ts';

/** A flag as the config module tells of it. */
export interface PlacementFlag {
  readonly module: string;
  readonly definition: unknown;
}

export interface PlacementPoliciesOptions {
  /** Where those known last are kept for the next start. */
  readonly file: string;
  /** What holds for a module of which nothing is said. */
  readonly fallback: (module: string) => PlacementPolicy;
  /** Told of what a flag says that is no placement; the last good one holds on. */
  readonly report: (module: string, error: unknown) => void;
  /** Told of each change. */
  readonly changed?: (module: string, from: PlacementPolicy, to: PlacementPolicy) => void;
}

/** The placements of all modules as they were last heard of: at the start, those of the last run. */
export class PlacementPolicies {
  readonly #options: PlacementPoliciesOptions;
  #known: ReadonlyMap<string, PlacementPolicy>;
  #next = Promise.withResolvers<void>();

  constructor(options: PlacementPoliciesOptions) {
    this.#options = options;
    this.#known = readKept(options.file);
  }

  of(module: string): PlacementPolicy {
    return this.#known.get(module) ?? this.#options.fallback(module);
  }

  /** Resolves with the next change of any placement. */
  whenChanged(): Promise<void> {
    return this.#next.promise;
  }

  /** Takes over what the config module says now: all flags there are. */
  update(flags: readonly PlacementFlag[]): void {
    const before = this.#known;
    const now = new Map<string, PlacementPolicy>();
    for (const { module, definition } of flags) {
      try {
        const policy = policyOfFlag(definition);
        if (policy) now.set(module, policy);
      } catch (error) {
        this.#options.report(module, error);
        const last = before.get(module);
        if (last) now.set(module, last);
      }
    }
    const changed = [...new Set([...before.keys(), ...now.keys()])].filter(module => JSON.stringify(before.get(module)) !== JSON.stringify(now.get(module)));
    if (changed.length === 0) return;
    const earlier = new Map(changed.map(module => [module, this.of(module)]));
    this.#known = now;
    keep(this.#options.file, now);
    for (const module of changed) this.#options.changed?.(module, earlier.get(module)!, this.of(module));
    const told = this.#next;
    this.#next = Promise.withResolvers();
    told.resolve();
  }
}

function readKept(file: string): ReadonlyMap<string, PlacementPolicy> {
  let kept: Record<string, unknown>;
  try {
    kept = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  } catch {
    return new Map();
  }
  return new Map(Object.entries(kept).flatMap(([module, value]) => {
    const policy = PlacementPolicy.safeParse(value);
    return policy.success ? [[module, policy.data] as const] : [];
  }));
}

function keep(file: string, policies: ReadonlyMap<string, PlacementPolicy>): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}.draft`;
  writeFileSync(draft, `${JSON.stringify(Object.fromEntries(policies), null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, file);
}
