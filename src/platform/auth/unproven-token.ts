import { decodeJwt } from 'jose';

/** The `jti` and the end that a token names, in milliseconds since the epoch; undefined if it names none. Nothing of it is proven. */
export function readTokenId(token: string): { readonly jti: string; readonly expiresAt: number } | undefined {
  try {
    const { jti, exp } = decodeJwt(token);
    return typeof jti === 'string' && typeof exp === 'number' ? { jti, expiresAt: exp * 1000 } : undefined;
  } catch {
    return undefined;
  }
}
