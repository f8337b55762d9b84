import type { Placement } from '@aurora/kernel';
import { moduleNames, type ModuleName, type Settings } from '@aurora/platform/settings';
import { catalogue, entryOf, type CatalogueEntry } from '../catalogue.ts';
import { StartError } from './start-error.ts';

/** What this process is: which modules it runs, where it looks for others, and whether the gateway stands before them. */
export interface Hosting {
  /** In an order in which each comes after those it calls. */
  readonly hosted: readonly CatalogueEntry[];
  /** Fixed addresses of services, by module. */
  readonly services: Readonly<Partial<Record<ModuleName, readonly string[]>>>;
  /** What is the monolith to this process, if another one is. */
  readonly monolith: { readonly url: string; readonly kind: Settings['MONOLITH_KIND'] } | undefined;
  /** Where services are looked up, as `AURORA_DISCOVERY` says it. */
  readonly discovery: string;
  /** Whether that is a registry. */
  readonly discovers: boolean;
  /** Whether services are looked up though no setting says so: none need be there. */
  readonly mayDiscover: boolean;
  /** Whether the gateway stands before the modules in this process. */
  readonly front: boolean;
  /** On which side it is. */
  readonly side: Placement;
  /** Port of the API unless a setting names one. */
  readonly port: number;
  /** Name of the process in logs, metrics and errors. */
  readonly service: string;
}

const urlsOf = (settings: Settings, name: ModuleName): readonly string[] | undefined => settings[`${name.toUpperCase() as Uppercase<ModuleName>}_URL`];

const variable = (name: ModuleName): string => `AURORA_${name.toUpperCase()}_URL`;

/** Reads from the settings what this process is to be; `gatewayAlone` hosts nothing that is not named. Throws where a module is called that is neither here nor reachable. */
export function planHosting(settings: Settings, gatewayAlone = false): Hosting {
  const services = Object.fromEntries(moduleNames.map(name => [name, urlsOf(settings, name)]).filter(([, urls]) => urls !== undefined)) as Hosting['services'];
  const chosen = (settings.MODULES ?? (gatewayAlone ? [] : undefined)) as readonly ModuleName[] | undefined;
  const hosted = catalogue.filter(({ name }) => (chosen ? chosen.includes(name) : services[name] === undefined));
  const front = gatewayAlone || (settings.GATEWAY ?? chosen === undefined);
  const monolith = settings.MONOLITH_URL === undefined ? undefined : { url: settings.MONOLITH_URL, kind: settings.MONOLITH_KIND };
  // Whoever names the services has said where they are.
  const whole = front && hosted.length === catalogue.length && Object.keys(services).length === 0;
  const discovery = settings.DISCOVERY ?? (whole ? 'embedded' : 'static');
  const discovers = discovery !== 'static';
  const reached = (name: ModuleName): boolean => hosted.includes(entryOf(name)) || services[name] !== undefined || discovers || monolith !== undefined;
  for (const { name, calls } of hosted) {
    const missing = calls.filter(called => !reached(called) || (monolith?.kind === 'legacy' && !discovers && !hosted.includes(entryOf(called)) && services[called] === undefined));
    if (missing.length > 0) throw new StartError(`The ${name} module calls ${missing.join(' and ')}: host it here too, or say where it is in ${missing.map(variable).join(' and ')}.`);
  }
  const nowhere = front ? moduleNames.filter(name => !reached(name)) : [];
  if (nowhere.length > 0) throw new StartError(`The gateway does not know where to find ${nowhere.join(', ')}: AURORA_MONOLITH_URL, ${nowhere.map(variable).join(', ')} or AURORA_DISCOVERY says it.`);
  if (settings.WORKERS > 1 && (!front || hosted.length > 0)) {
    throw new StartError(`AURORA_WORKERS is for a gateway without modules in its process. This one runs ${hosted.map(entry => entry.name).join(', ')}, whose work and embedded data belong to one process.`);
  }
  const alone = chosen !== undefined && hosted.length === 1 && !front;
  return { hosted, services, monolith, discovery, discovers, mayDiscover: discovers && settings.DISCOVERY === undefined, front, side: settings.SIDE ?? (alone ? 'service' : 'monolith'), port: alone ? hosted[0]!.port : 8000, service: alone ? hosted[0]!.name : hosted.length === 0 ? 'gateway' : 'aurora' };
}
