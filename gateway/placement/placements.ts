import type { Placement } from '@aurora/kernel';
import type { Admitted } from '@aurora/platform/http';
import { decide, sideOfWrites, type Caller, type PlacementPolicies } from '@aurora/platform/placement';
import { stickyKey } from './sticky.ts';

type Decided = Admitted['exchange']['placements'];

/** On which sides a module can be reached from here. */
export type SidesOf = (module: string) => readonly Placement[];

export interface PlacementsOptions {
  readonly policies: PlacementPolicies;
  readonly sidesOf: SidesOf;
  /** Whether the monolith of `module` is the application that Aurora replaces, with a database of its own. */
  readonly isForeign: (module: string) => boolean;
  /** The modules that a request for `module` may reach, itself included. */
  readonly reach: (module: string) => readonly string[];
}

const noClaims = {};

/** Who asks, as far as a decision looks. */
class Asking implements Caller {
  readonly #admitted: Admitted;
  #key: string | undefined;

  constructor(admitted: Admitted) {
    this.#admitted = admitted;
  }

  get principal(): Caller['principal'] {
    return this.#admitted.identity.principal;
  }

  get claims(): Caller['claims'] {
    return this.#admitted.identity.claims ?? noClaims;
  }

  header(name: string): string | undefined {
    const value = this.#admitted.exchange.request.headers[name];
    return typeof value === 'string' ? value : undefined;
  }

  stickyKey(): string {
    return this.#key ??= stickyKey(this.#admitted.exchange);
  }
}

/** Modules with the sides on which they can be reached. */
type Reached = readonly (readonly [module: string, sides: readonly Placement[]])[];

/** Decides once per request where every module is that it may reach. */
export class Placements {
  readonly #options: PlacementsOptions;
  /** What a request for a module may reach; that does not change. */
  readonly #reached = new Map<string, Reached>();
  /** One object for each choice there is, so that what is worked out of it is worked out once. */
  readonly #decided = new Map<string, Decided>();

  constructor(options: PlacementsOptions) {
    this.#options = options;
  }

  for(module: string, admitted: Admitted): Decided {
    const { policies } = this.#options;
    const reached = this.#reachedBy(module);
    let caller: Caller | undefined;
    let choice = module;
    for (const [name, sides] of reached) {
      const written = name === module && admitted.match.route.operation.kind === 'command' ? sideOfWrites(policies.of(name), this.#options.isForeign(name)) : undefined;
      choice += ` ${sides.length > 1 ? written ?? decide(name, policies.of(name), caller ??= new Asking(admitted)) : sides[0] ?? 'monolith'}`;
    }
    let decided = this.#decided.get(choice);
    if (!decided) {
      const chosen = choice.split(' ').slice(1) as Placement[];
      this.#decided.set(choice, decided = Object.fromEntries(reached.map(([name], place) => [name, chosen[place]!])));
    }
    return decided;
  }

  /** Whether `module` is tried out on a service, with the monolith still at hand. */
  isCanary(module: string): boolean {
    return this.#options.sidesOf(module).length > 1 && this.#options.policies.of(module).service < 100;
  }

  /** Whether writes of `module` must not go to the other side in the place of the one they are for. */
  writesStay(module: string): boolean {
    return this.#options.isForeign(module) || this.#options.policies.of(module).writes !== undefined;
  }

  #reachedBy(module: string): Reached {
    let reached = this.#reached.get(module);
    if (!reached) this.#reached.set(module, reached = this.#options.reach(module).map(name => [name, this.#options.sidesOf(name)] as const));
    return reached;
  }
}
