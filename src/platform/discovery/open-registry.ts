import { join } from 'node:path';
import { createInstanceRecords, type LocalIssuer } from '../auth/index.ts';
import type { Settings } from '../settings/index.ts';
import { parseAddress } from './address.ts';
import { BackedRegistry } from './backed-registry.ts';
import type { Backend } from './backend.ts';
import { ConsulBackend } from './consul.ts';
import { EmbeddedBackend, type ConfigPortFor } from './embedded.ts';
import { EtcdBackend } from './etcd/backend.ts';
import { FixedRegistry } from './fixed-registry.ts';
import type { Registry, Report } from './registry.ts';

export interface OpenRegistryOptions {
  readonly settings: Pick<Settings, 'DISCOVERY' | 'CONFIG_URL' | 'FILE_URL' | 'SUBJECT_URL' | 'SYLLABUS_URL'>;
  readonly dataDir: string;
  /** Signs what instances say of themselves, and proves it. */
  readonly issuer: LocalIssuer;
  /** For the embedded registry. */
  readonly configPort: ConfigPortFor;
  readonly report: Report;
}

/** Opens the registry that the setting names. Nothing is asked of its server before an instance is registered or looked for. */
export function openRegistry({ configPort, dataDir, issuer, report, settings }: OpenRegistryOptions): Registry {
  const { DISCOVERY: setting } = settings;
  const fixed = new FixedRegistry(module => settings[`${module.toUpperCase()}_URL` as keyof typeof settings] as readonly string[] | undefined ?? []);
  if (setting === 'static') return fixed;
  const registry = new BackedRegistry({ backend: backendOf(setting, configPort), records: createInstanceRecords({ issuer }), folder: join(dataDir, 'discovery'), report });
  return setting === 'embedded' ? withoutConfig(registry, fixed) : registry;
}

function backendOf(setting: string, configPort: ConfigPortFor): Backend {
  if (setting === 'embedded') return new EmbeddedBackend(configPort);
  return setting.startsWith('etcd:') ? new EtcdBackend(parseAddress(setting, 2379)) : new ConsulBackend(parseAddress(setting, 8500));
}

/** Whoever looks for the config module can't ask it where it is. */
const withoutConfig = (registry: Registry, fixed: Registry): Registry => ({
  instances: module => (module === 'config' ? fixed : registry).instances(module),
  register: (module, instance) => (module === 'config' ? fixed : registry).register(module, instance),
  close: () => registry.close(),
});
