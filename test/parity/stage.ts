import type { Port } from '@aurora/kernel';
import type { Contracts, Deployment, ModuleName } from '@aurora/test/running';

/** Modules at work in one of the three ways, for a scenario to be played on. */
export interface Stage extends AsyncDisposable {
  readonly deployment: Deployment;
  readonly ports: { readonly [Name in ModuleName]: Port<Contracts[Name]> };
}

/** One way to reach a module. */
export interface Mode {
  readonly name: 'local' | 'wire' | 'process';
  /** Puts `module` to work, and whatever it calls. */
  open(module: ModuleName): Promise<Stage>;
}
