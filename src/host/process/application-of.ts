import type { RequestListener } from 'node:http';
import type { AnyPort } from '@aurora/kernel';
import type { LocalIssuer } from '@aurora/platform/auth';
import { createApplication, once, type ApplicationOptions, type ServedModule } from '@aurora/platform/http';
import type { HostedModule } from '@aurora/platform/module';
import type { ModuleName, Settings } from '@aurora/platform/settings';
import { entryOf, mayCall } from '../catalogue.ts';
import type { Hosting } from './hosting.ts';
import type { RemotePorts } from './ports.ts';

export interface Parts extends Pick<ApplicationOptions, 'authenticator' | 'logger' | 'metrics' | 'health'> {
  readonly hosting: Hosting;
  readonly settings: Settings;
  readonly modules: readonly HostedModule[];
  readonly remotes: RemotePorts;
  readonly localIssuer: LocalIssuer;
}

/** What answers on the port of the API: the front with all modules behind it, or the hosted modules alone. */
export async function applicationOf({ hosting, settings, modules, remotes, localIssuer, ...parts }: Parts): Promise<RequestListener> {
  const common = { ...parts, maxBody: settings.MAX_BODY, hosts: settings.HOSTS?.map(host => host.toLowerCase()), corsOrigins: settings.CORS_ORIGINS };
  const here: readonly ServedModule[] = modules.map(({ contract, port }) => ({ contract, port: port as AnyPort }));
  if (hosting.front) {
    const elsewhere = await Promise.all(Object.entries(hosting.remote).map(async ([name, url]): Promise<ServedModule> => {
      const contract = await entryOf(name as ModuleName).contract();
      return { contract, port: await remotes.open(contract, url, 'gateway') };
    }));
    const { createFront } = await import('@aurora/gateway');
    return createFront({ ...common, modules: [...here, ...elsewhere], publicUrl: settings.PUBLIC_URL, jwks: () => localIssuer.jwks() });
  }
  const { openApi } = await import('@aurora/platform/documents');
  const contracts = here.map(module => module.contract);
  return createApplication({
    ...common, modules: here, prefix: '', service: hosting.service, mayCall,
    documents: { '/openapi.json': once(() => openApi({ contracts, prefix: '', title: `Aurora: ${contracts.map(contract => contract.title).join(', ')}` })) },
  });
}
