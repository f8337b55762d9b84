import { sign, type KeyObject } from 'node:crypto';

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A JWT signed with ES256, whatever its header says. */
export function signedJwt(header: object, claims: object, key: KeyObject): string {
  const content = `${part(header)}.${part(claims)}`;
  return `${content}.${sign('sha256', Buffer.from(content), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

/** A JWT without a signature. */
export const unsignedJwt = (header: object, claims: object): string => `${part(header)}.${part(claims)}.`;
