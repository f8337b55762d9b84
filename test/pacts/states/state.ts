import type { Contracts } from '@aurora/test/running';
import type { Port } from '@aurora/kernel';

/** The ports of all modules, as somebody holds them who may do everything: what a provider is like is made through them alone. */
export type Ports = { readonly [Name in keyof Contracts]: Port<Contracts[Name]> };

/** Makes a provider be as a pact's `given` says, of things of its own: other interactions have theirs. Answers what the pact's paths are made of, as in `${id}`. */
export type State = (ports: Ports) => Promise<Readonly<Record<string, string | number>> | void>;

/** The states of one provider, by what a pact says in `given`. */
export type States = Readonly<Record<string, State>>;
