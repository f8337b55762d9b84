import type { Contracts, Deployment } from '@aurora/test/running';
import type { Port } from '@aurora/kernel';

/** The ports of all modules, as somebody holds them who may do everything: what a provider is like is made through them. */
export type Ports = { readonly [Name in keyof Contracts]: Port<Contracts[Name]> };

/** Makes a provider be as a pact's `given` says, of things of its own: other interactions have theirs. Answers what the pact's paths are made of, as in `${id}`. The deployment is there to look, and to hold something up; nothing is written but through ports. */
export type State = (ports: Ports, deployment: Deployment) => Promise<Readonly<Record<string, string | number>> | void>;

/** The states of one provider, by what a pact says in `given`. */
export type States = Readonly<Record<string, State>>;
