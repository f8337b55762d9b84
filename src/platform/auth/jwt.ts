import { compactVerify, decodeJwt, decodeProtectedHeader, type CryptoKey } from 'jose';
import { refused } from './refusal.ts';

/** A JWT that has been read, and of which nothing has been proven. */
export interface UnprovenJwt {
  readonly token: string;
  readonly algorithm: string;
  readonly keyId: string;
  /** Media type in lower case without `application/`, or undefined. */
  readonly type: string | undefined;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** Header fields that bring a key along, or say where to fetch one, or change what the token means. None is ever followed. */
const forbidden = ['jku', 'jwk', 'x5u', 'x5c', 'crit', 'b64'];

/** Reads a compact JWT. The key must be named by `kid`, which is only ever looked up among keys already held. */
export function readJwt(token: string): UnprovenJwt {
  try {
    const header = decodeProtectedHeader(token);
    const { alg, kid, typ } = header;
    if (typeof alg === 'string' && typeof kid === 'string' && kid.length <= 256 && (typ === undefined || typeof typ === 'string') && !forbidden.some(name => Object.hasOwn(header, name))) {
      return { token, algorithm: alg, keyId: kid, type: typ?.toLowerCase().replace(/^application\//, ''), claims: decodeJwt(token) };
    }
  } catch { /* refused below, whatever it was */ }
  throw refused('malformed');
}

/** Proves the signature by `key`. `algorithms` decides, not the token: `none` and HMAC stand in no list. */
export async function proveSignature({ token }: UnprovenJwt, key: CryptoKey, algorithms: readonly string[]): Promise<void> {
  try {
    await compactVerify(token, key, { algorithms: [...algorithms] });
  } catch {
    throw refused('signature');
  }
}
