import { createServer } from 'node:net';
import type { HostStatus } from '@aurora/gateway/contract';
import { moduleNames, type ModuleName } from '@aurora/platform/settings';
import { entryOf } from '../../catalogue.ts';
import type { Instances } from '../running-aurora.ts';
import { obstacle, warning, well, type Finding } from './finding.ts';

/** What the checks know. */
export interface Surroundings {
  readonly module: ModuleName;
  readonly host: HostStatus;
  /** Instances of the service that are known already. */
  readonly instances: Instances;
  /** Whether one is to be started on this machine, and at which port. */
  readonly local: boolean;
  readonly port: number | undefined;
  /** Address of the store in use, where the module keeps files. */
  readonly store: string | undefined;
}

const loopback = /^https?:\/\/(?:localhost|127(?:\.\d+){3}|\[::1\])(?::|\/|$)/;

/** Whether all there is of the service is on the machine of the monolith. */
const onThisMachine = ({ instances, local }: Surroundings): boolean => local || (instances.length > 0 && instances.every(({ url }) => loopback.test(url)));

const free = (port: number): Promise<boolean> => new Promise(resolve => {
  const server = createServer();
  server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
});

/** Whether the service is there, or can be. */
export async function checkTarget({ host, instances, local, module, port = entryOf(module).port }: Surroundings): Promise<Finding> {
  const check = 'target', variable = `AURORA_${module.toUpperCase()}_URL`;
  if (instances.some(({ state }) => state === 'healthy')) return well(check, `${instances.filter(({ state }) => state === 'healthy').map(({ url }) => url).join(', ')} ${instances.length === 1 ? 'is' : 'are'} healthy`);
  if (!local) return obstacle(check, `no healthy service of ${module} is known: start one that registers itself, name it in ${variable}, or let one be started here with --local`);
  if (host.discovery === 'static' && instances.length === 0) return obstacle(check, `the gateway would not find it: set AURORA_DISCOVERY or ${variable}, and start the gateway anew`);
  if (host.modules_url === null) return obstacle(check, 'where the monolith\'s modules listen is not known, and the service could not reach them');
  return port === 0 || await free(port) ? well(check, `one can be started here, at ${port === 0 ? 'a free port' : `port ${port}`}`) : obstacle(check, `port ${port} is in use: name another one with --port`);
}

/** Whether what the service needs of the monolith's machine is where the service is. */
export function checkDatabase(surroundings: Surroundings): Finding {
  const check = 'database';
  const { host: { hosted }, module } = surroundings;
  const database = hosted.find(one => one.module === module)?.database;
  if (database === undefined) return warning(check, 'the module does not run in the gateway\'s process, which cannot tell where its data lies: the service must be given the same database');
  const shared = hosted.filter(one => one.module !== module && one.database === database).map(one => one.module);
  if (shared.length > 0) return obstacle(check, `it is that of ${shared.join(' and ')} too (${database}), so that transactions could span both: give each module its own`);
  if (database.includes('://')) return well(check, `${database} is a server, which the service must reach as well, with AURORA_${module.toUpperCase()}_DATABASE_URL or the account that "aurora migrate" made`);
  if (onThisMachine(surroundings)) return well(check, `${database} is a file of its own on the machine of the service`);
  return obstacle(check, `${database} is a file, which only processes of this machine can use: move it to a server first, with "aurora relocate ${module} --to mysql://…", or start the service here with --local`);
}

export function checkStore(surroundings: Surroundings): Finding {
  const { module, store } = surroundings;
  if (store === undefined) return well('store', 'the module keeps no files');
  if (store !== 'local') return well('store', `the files lie at ${store}, which the service must reach as well, with credentials in its environment`);
  if (onThisMachine(surroundings)) return well('store', 'the folder of the files is on the machine of the service');
  return obstacle('store', `the files lie in a folder of this machine: move them first, with "aurora relocate ${module} --store s3://…", or start the service here with --local`);
}

export function checkKeys(surroundings: Surroundings): Finding {
  return onThisMachine(surroundings) ? well('keys', 'the service uses those of the data folder') : warning('keys', 'hosts on other machines need the same keys: AURORA_AUTH_KEY must be the same there');
}

export function checkMonolith({ host: { monolith } }: Surroundings): Finding {
  return monolith === 'aurora' ? well('monolith', 'it is an Aurora') : obstacle('monolith', 'it is the application that Aurora replaces, with a database of its own: "aurora import legacy" moves its modules');
}

export function checkPipe({ host: { broker }, module }: Surroundings): Finding {
  const hears = moduleNames.filter(name => entryOf(name).listens.includes(module));
  const told = hears.length > 0 ? `${hears.join(' and ')} hear${hears.length === 1 ? 's' : ''} of it` : 'no module listens to it';
  return well('events', `${told}; they travel ${broker ? 'through the broker' : 'over HTTP'}`);
}
