import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { Deployment, until, type AuroraProcess, type Env } from '@aurora/test/running';
import type { Role } from '@aurora/kernel';
import type { Seen } from '../../../upstreams/behaviour.ts';
import { Upstream } from '../../../upstreams/upstream.ts';
import { Client } from '../../client.ts';
import { makeSubject } from '../../journey/subjects.ts';
import { RawConnection } from '../../raw.ts';
import { patience } from '../../served.ts';

/** Where requests for subjects go: percentages of callers to the service, and of reads that are repeated on the other side. */
export interface Share {
  readonly service: number;
  readonly shadow?: number;
}

interface ShadowReport {
  readonly operations: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly requests: readonly { readonly differences: readonly { readonly kind: string; readonly field: string }[] }[];
}

/** How many reads had which result, and of those that differed how, the last first. */
export interface Compared {
  readonly results: Readonly<Record<string, number>>;
  readonly differences: readonly (readonly string[])[];
}

/**
 * A monolith with its gateway, and beside it a service of subjects that the test scripts, for all tests of a file. Before each,
 * every request goes to the monolith alone, and what was seen and compared is forgotten.
 */
export class BesideScripted {
  #home!: Deployment;
  #service!: Upstream;
  #monolith!: AuroraProcess;
  #admin!: Client;
  #path!: string;
  readonly #tokens = new Map<Role, string>();

  constructor(env: Env = {}) {
    const resources = new AsyncDisposableStack();
    beforeAll(async () => {
      this.#service = resources.use(await Upstream.start());
      this.#home = resources.use(await Deployment.create());
      for (const role of ['reader', 'editor', 'admin'] as const) this.#tokens.set(role, await this.#home.token(role));
      this.#monolith = await this.#home.process(['config', 'subject', 'file', 'syllabus'], { AURORA_GATEWAY: 'true', AURORA_SUBJECT_URL: this.#service.url, ...env });
      this.#admin = new Client({ url: this.#monolith.url, token: this.token('admin') });
      this.#path = `/subjects/${(await makeSubject(this.as('admin'))).id}`;
    }, patience);
    beforeEach(async () => {
      await this.#service.reset();
      await this.place({ service: 0 });
      await this.#admin.delete('/admin/shadow/subject');
      await this.#service.reset();
    });
    afterAll(() => resources.disposeAsync(), patience);
  }

  get service(): Upstream { return this.#service; }
  get monolith(): AuroraProcess { return this.#monolith; }
  /** A subject of the monolith's, without the prefix. */
  get path(): string { return this.#path; }

  token(role: Role): string {
    return this.#tokens.get(role)!;
  }

  as(role: Role): Client {
    return new Client({ url: `${this.#monolith.url}/api/v1`, token: this.token(role) });
  }

  /** The bytes with which the gateway answers a read of `path`, but for its date. */
  async bytes(path = this.#path): Promise<string> {
    using connection = await RawConnection.open(this.#monolith.url);
    await connection.write(`GET /api/v1${path} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${this.token('reader')}\r\nX-Correlation-Id: one\r\nConnection: close\r\n\r\n`);
    await connection.closed();
    return connection.rest.replace(/^Date: .*$/im, 'Date: *');
  }

  /** Resolves once the gateway follows what is said. */
  async place({ service, shadow = 0 }: Share): Promise<void> {
    const { status, body } = await this.#admin.put('/admin/placements/subject', { service, shadow });
    if (status !== 200) throw new Error(JSON.stringify(body));
    await until(async () => {
      const { body: { items } } = await this.#admin.get<{ items: readonly { module: string; policy: Required<Share> }[] }>('/admin/placements');
      const { policy } = items.find(({ module }) => module === 'subject')!;
      return policy.service === service && policy.shadow === shadow;
    });
  }

  /** What became of the reads of subjects that were repeated, as soon as `number` of them have come to an end. */
  async compared(number = 1): Promise<Compared> {
    const { operations, requests } = await until(async () => {
      const { body } = await this.#admin.get<ShadowReport>('/admin/shadow/subject');
      return Object.values(body.operations['subject.get'] ?? {}).reduce((sum, count) => sum + count, 0) >= number && body;
    });
    const results = Object.entries(operations['subject.get']!).filter(([, count]) => count > 0);
    return { results: Object.fromEntries(results), differences: requests.map(({ differences }) => differences.map(({ kind, field }) => `${kind} ${field}`)) };
  }

  /** The requests that the service has had, without the gateway's own looks at its health, and those of syllabus for events. */
  async seen(): Promise<readonly Seen[]> {
    return requestsOf(await this.#service.seen());
  }

  /** The same, as soon as `wanted` says so of them. */
  async until(wanted: (seen: readonly Seen[]) => boolean): Promise<readonly Seen[]> {
    return requestsOf(await this.#service.until(seen => wanted(requestsOf(seen))));
  }
}

const requestsOf = (seen: readonly Seen[]): readonly Seen[] => seen.filter(({ target }) => target !== '/health/ready' && !target.startsWith('/internal/subject/events'));
