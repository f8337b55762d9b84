import { createPrivateKey, generateKeyPairSync, type webcrypto } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { localKeyReference, openLocalIssuer, type LocalIssuer } from '@aurora/platform/auth';
import { signedJwt, unsignedJwt } from './jwt.ts';
import type { OidcProvider } from './oidc.ts';

const now = () => Math.floor(Date.now() / 1000);
const at = 'at+jwt';

/** Claims of a token that counts, with others in their place or beside them. */
export const claims = (more: object = {}) => ({ iss: 'aurora', aud: 'aurora', sub: 'anna', client_id: 'aurora', iat: now(), exp: now() + 600, jti: 'x', scope: 'admin', ...more });

/** The local issuer of the deployment with this data folder. */
export const issuerOf = (dataDir: string): Promise<LocalIssuer> =>
  openLocalIssuer({ reference: localKeyReference({ AUTH_KEY: undefined, DATA_DIR: dataDir }), create: false, audience: 'aurora' });

/** Tokens that an issuer has signed and that do not count all the same, each with the reason that the client is told. */
export const uselessTokens: readonly (readonly [what: string, sign: (issuer: LocalIssuer) => Promise<string>, reason: string])[] = [
  ['expired', issuer => issuer.sign(at, claims({ exp: now() - 1 })), 'expired'], ['not yet issued', issuer => issuer.sign(at, claims({ iat: now() + 120 })), 'future'], ['not yet valid', issuer => issuer.sign(at, claims({ nbf: now() + 120 })), 'future'],
  ['for another audience', issuer => issuer.sign(at, claims({ aud: 'elsewhere' })), 'audience'], ['without an end', issuer => issuer.sign(at, claims({ exp: undefined })), 'claims'],
  ['of another issuer', issuer => issuer.sign(at, claims({ iss: 'https://sso.example.edu' })), 'untrusted'], ['an ID token', issuer => issuer.sign('JWT', claims({ nonce: 'x' })), 'kind'],
  ['a service token', issuer => issuer.sign('aurora-service+jwt', claims({ aud: 'subject', caller: 'syllabus' })), 'audience'], ['no JWT', async () => 'rubbish', 'malformed'], ['half of one', async issuer => (await issuer.sign(at, claims())).slice(0, -9), 'signature'],
];

/** Tokens that somebody has forged, some of them pointing to keys at `bait`; and one that counts, to show what they are made of. */
export async function forgedTokens(issuer: LocalIssuer, dataDir: string, bait: OidcProvider): Promise<{ readonly genuine: string; readonly forged: readonly string[] }> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { keys: [jwk] } = JSON.parse(await readFile(join(dataDir, 'keys', 'issuer.json'), 'utf8')) as { keys: [webcrypto.JsonWebKey] };
  const kid = (await issuer.jwks()).keys[0]!.kid!;
  const own = createPrivateKey({ key: jwk, format: 'jwk' });
  return {
    genuine: signedJwt({ alg: 'ES256', kid, typ: at }, claims(), own),
    forged: [
      unsignedJwt({ alg: 'none', kid, typ: at }, claims()), signedJwt({ alg: 'HS256', kid, typ: at }, claims(), own), signedJwt({ alg: 'ES256', kid, typ: at }, claims(), privateKey),
      signedJwt({ alg: 'ES256', kid: '../../../etc/passwd', typ: at }, claims(), privateKey), signedJwt({ alg: 'ES256', kid: `${bait.issuer}/keys`, typ: at }, claims(), privateKey),
      signedJwt({ alg: 'ES256', kid, typ: at, jwk: publicKey.export({ format: 'jwk' }) }, claims(), privateKey), signedJwt({ alg: 'ES256', kid: 'first', typ: at, jku: `${bait.issuer}/keys` }, claims(), privateKey),
      signedJwt({ alg: 'ES256', kid: 'first', typ: at, x5u: `${bait.issuer}/keys` }, claims(), privateKey), bait.token({ scope: 'admin' }),
    ],
  };
}
