import { createHash, type Hash } from 'node:crypto';
import { AuroraError, type ContentStream } from '@aurora/kernel';

/** Fields that state a digest of a body (RFC 9530). Of a request that is neither compressed nor a part, both are of the same bytes. */
const fields = ['content-digest', 'repr-digest'] as const;

/** Algorithms that are checked, the active ones of the RFC's registry, and the bytes of a digest; others are passed over, as it asks. */
const algorithms = { 'sha-256': { name: 'sha256', length: 32 }, 'sha-512': { name: 'sha512', length: 64 } } as const;

interface Stated {
  readonly field: string;
  readonly hash: Hash;
  readonly digest: Buffer;
}

const malformed = (field: string, message: string): AuroraError => new AuroraError('MALFORMED_REQUEST', message, { details: { header: field } });

const isBytes = (value: unknown): value is ArrayBuffer | Uint8Array => value instanceof Uint8Array || Object.prototype.toString.call(value) === '[object ArrayBuffer]';

/** The digests that a request states of its body, to be compared with what comes. */
export class BodyDigests {
  readonly #stated: readonly Stated[];

  private constructor(stated: readonly Stated[]) {
    this.#stated = stated;
  }

  /** Undefined where the request states none that can be checked. Rejects with `MALFORMED_REQUEST` where one is malformed. */
  static async of({ headers }: { readonly headers: Readonly<Record<string, unknown>> }): Promise<BodyDigests | undefined> {
    if (fields.every(field => headers[field] === undefined)) return undefined;
    const { parseDictionary } = await import('structured-headers');
    const stated: Stated[] = [];
    for (const field of fields) {
      const text = headers[field];
      if (text === undefined) continue;
      let members: ReturnType<typeof parseDictionary>;
      try {
        members = parseDictionary(String(text));
      } catch (error) {
        throw new AuroraError('MALFORMED_REQUEST', `${field} is no dictionary of digests, as in sha-256=:…:.`, { details: { header: field }, cause: error });
      }
      for (const [algorithm, { length, name }] of Object.entries(algorithms)) {
        const [value] = members.get(algorithm) ?? [];
        if (value === undefined) continue;
        if (!isBytes(value) || value.byteLength !== length) throw malformed(field, `${field} has no ${algorithm} of ${length} bytes between colons.`);
        stated.push({ field, hash: createHash(name), digest: Buffer.from(value as ArrayBuffer) });
      }
    }
    return stated.length === 0 ? undefined : new BodyDigests(stated);
  }

  update(chunk: Uint8Array): void {
    for (const { hash } of this.#stated) hash.update(chunk);
  }

  /** Throws `MALFORMED_REQUEST` unless all that came has the digests that were stated. */
  verify(): void {
    for (const { digest, field, hash } of this.#stated) if (!hash.digest().equals(digest)) throw malformed(field, `The body does not have the digest that ${field} states.`);
  }

  /** The same bytes; fails at their end where they are not those that were stated. */
  async* over(content: ContentStream): ContentStream {
    for await (const chunk of content) {
      this.update(chunk);
      yield chunk;
    }
    this.verify();
  }
}

/** The value of a digest field, from a SHA-256 in hexadecimal. */
export const digestField = (sha256: string): string => `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`;
