import { moduleNames, type ModuleName, type Settings } from '@aurora/platform/settings';
import { catalogue, entryOf, type CatalogueEntry } from '../catalogue.ts';
import { StartError } from './start-error.ts';

/** What this process is: which modules it runs, which it reaches elsewhere, and whether the front stands before them. */
export interface Hosting {
  /** In an order in which each comes after those it calls. */
  readonly hosted: readonly CatalogueEntry[];
  /** Where modules live that this process calls or fronts but does not run. */
  readonly remote: Readonly<Partial<Record<ModuleName, string>>>;
  readonly front: boolean;
  /** Port of the API unless a setting names one. */
  readonly port: number;
  /** Name of the process in logs, metrics and errors. */
  readonly service: string;
}

const urlOf = (settings: Settings, name: ModuleName): string | undefined => settings[`${name.toUpperCase() as Uppercase<ModuleName>}_URL`];

/** Reads from the settings what this process is to be. Throws where a module is called that is neither here nor reachable. */
export function planHosting(settings: Settings): Hosting {
  const remote = Object.fromEntries(moduleNames.map(name => [name, urlOf(settings, name)]).filter(([, url]) => url !== undefined)) as Hosting['remote'];
  const chosen = settings.MODULES as readonly ModuleName[] | undefined;
  const hosted = catalogue.filter(({ name }) => (chosen ? chosen.includes(name) : remote[name] === undefined));
  for (const { name, calls } of hosted) {
    const missing = calls.filter(called => !hosted.includes(entryOf(called)) && remote[called] === undefined);
    if (missing.length > 0) throw new StartError(`The ${name} module calls ${missing.join(' and ')}: host it here too, or say where it is in ${missing.map(m => `AURORA_${m.toUpperCase()}_URL`).join(' and ')}.`);
  }
  const alone = chosen !== undefined && hosted.length === 1;
  return { hosted, remote, front: chosen === undefined, port: alone ? hosted[0]!.port : 8000, service: alone ? hosted[0]!.name : 'aurora' };
}
