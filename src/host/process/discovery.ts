import { randomUUID } from 'node:crypto';
import type { AnyPort } from '@aurora/kernel';
import type { LocalIssuer } from '@aurora/platform/auth';
import type { Registration, Registry } from '@aurora/platform/discovery';
import type { ModuleName, Settings } from '@aurora/platform/settings';
import { errorFields, type Logger } from '@aurora/platform/telemetry';

export interface DiscoveryOptions {
  readonly settings: Settings;
  /** As `AURORA_DISCOVERY` says it, or what stands for it where it is unset. */
  readonly setting: string;
  readonly issuer: LocalIssuer;
  /** The config module's port, as the caller holds it. */
  readonly configPort: (caller: string) => Promise<AnyPort | undefined>;
  readonly logger: Logger;
}

/** The registry of this process, opened when it is first needed, and what this process has made known in it. */
export class Discovery {
  readonly #options: DiscoveryOptions;
  readonly #registrations: Registration[] = [];
  readonly #configPorts = new Map<string, Promise<AnyPort | undefined>>();
  #registry: Promise<Registry> | undefined;

  constructor(options: DiscoveryOptions) {
    this.#options = options;
  }

  readonly registry = (): Promise<Registry> => this.#registry ??= this.#open();

  /** Lets other hosts find the modules that this process runs at `url`. */
  async register(modules: readonly ModuleName[], url: string): Promise<void> {
    const registry = await this.registry();
    const id = randomUUID();
    this.#registrations.push(...await Promise.all(modules.map(module => registry.register(module, { id, url }))));
  }

  /** Takes back what was made known: nobody sends anything new here. */
  async deregister(): Promise<void> {
    await Promise.all(this.#registrations.splice(0).map(registration => registration.deregister()));
  }

  async close(): Promise<void> {
    await this.deregister();
    await (await this.#registry)?.close();
  }

  async #open(): Promise<Registry> {
    const { configPort, issuer, logger, setting, settings } = this.#options;
    const { openRegistry } = await import('@aurora/platform/discovery');
    return openRegistry({
      setting, settings, dataDir: settings.DATA_DIR, issuer,
      configPort: caller => {
        if (!this.#configPorts.has(caller)) this.#configPorts.set(caller, configPort(caller));
        return this.#configPorts.get(caller);
      },
      report: ({ action, message, module, entry, error }) => logger[action === 'registry.back' ? 'info' : 'warn']({ 'event.action': action, 'labels.module': module, 'labels.entry': entry, ...(error === undefined ? {} : errorFields(error)) }, message),
    });
  }
}
