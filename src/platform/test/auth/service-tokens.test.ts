import { describe, expect, test } from '@jest/globals';
import type { Principal } from '@aurora/kernel';
import { createAuthenticator, createServiceTokens } from '@aurora/platform/auth';
import { decodeJwt } from 'jose';
import { bearer, minute, newLocalIssuer, outcome, standingClock } from './workbench.ts';

const anna: Principal = { id: 'user:anna', scopes: new Set(['syllabus:write', 'subject:read'] as const) };

async function hosts(modules: readonly string[] = ['subject']) {
  const clock = standingClock();
  const issuer = await newLocalIssuer(clock);
  const tokens = createServiceTokens({ issuer, now: clock });
  const service = createAuthenticator({ issuers: [issuer], audience: 'aurora', publicRead: false, services: { tokens, audiences: modules }, now: clock });
  const edge = createAuthenticator({ issuers: [issuer], audience: 'aurora', publicRead: false, now: clock });
  return { clock, issuer, tokens, service, edge };
}
const call = { principal: anna, audience: 'subject', caller: 'syllabus' };

describe('a service token', () => {
  test('says on whose behalf which module calls which', async () => {
    const { tokens, service } = await hosts();
    const headers = bearer(await tokens.issue(call));
    expect(await outcome(service, headers)).toEqual({ id: 'user:anna', scopes: ['subject:read', 'syllabus:write'], caller: 'syllabus', audience: 'subject' });
    expect(service.authenticate(headers)).toBe(service.authenticate(headers));
  });

  test('counts at no edge, and for no other module', async () => {
    const { tokens, service, edge } = await hosts();
    expect(await outcome(edge, bearer(await tokens.issue(call)))).toBe('kind');
    expect(await outcome(service, bearer(await tokens.issue({ ...call, audience: 'file' })))).toBe('audience');
    const both = await hosts(['subject', 'file']);
    expect(await outcome(both.service, bearer(await both.tokens.issue({ ...call, audience: 'file' })))).toMatchObject({ audience: 'file' });
  });

  test('is not what a user has: neither passes for the other', async () => {
    const { issuer, tokens, clock } = await hosts();
    const { token } = await issuer.issue({ subject: 'anna', scopes: ['admin'], ttl: minute });
    await expect(tokens.verify(token, ['aurora', 'subject'])).rejects.toMatchObject({ details: { reason: 'kind' } });
    const sameAudience = createAuthenticator({ issuers: [issuer], audience: 'subject', publicRead: false, now: clock });
    expect(await outcome(sameAudience, bearer(await tokens.issue(call)))).toBe('kind');
  });

  test('without caller or for several modules, or of another key, is refused', async () => {
    const { issuer, tokens, clock } = await hosts();
    const claims = { aud: 'subject', sub: 'user:anna', caller: 'syllabus', iat: clock() / 1000, exp: clock() / 1000 + 60, scope: '' };
    const verified = async (changes: object, by = issuer) => tokens.verify(await by.sign('aurora-service+jwt', { ...claims, ...changes }), ['subject']).then(({ identity }) => identity.caller, error => error.details.reason);
    expect(await verified({})).toBe('syllabus');
    expect(await verified({ caller: undefined })).toBe('claims');
    expect(await verified({ aud: ['subject', 'file'] })).toBe('claims');
    expect(await verified({ sub: 'user:anna\n' })).toBe('claims');
    expect(await verified({ iss: 'https://issuer.example' })).toBe('untrusted');
    expect(await verified({}, await newLocalIssuer(clock))).toBe('signature');
  });

  test('is signed once per principal, scopes, audience and caller, and renewed before its end', async () => {
    const { tokens, clock } = await hosts();
    const first = await tokens.issue(call);
    expect(tokens.issue(call)).toBe(first);
    expect(tokens.issue({ ...call, principal: { id: 'user:anna', scopes: new Set(['subject:read', 'syllabus:write'] as const) } })).toBe(first);
    const others = await Promise.all([
      tokens.issue({ ...call, audience: 'file' }), tokens.issue({ ...call, caller: 'config' }),
      tokens.issue({ ...call, principal: { ...anna, id: 'user:bert' } }), tokens.issue({ ...call, principal: { id: 'user:anna', scopes: new Set() } }),
    ]);
    expect(new Set([first, ...others]).size).toBe(5);
    clock.pass(45_000);
    const renewed = await tokens.issue(call);
    expect(decodeJwt(renewed).exp! - decodeJwt(first).exp!).toBe(45);
  });

  test('counts for a minute', async () => {
    const { tokens, service, clock } = await hosts();
    const headers = bearer(await tokens.issue(call));
    clock.pass(minute - 1);
    expect(await outcome(service, headers)).toMatchObject({ caller: 'syllabus' });
    clock.pass(1);
    expect(await outcome(service, headers)).toBe('expired');
  });

  test('carries an anonymous principal and a module as well', async () => {
    const { tokens, service } = await hosts();
    for (const id of ['anonymous', 'module:syllabus', 'key:0123456789ab', 'user:issuer.example:8443|u-17']) {
      expect(await outcome(service, bearer(await tokens.issue({ ...call, principal: { id, scopes: new Set() } })))).toMatchObject({ id, caller: 'syllabus' });
    }
  });
});
