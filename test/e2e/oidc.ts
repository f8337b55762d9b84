import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { signedJwt } from './jwt.ts';

/** An OpenID provider as a university runs one: discovery, keys, tokens. */
export interface OidcProvider extends AsyncDisposable {
  readonly issuer: string;
  /** Paths that were asked for, in order. */
  readonly asked: readonly string[];
  token(claims: object): string;
}

export async function startOidcProvider(): Promise<OidcProvider> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url!);
    const documents: Record<string, object> = {
      '/.well-known/openid-configuration': { issuer, jwks_uri: `${issuer}/keys`, authorization_endpoint: `${issuer}/authorize`, response_types_supported: ['code'], subject_types_supported: ['public'], id_token_signing_alg_values_supported: ['ES256'] },
      '/keys': { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'first', alg: 'ES256', use: 'sig' }] },
    };
    const document = documents[request.url!];
    response.writeHead(document ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(document ?? {}));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const now = () => Math.floor(Date.now() / 1000);
  return {
    issuer, asked,
    token: claims => signedJwt({ alg: 'ES256', kid: 'first', typ: 'at+jwt' }, { iss: issuer, aud: 'aurora', sub: 'jana', iat: now(), exp: now() + 600, ...claims }, privateKey),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}
