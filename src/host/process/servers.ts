import type { Settings } from '@aurora/platform/settings';
import type { Hosting } from './hosting.ts';
import { takePort, takePortLate, type Opening } from './listening.ts';
import type { Teardown } from './teardown.ts';

/** Distance from the API's port: of health and metrics, and of the modules behind a gateway. */
const operationsOffset = 90, modulesOffset = 70;

/** What a process listens with. */
export interface Servers {
  readonly api: Opening;
  readonly operations: Opening;
  /** Where other hosts reach the modules, if the gateway has the port of the API. */
  readonly modules: Opening | undefined;
  /** Ends them all; requests in flight may take `grace` milliseconds. Operations answer to the last. */
  close(grace: number): Promise<void>;
}

/** Takes the ports that the settings name, or says in one line why not. Nothing is served yet. With `late`, that is done when they serve. */
export async function openServers(settings: Settings, hosting: Hosting, teardown: Teardown, late: boolean): Promise<Servers> {
  const { HOST: host, PORT = hosting.port } = settings;
  const service = hosting.front ? 'gateway' : hosting.service;
  const take = async (port: number, setting: string, options: { readonly host: string; readonly service: string }): Promise<Opening> => {
    const opening = late ? takePortLate({ port, setting, ...options }) : await takePort({ port, setting, ...options });
    teardown.add(() => opening.close(0));
    return opening;
  };
  const beside = (offset: number): number => (PORT === 0 ? 0 : PORT + offset);
  const api = await take(PORT, 'AURORA_PORT', { host, service });
  const operations = await take(settings.OPERATIONS_PORT ?? beside(operationsOffset), 'AURORA_OPERATIONS_PORT', { host: '127.0.0.1', service: hosting.service });
  const modules = hosting.front && hosting.hosted.length > 0 ? await take(settings.MODULES_PORT ?? beside(modulesOffset), 'AURORA_MODULES_PORT', { host, service: hosting.service }) : undefined;
  return {
    api, operations, modules,
    async close(grace) {
      await Promise.all([api.close(grace), modules?.close(grace)]);
      await operations.close(1_000);
    },
  };
}
