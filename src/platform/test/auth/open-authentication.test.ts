import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makeApiKey, openAuthentication, type Authentication, type Authenticator, type Revocation } from '@aurora/platform/auth';
import { startOidcServer, type OidcServer } from './oidc-server.ts';
import { bearer, inFolder, minute, outcome } from './workbench.ts';

const key = makeApiKey();
const revoked: Revocation[] = [];
let oidc: OidcServer, authentication: Authentication & { readonly authenticator: Authenticator };

beforeAll(async () => {
  oidc = await startOidcServer();
  const opened = await inFolder(folder => openAuthentication({
    settings: { AUTH_KEY: undefined, AUTH_ISSUER: oidc.issuer, AUTH_AUDIENCE: 'syllabi', DATA_DIR: folder, PUBLIC_READ: false },
    createKey: true,
    apiKeys: { find: async id => (id === key.id ? { id, hash: key.hash, scopes: ['file:write'], expiresAt: undefined, revokedAt: undefined } : undefined) },
    pullRevocations: async () => revoked,
    report: () => undefined,
  }));
  authentication = { ...opened, authenticator: opened.authenticatorFor(['subject']) };
});
afterAll(async () => { await oidc[Symbol.asyncDispose](); });

describe('authentication as the settings say', () => {
  test('takes tokens of both issuers, keys, and service tokens for the modules hosted', async () => {
    const { authenticator, localIssuer, serviceTokens } = authentication;
    const { token } = await localIssuer.issue({ subject: 'anna', scopes: ['admin'], ttl: minute });
    expect(await outcome(authenticator, bearer(token))).toEqual({ id: 'user:anna', scopes: ['admin'] });
    const now = Math.floor(Date.now() / 1000);
    const foreign = await oidc.sign({ iss: oidc.issuer, aud: 'syllabi', sub: 'u', iat: now, exp: now + 60, roles: ['reader'] });
    expect(await outcome(authenticator, bearer(foreign))).toMatchObject({ id: `user:${new URL(oidc.issuer).host}|u` });
    expect(await outcome(authenticator, ['x-api-key', key.key])).toEqual({ id: `key:${key.id}`, scopes: ['file:write'] });
    const service = await serviceTokens.issue({ principal: { id: 'user:anna', scopes: new Set() }, audience: 'subject', caller: 'syllabus' });
    expect(await outcome(authenticator, bearer(service))).toMatchObject({ id: 'user:anna', caller: 'syllabus' });
  });

  test('knows of revocations once they are refreshed', async () => {
    const { authenticator, localIssuer, revocations } = authentication;
    const { token, id } = await localIssuer.issue({ subject: 'bert', scopes: [], ttl: minute });
    expect(await outcome(authenticator, bearer(token))).toMatchObject({ id: 'user:bert' });
    revoked.push({ jti: id });
    await revocations.refresh();
    expect(await outcome(authenticator, bearer(token))).toBe('revoked');
  });
});

test('a second Authorization header that Node hides from its parsed headers is seen', async () => {
  const { authenticator, localIssuer } = authentication;
  const { token } = await localIssuer.issue({ subject: 'anna', scopes: ['admin'], ttl: minute });
  const server = createServer((request, response) => {
    void outcome(authenticator, request.rawHeaders).then(result => response.end(JSON.stringify(result)));
  }).listen(0, '127.0.0.1');
  try {
    await once(server, 'listening');
    const send = async (headers: string): Promise<string> => {
      const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
      socket.write(`GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${headers}\r\n`);
      return (await text(socket)).split('\r\n\r\n')[1]!;
    };
    expect(await send(`authorization: bearer  ${token} \r\n`)).toContain('"user:anna"');
    expect(await send(`Authorization: Bearer ${token}\r\nAuthorization: Bearer ${token}\r\n`)).toContain('"MALFORMED_REQUEST"');
    expect(await send(`Authorization: Bearer ${token}\r\nX-Api-Key: ${key.key}\r\n`)).toContain('"MALFORMED_REQUEST"');
  } finally {
    server.close();
  }
});
