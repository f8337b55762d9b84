import { expect, test } from '@jest/globals';
import { scopesOf, type Role } from '@aurora/kernel';
import { SignJWT } from 'jose';
import { createLegacyTokens } from '../../auth/legacy-tokens.ts';

const secret = 'a secret of the old application, long enough';
const sign = (claims: Record<string, unknown>) => new SignJWT({ sub: 'eda', ...claims }).setProtectedHeader({ alg: 'HS256' }).setExpirationTime('1h').sign(new TextEncoder().encode(secret));

test.each<[claimed: unknown, most: Role, allowed: Role]>([
  ['reader', 'editor', 'reader'], ['editor', 'editor', 'editor'], ['admin', 'editor', 'editor'], ['admin', 'admin', 'admin'], ['editor', 'reader', 'reader'], [undefined, 'editor', 'editor'], ['rector', 'editor', 'editor'], [['reader'], 'editor', 'editor'],
])('a token with the role %j, where at most %s is allowed, may do what %s may', async (claimed, most, allowed) => {
  const { identity } = await createLegacyTokens({ secret, role: most }).verify(await sign(claimed === undefined ? {} : { role: claimed }));
  expect(identity.principal.id).toBe('user:legacy|eda');
  expect([...identity.principal.scopes].toSorted()).toEqual(scopesOf(allowed).toSorted());
});
