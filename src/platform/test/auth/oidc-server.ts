import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK, type JWTHeaderParameters, type JWTPayload } from 'jose';

/** An OpenID issuer on the loopback. */
export interface OidcServer extends AsyncDisposable {
  readonly issuer: string;
  /** The paths asked for so far. */
  readonly asked: readonly string[];
  /** Publishes a new key and signs with it from now on. */
  rotate(keyId: string, options?: { alg?: string; withoutAlg?: boolean; keepOld?: boolean }): Promise<void>;
  sign(claims: JWTPayload, header?: Partial<JWTHeaderParameters>): Promise<string>;
  /** Every answer from now on; undefined: as it should be. */
  answerWith(answer: { status: number; body: string } | undefined): void;
  /** Changes what the discovery document says. */
  describeAs(changes: Record<string, unknown>): void;
}

export async function startOidcServer(): Promise<OidcServer> {
  const asked: string[] = [];
  let published: JWK[] = [];
  let signing: { key: CryptoKey; alg: string; kid: string };
  let override: { status: number; body: string } | undefined;
  let changes: Record<string, unknown> = {};

  const server = createServer((request, response) => {
    asked.push(request.url!);
    const documents: Record<string, () => unknown> = {
      '/realms/uni/.well-known/openid-configuration': () => ({ issuer, jwks_uri: `${issuer}/keys`, ...changes }),
      '/realms/uni/keys': () => ({ keys: published }),
    };
    const document = documents[request.url!];
    const { status, body } = override ?? (document ? { status: 200, body: JSON.stringify(document()) } : { status: 404, body: '' });
    response.writeHead(status, { 'content-type': 'application/json', location: 'http://127.0.0.1:1/' }).end(body);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}/realms/uni`;

  const oidc: OidcServer = {
    issuer,
    asked,
    async rotate(kid, { alg = 'RS256', withoutAlg = false, keepOld = false } = {}) {
      const { privateKey, publicKey } = await generateKeyPair(alg);
      signing = { key: privateKey, alg, kid };
      published = [...(keepOld ? published : []), { ...(await exportJWK(publicKey)), kid, use: 'sig', ...(withoutAlg ? {} : { alg }) }];
    },
    sign: (claims, header) => new SignJWT(claims).setProtectedHeader({ alg: signing.alg, kid: signing.kid, typ: 'at+jwt', ...header }).sign(signing.key),
    answerWith: answer => { override = answer; },
    describeAs: given => { changes = given; },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
  await oidc.rotate('first');
  return oidc;
}
