import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { Deployment, type AuroraProcess, type Env } from '@aurora/test/running';
import type { Role } from '@aurora/kernel';
import type { Seen } from '../../../upstreams/behaviour.ts';
import { Upstream } from '../../../upstreams/upstream.ts';
import { Client } from '../../client.ts';
import { RawConnection } from '../../raw.ts';
import { patience } from '../../served.ts';

/**
 * What stands behind the gateway: `services`, the upstream serves subjects, syllabi and files as hosts of Aurora do, and requests for
 * them go through the forwarder of modules; `legacy`, it is the application that Aurora replaces, and everything passes through.
 */
export type Behind = 'services' | 'legacy';

/** A gateway in a process of its own before an upstream that the test scripts, for all tests of a file. What the upstream saw is forgotten before each. */
export class GatewayBefore {
  #home!: Deployment;
  #upstream!: Upstream;
  #gateway!: AuroraProcess;
  readonly #tokens = new Map<Role, string>();
  /** Settings with which another gateway stands before the same. */
  addresses: Env = {};

  constructor(behind: Behind, env: Env = {}) {
    const resources = new AsyncDisposableStack();
    beforeAll(async () => {
      this.#upstream = resources.use(await Upstream.start());
      this.#home = resources.use(await Deployment.create());
      for (const role of ['reader', 'editor', 'admin'] as const) this.#tokens.set(role, await this.#home.token(role));
      this.addresses = await this.#addresses(behind);
      this.#gateway = await this.#home.process(undefined, { ...this.addresses, ...env }, 'gateway');
    }, patience);
    beforeEach(() => this.#upstream.reset());
    afterAll(() => resources.disposeAsync(), patience);
  }

  async #addresses(behind: Behind): Promise<Env> {
    const { url } = this.#upstream;
    if (behind === 'legacy') return { AURORA_MONOLITH_URL: url, AURORA_MONOLITH_KIND: 'legacy' };
    const config = await this.#home.process(['config']);
    return { AURORA_CONFIG_URL: config.url, AURORA_SUBJECT_URL: url, AURORA_FILE_URL: url, AURORA_SYLLABUS_URL: url };
  }

  get home(): Deployment { return this.#home; }
  get upstream(): Upstream { return this.#upstream; }
  get gateway(): AuroraProcess { return this.#gateway; }
  get url(): string { return this.#gateway.url; }

  token(role: Role): string {
    return this.#tokens.get(role)!;
  }

  /** A client of the gateway's own root; paths begin with `/api/v1`, or are nobody's. */
  as(role: Role | undefined): Client {
    return new Client({ url: this.url, token: role && this.token(role) });
  }

  /** A connection on which anything can be written. */
  connect(): Promise<RawConnection> {
    return RawConnection.open(this.url);
  }

  /** The requests that the upstream has had, without the gateway's own looks at its health. */
  async seen(): Promise<readonly Seen[]> {
    return requestsOf(await this.#upstream.seen());
  }

  /** The same, as soon as `wanted` says so of them. */
  async until(wanted: (seen: readonly Seen[]) => boolean): Promise<readonly Seen[]> {
    return requestsOf(await this.#upstream.until(seen => wanted(requestsOf(seen))));
  }
}

const requestsOf = (seen: readonly Seen[]): readonly Seen[] => seen.filter(({ target }) => target !== '/health/ready');
