import type { AnyPort } from '@aurora/kernel';
import { contractOf, Deployment, type Host, type ModuleName } from '@aurora/test/running';
import { neighbours } from '../neighbours.ts';
import { repeated } from '../repeated.ts';
import { settings } from '../settings.ts';
import type { Mode, Stage } from '../stage.ts';

/** A function call, as in production. */
export const local: Mode = {
  name: 'local',
  async open(module) {
    const deployment = await Deployment.create();
    const { ports } = await deployment.host(neighbours(module), { wire: false, env: settings }) as Host<ModuleName>;
    return { deployment, ports, [Symbol.asyncDispose]: () => deployment[Symbol.asyncDispose]() };
  },
};

/** In this process, but everything serialised and parsed on its way, and every call made twice: those between modules too. */
export const wire: Mode = {
  name: 'wire',
  async open(module) {
    const deployment = await Deployment.create();
    const modules = neighbours(module);
    const contracts = Object.fromEntries(await Promise.all(modules.map(async name => [name, await contractOf(name)] as const)));
    const twice = (name: ModuleName, port: AnyPort) => repeated(contracts[name]!, port);
    const { ports } = await deployment.host(modules, { wire: true, env: settings, between: twice }) as Host<ModuleName>;
    const doubled = Object.fromEntries(modules.map(name => [name, twice(name, ports[name] as unknown as AnyPort)]));
    return { deployment, ports: doubled as unknown as Stage['ports'], [Symbol.asyncDispose]: () => deployment[Symbol.asyncDispose]() };
  },
};
