import { scopesOf, type CallContext, type Contract, type Port, type Role } from '@aurora/kernel';
import { createServiceTokens, localKeyReference, openLocalIssuer, type LocalIssuer, type ServiceCall } from '@aurora/platform/auth';
import { createRemotePort } from '@aurora/platform/ports';
import { fixedTarget, loadClient } from '@aurora/platform/upstream';

/** Tokens signed with the key of a data folder, which is made if there is none: the hosts of that folder accept them. */
export class Credentials {
  readonly #dataDir: string;
  #issuer: Promise<LocalIssuer> | undefined;

  constructor(dataDir: string) {
    this.#dataDir = dataDir;
  }

  /** A user's access token, for an hour. */
  async token(role: Role, subject = 'anna'): Promise<string> {
    return (await (await this.#open()).issue({ subject, scopes: scopesOf(role), ttl: 3_600_000 })).token;
  }

  /** A token as one host shows it to another. */
  async serviceToken(call: ServiceCall): Promise<string> {
    return createServiceTokens({ issuer: await this.#open() }).issue(call);
  }

  /** The port of a module at `url`, as the module `caller` holds it in another host. */
  async remotePort<C extends Contract>(contract: C, url: string, caller: string): Promise<{ readonly port: Port<C>; close(): Promise<void> }> {
    const tokens = createServiceTokens({ issuer: await this.#open() });
    const token = ({ principal }: CallContext) => tokens.issue({ principal, audience: contract.module, caller });
    await loadClient();
    const target = fixedTarget(contract.module, [url]);
    return { port: createRemotePort(contract, { target, token }), close: () => target.close() };
  }

  #open(): Promise<LocalIssuer> {
    return this.#issuer ??= openLocalIssuer({ reference: localKeyReference({ AUTH_KEY: undefined, DATA_DIR: this.#dataDir }), create: true, audience: 'aurora' });
  }
}
