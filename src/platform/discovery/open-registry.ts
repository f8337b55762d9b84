import { join } from 'node:path';
import { createInstanceRecords, type LocalIssuer } from '../auth/index.ts';
import type { Settings } from '../settings/index.ts';
import { parseAddress } from './address.ts';
import { BackedRegistry } from './backed-registry.ts';
import type { Backend } from './backend.ts';
import { EmbeddedBackend, type ConfigPortFor } from './embedded.ts';
import { FolderRegistry } from './folder-registry.ts';
import { FixedRegistry } from './fixed-registry.ts';
import { LateBackend } from './late-backend.ts';
import type { Registry, Report } from './registry.ts';

export interface OpenRegistryOptions {
  /** As `AURORA_DISCOVERY` says it. */
  readonly setting: string;
  readonly settings: Pick<Settings, 'CONFIG_URL' | 'FILE_URL' | 'SUBJECT_URL' | 'SYLLABUS_URL'>;
  readonly dataDir: string;
  /** Signs what instances say of themselves, and proves it. */
  readonly issuer: LocalIssuer;
  /** For the embedded registry. */
  readonly configPort: ConfigPortFor;
  readonly report: Report;
}

/** Opens the registry that the setting names. Nothing is asked of its server before an instance is registered or looked for. */
export function openRegistry({ configPort, dataDir, issuer, report, setting, settings }: OpenRegistryOptions): Registry {
  const fixed = new FixedRegistry(module => settings[`${module.toUpperCase()}_URL` as keyof typeof settings] as readonly string[] | undefined ?? []);
  if (setting === 'static') return fixed;
  const registry = new BackedRegistry({ backend: backendOf(setting, configPort), records: createInstanceRecords({ issuer }), folder: join(dataDir, 'discovery'), report });
  return setting === 'embedded' ? withConfigApart(registry, settings.CONFIG_URL ? fixed : new FolderRegistry(join(dataDir, 'discovery', 'here'))) : registry;
}

function backendOf(setting: string, configPort: ConfigPortFor): Backend {
  if (setting === 'embedded') return new EmbeddedBackend(configPort);
  if (setting.startsWith('etcd:')) {
    const address = parseAddress(setting, 2379);
    return new LateBackend(async () => new (await import('./etcd/backend.ts')).EtcdBackend(address));
  }
  const address = parseAddress(setting, 8500);
  return new LateBackend(async () => new (await import('./consul.ts')).ConsulBackend(address));
}

/** Whoever looks for the config module can't ask it where it is: its address is set, or it is on this machine. */
const withConfigApart = (registry: Registry, ofConfig: Registry): Registry => ({
  instances: module => (module === 'config' ? ofConfig : registry).instances(module),
  register: (module, instance) => (module === 'config' ? ofConfig : registry).register(module, instance),
  close: async () => { await Promise.all([registry.close(), ofConfig.close()]); },
});
