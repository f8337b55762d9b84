import { configContract } from '@aurora/config/contract';
import { AuroraError, type CallContext, type Handlers, type OutputOf, type Port } from '@aurora/kernel';
import { createLocalPort } from '@aurora/platform/ports';
import { springContract, type SpringEnvironment } from './contract.ts';
import { properties } from './properties.ts';

type ConfigPort = Pick<Port<typeof configContract>, 'exportSettings'>;
type Setting = OutputOf<typeof configContract.operations.exportSettings>['changes'][number];

interface Asked {
  readonly application: string;
  readonly profiles: readonly string[];
  readonly label?: string;
}

/** Labels that name what holds now: what Spring's clients ask for unless they are told otherwise, and a word for it. */
const present: ReadonlySet<string> = new Set(['main', 'master', 'latest']);

/** The layers that hold, the one that wins first: those of the service before those of all, and in either those of an environment first. */
function layersOf({ application, profiles }: Asked): { readonly service: string | undefined; readonly environment: string | undefined }[] {
  const environments = [...profiles.filter(profile => profile !== 'default').toReversed(), undefined];
  const services = application === 'application' ? [undefined] : [application, undefined];
  return services.flatMap(service => environments.map(environment => ({ service, environment })));
}

/** Clients merge the members of a value over all sources; here the closest layer's value holds as a whole, so no other is told. */
function environment(asked: Asked, revision: number, settings: readonly Setting[]): SpringEnvironment {
  const told = new Set<string>();
  const sources = layersOf(asked).map(layer => {
    const own = settings.filter(setting => setting.service === layer.service && setting.environment === layer.environment && !told.has(setting.key));
    for (const { key } of own) told.add(key);
    const named = [layer.service ?? 'application', ...(layer.environment === undefined ? [] : [layer.environment])].join('-');
    return { name: `aurora:${named}`, source: Object.fromEntries(own.flatMap(({ key, value }) => properties(key, value))) };
  });
  return { name: asked.application, profiles: [...asked.profiles], label: asked.label ?? null, version: String(revision), state: null, propertySources: sources.filter(({ source }) => Object.keys(source).length > 0) };
}

/** What the config module keeps, as Spring Cloud Config's clients read it. */
export function createSpringPort(config: ConfigPort): Port<typeof springContract> {
  async function read(asked: Asked, context: CallContext): Promise<SpringEnvironment> {
    const { label } = asked;
    const now = label === undefined || present.has(label);
    const found = now ? undefined : configContract.operations.exportSettings.input.safeParse({ revision: /^\d{1,15}$/.test(label) ? Number(label) : label });
    if (found && !found.success) throw new AuroraError('NOT_FOUND', `There is no label ${label}: a label is the number of a revision, its name, or a time.`);
    const { changes, revision } = await config.exportSettings(found?.data ?? {}, context);
    return environment(asked, revision, changes);
  }
  const handlers: Handlers<typeof springContract> = { read, readAt: read };
  return createLocalPort(springContract, handlers);
}
