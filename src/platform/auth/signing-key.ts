import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type CryptoKey, type JWK } from 'jose';
import { z } from 'zod';

/** What the local issuer signs with. */
export const signingAlgorithm = 'ES256';

export interface SigningKey {
  /** The key's thumbprint (RFC 7638). */
  readonly id: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  /** As it is published. */
  readonly publicJwk: JWK;
}

const coordinate = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const PrivateJwk = z.object({ kty: z.literal('EC'), crv: z.literal('P-256'), x: coordinate, y: coordinate, d: coordinate });
const PrivateKeys = z.union([PrivateJwk.transform(key => [key]), z.object({ keys: z.array(PrivateJwk).min(1) }).transform(({ keys }) => keys)]);
export type PrivateJwk = z.output<typeof PrivateJwk>;

/**
 * The keys in `text`: a private P-256 JWK or a set of them. Undefined if it is anything else.
 * Nothing is thrown, because the messages of parsers quote what they could not read.
 */
export async function parseSigningKeys(text: string): Promise<SigningKey[] | undefined> {
  const keys = readPrivateJwks(text);
  return keys && Promise.all(keys.map(open)).catch(() => undefined);
}

/** The private keys in `text`, as they are written there. */
export function readPrivateJwks(text: string): PrivateJwk[] | undefined {
  try {
    return PrivateKeys.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

async function open({ d, ...point }: PrivateJwk): Promise<SigningKey> {
  const id = await calculateJwkThumbprint(point);
  const imported = (jwk: JWK) => importJWK(jwk, signingAlgorithm) as Promise<CryptoKey>;
  const [privateKey, publicKey] = await Promise.all([imported({ ...point, d }), imported(point)]);
  return { id, privateKey, publicKey, publicJwk: { ...point, kid: id, alg: signingAlgorithm, use: 'sig' } };
}

export async function makePrivateJwk(): Promise<PrivateJwk> {
  const { privateKey } = await generateKeyPair(signingAlgorithm, { extractable: true });
  return PrivateJwk.parse(await exportJWK(privateKey));
}

/** The text of a file that holds `keys`; the first signs. */
export const writePrivateJwks = (keys: readonly PrivateJwk[]): string => `${JSON.stringify({ keys }, undefined, 2)}\n`;
