import type { AnyPort, CallContext, Contract } from '@aurora/kernel';
import type { ServiceTokens } from '@aurora/platform/auth';

/** Ports to modules that other hosts run. */
export class RemotePorts {
  readonly #tokens: ServiceTokens;
  readonly #closers: (() => Promise<void>)[] = [];

  constructor(tokens: ServiceTokens) {
    this.#tokens = tokens;
  }

  /** The port of `contract` at `url`, as the module `caller` holds it. */
  async open(contract: Contract, url: string, caller: string): Promise<AnyPort> {
    // The client is loaded where there is something to reach: whoever hosts everything does without its memory.
    const { createRemotePort } = await import('@aurora/platform/ports');
    const token = ({ principal }: CallContext): string | Promise<string> => this.#tokens.issue({ principal, audience: contract.module, caller });
    const { port, close } = createRemotePort(contract, { url, token });
    this.#closers.push(close);
    return port as AnyPort;
  }

  async close(): Promise<void> {
    await Promise.all(this.#closers.map(close => close()));
  }
}
