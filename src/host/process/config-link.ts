import { randomUUID } from 'node:crypto';
import type { configContract } from '@aurora/config/contract';
import { AuroraError, type AnyPort, type CallContext, type InputOf, type OutputOf, type Port } from '@aurora/kernel';
import type { ApiKeyLookup, ApiKeyRecord, Revocation } from '@aurora/platform/auth';

type ConfigPort = Port<typeof configContract>;
type Watched = InputOf<typeof configContract.operations.watchConfiguration>;
type Configuration = OutputOf<typeof configContract.operations.watchConfiguration>;
type Listed = OutputOf<typeof configContract.operations.listRevocations>['items'][number];

const time = (text: string | null): number | undefined => (text === null ? undefined : Date.parse(text));

/** What a host asks of the config module. It is linked late: the config module may be one that this host is still putting together. */
export class ConfigLink {
  #port: ConfigPort | undefined;
  /** Revocations that still matter, by position; and the position up to which they are known. */
  readonly #revocations = new Map<number, Listed>();
  #known = 0;

  link(port: AnyPort): void {
    this.#port = port as unknown as ConfigPort;
  }

  get linked(): boolean {
    return this.#port !== undefined;
  }

  readonly apiKeys: ApiKeyLookup = {
    find: async id => {
      try {
        const key = await this.#port?.findKey({ id }, this.#context());
        return key && { id: key.id, hash: key.hash, scopes: key.scopes, expiresAt: time(key.expires_at), revokedAt: time(key.revoked_at) } satisfies ApiKeyRecord;
      } catch (error) {
        // Other errors stay errors: what is known of a key goes on for a while when its store is away, and must not when it is gone.
        if (error instanceof AuroraError && error.code === 'NOT_FOUND') return undefined;
        throw error;
      }
    },
    // When a key was last used is told to people; nothing depends on it.
    used: id => { this.#port?.noteKeyUse({ id }, this.#context()).catch(() => undefined); },
  };

  /** All revocations that still matter. Asks for those alone that were made since the last time. Not to be called twice at once. */
  readonly pullRevocations = async (): Promise<readonly Revocation[]> => {
    for (let more = this.#port !== undefined; more;) more = await this.#pullPage(this.#port!);
    const now = Date.now();
    for (const [position, { expires_at }] of this.#revocations) if ((time(expires_at) ?? Infinity) <= now) this.#revocations.delete(position);
    return [...this.#revocations.values()].map(({ jti, subject, issued_until }) => (jti === null ? { subject: subject!, issuedUntil: time(issued_until)! } : { jti }));
  };

  /** Flags and settings, once the revision is another than the one known or the wait is over. */
  async watch(asked: Watched): Promise<Configuration> {
    if (!this.#port) throw new AuroraError('UNAVAILABLE', 'No config module is reached.');
    return this.#port.watchConfiguration(asked, this.#context());
  }

  /** Takes in what comes next; whether there is more to be asked for. */
  async #pullPage(port: ConfigPort): Promise<boolean> {
    const { items, latest, more } = await port.listRevocations({ after: this.#known }, this.#context());
    if (latest < this.#known) {
      // The data has been set back, and positions stand for other revocations now.
      this.#revocations.clear();
      this.#known = 0;
      return true;
    }
    for (const item of items) this.#revocations.set(item.position, item);
    this.#known = Math.max(this.#known, items.at(-1)?.position ?? 0, more ? 0 : latest);
    return more;
  }

  #context(): CallContext {
    return { correlationId: randomUUID(), traceparent: undefined, principal: { id: 'module:gateway', scopes: new Set(['config:read']) }, caller: 'gateway', deadline: Date.now() + 5_000, commandId: undefined, placements: {} };
  }
}
