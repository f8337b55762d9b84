import type { Placement } from '@aurora/kernel';
import type { Admitted } from '@aurora/platform/http';
import { decide, type Caller, type PlacementPolicies } from '@aurora/platform/placement';
import { stickyKey } from './sticky.ts';

type Decided = Admitted['exchange']['placements'];

/** On which sides a module can be reached from here. */
export type SidesOf = (module: string) => readonly Placement[];

export interface PlacementsOptions {
  readonly policies: PlacementPolicies;
  readonly sidesOf: SidesOf;
  /** The modules that a request for `module` may reach, itself included. */
  readonly reach: (module: string) => readonly string[];
}

const noClaims = {};

function callerOf({ exchange, identity }: Admitted): Caller {
  let key: string | undefined;
  return {
    principal: identity.principal, claims: identity.claims ?? noClaims,
    header: name => { const value = exchange.request.headers[name]; return typeof value === 'string' ? value : undefined; },
    stickyKey: () => key ??= stickyKey(exchange),
  };
}

/** Decides once per request where every module is that it may reach. */
export class Placements {
  readonly #options: PlacementsOptions;
  /** Where there is no choice, there is nothing to decide. */
  readonly #fixed = new Map<string, Decided | undefined>();

  /** One object for each choice there is, so that what is worked out of it is worked out once. */
  readonly #decided = new Map<string, Decided>();

  constructor(options: PlacementsOptions) {
    this.#options = options;
  }

  for(module: string, admitted: Admitted): Decided {
    if (!this.#fixed.has(module)) this.#fixed.set(module, this.#withoutChoice(module));
    return this.#fixed.get(module) ?? this.#decide(module, admitted);
  }

  /** Whether `module` is tried out on a service, with the monolith still at hand. */
  isCanary(module: string): boolean {
    return this.#options.sidesOf(module).length > 1 && this.#options.policies.of(module).service < 100;
  }

  #withoutChoice(module: string): Decided | undefined {
    const { reach, sidesOf } = this.#options;
    const sides = reach(module).map(name => [name, sidesOf(name)] as const);
    if (sides.some(([, places]) => places.length > 1)) return undefined;
    return Object.fromEntries(sides.map(([name, [place]]) => [name, place ?? 'monolith']));
  }

  #decide(module: string, admitted: Admitted): Decided {
    const { policies, reach, sidesOf } = this.#options;
    const caller = callerOf(admitted);
    let choice = module;
    const sides = reach(module).map(name => {
      const places = sidesOf(name);
      const side = places.length > 1 ? decide(name, policies.of(name), caller) : places[0] ?? 'monolith';
      choice += ` ${side}`;
      return [name, side] as const;
    });
    let decided = this.#decided.get(choice);
    if (!decided) this.#decided.set(choice, decided = Object.fromEntries(sides));
    return decided;
  }
}
