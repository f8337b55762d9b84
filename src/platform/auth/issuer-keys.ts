import { z } from 'zod';

const Discovery = z.looseObject({ issuer: z.string(), jwks_uri: z.url({ protocol: /^https?$/ }) });
export const KeySet = z.looseObject({ keys: z.array(z.looseObject({ kty: z.string(), kid: z.string().optional() })) });
export type KeySet = z.output<typeof KeySet>;

/** Milliseconds for one answer of an issuer, and its largest size in bytes. */
const timeout = 5_000, maxSize = 512 * 1024;

/**
 * The key set of an OIDC issuer, by way of its discovery document, which must name the same issuer.
 * Redirects are not followed, and an issuer on https can't point to keys on http.
 */
export async function fetchIssuerKeys(issuer: string): Promise<KeySet> {
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const discovery = Discovery.safeParse(await fetchJson(address));
  if (!discovery.success) throw new Error(`${address} is no OpenID discovery document`);
  const { issuer: named, jwks_uri } = discovery.data;
  if (named !== issuer) throw new Error(`the issuer at ${issuer} calls itself ${JSON.stringify(named)}; AURORA_AUTH_ISSUER must be written the same`);
  if (issuer.startsWith('https:') && !jwks_uri.startsWith('https:')) throw new Error(`the keys of ${issuer} are not on https`);
  const keys = KeySet.safeParse(await fetchJson(jwks_uri));
  if (!keys.success) throw new Error(`${jwks_uri} is no JSON Web Key Set`);
  return keys.data;
}

async function fetchJson(address: string): Promise<unknown> {
  // Loaded by who has an OIDC issuer, for its memory.
  const { request } = await import('undici');
  const { statusCode, body } = await request(address, { headers: { accept: 'application/json' }, signal: AbortSignal.timeout(timeout) });
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > maxSize) throw new Error(`${address} answers with more than ${maxSize} bytes`);
    chunks.push(chunk);
  }
  if (statusCode !== 200) throw new Error(`${address} answers with ${statusCode}`);
  return JSON.parse(Buffer.concat(chunks).toString());
}
