import { describe, expect, test } from '@jest/globals';
import { AuroraError } from '@aurora/kernel';
import { createAuthenticator, createRevocations, makeApiKey, type ApiKeyRecord, type Revocation } from '@aurora/platform/auth';
import { bearer, minute, newLocalIssuer, outcome, standingClock } from './workbench.ts';

const readScopes = ['file:read', 'subject:read', 'syllabus:read'];

describe('a request without a credential', () => {
  test('is anonymous, and may do nothing', async () => {
    const authenticator = createAuthenticator({ issuers: [], audience: 'aurora', publicRead: false });
    expect(authenticator.authenticate(['Host', 'x'])).toMatchObject({ principal: { id: 'anonymous', scopes: new Set() }, caller: undefined });
  });

  test('may read where reading is public, and so may everyone else', async () => {
    const clock = standingClock();
    const issuer = await newLocalIssuer(clock);
    const authenticator = createAuthenticator({ issuers: [issuer], audience: 'aurora', publicRead: true, now: clock });
    expect(await outcome(authenticator, [])).toEqual({ id: 'anonymous', scopes: readScopes });
    const { token } = await issuer.issue({ subject: 'anna', scopes: ['config:write'], ttl: minute });
    expect(await outcome(authenticator, bearer(token))).toEqual({ id: 'user:anna', scopes: ['config:write', ...readScopes] });
  });

  test('whose credential does not count is refused all the same', async () => {
    const authenticator = createAuthenticator({ issuers: [], audience: 'aurora', publicRead: true });
    expect(await outcome(authenticator, bearer('x.y.z'))).toBe('malformed');
    expect(await outcome(authenticator, ['X-API-Key', ''])).toBe('api_key');
  });
});

describe('more than one credential', () => {
  test.each([
    [['Authorization', 'Bearer a', 'Authorization', 'Bearer a']],
    [['authorization', '', 'AUTHORIZATION', 'Bearer a']],
    [['Authorization', 'Bearer a', 'X-API-Key', 'b']],
    [['x-api-key', 'a', 'X-Api-Key', 'a']],
  ])('is malformed: %j', async headers => {
    expect(await outcome(createAuthenticator({ issuers: [], audience: 'aurora', publicRead: true }), headers)).toBe('MALFORMED_REQUEST');
  });
});

describe('a token seen before', () => {
  test('is answered at once, with the same object', async () => {
    const clock = standingClock();
    const issuer = await newLocalIssuer(clock);
    const authenticator = createAuthenticator({ issuers: [issuer], audience: 'aurora', publicRead: false, now: clock });
    const { token } = await issuer.issue({ subject: 'anna', scopes: ['subject:read'], ttl: minute });
    const first = authenticator.authenticate(bearer(token));
    expect(first).toBeInstanceOf(Promise);
    expect(authenticator.authenticate(bearer(token))).toBe(first);
    const identity = await first;
    expect(authenticator.authenticate(bearer(token))).toBe(identity);
    expect(authenticator.authenticate(['AUTHORIZATION', `Bearer ${token}`])).toBe(identity);
  });

  test('ends when it expires', async () => {
    const clock = standingClock();
    const issuer = await newLocalIssuer(clock);
    const authenticator = createAuthenticator({ issuers: [issuer], audience: 'aurora', publicRead: false, now: clock });
    const { token } = await issuer.issue({ subject: 'anna', scopes: [], ttl: minute });
    expect(await outcome(authenticator, bearer(token))).toMatchObject({ id: 'user:anna' });
    clock.pass(minute - 1);
    expect(await outcome(authenticator, bearer(token))).toMatchObject({ id: 'user:anna' });
    clock.pass(1);
    expect(await outcome(authenticator, bearer(token))).toBe('expired');
  });
});

describe('a revocation', () => {
  const revocable = async () => {
    const clock = standingClock();
    const issuer = await newLocalIssuer(clock);
    const list: Revocation[] = [];
    const revocations = createRevocations(async () => [...list]);
    const authenticator = createAuthenticator({ issuers: [issuer], audience: 'aurora', publicRead: false, revocations, now: clock });
    const issue = (subject: string) => issuer.issue({ subject, scopes: [], ttl: 60 * minute });
    return { clock, list, revocations, authenticator, issue };
  };

  test('of one token ends it and no other, also if it was verified before', async () => {
    const { list, revocations, authenticator, issue } = await revocable();
    const [seen, unseen, other] = await Promise.all([issue('anna'), issue('anna'), issue('anna')]);
    await outcome(authenticator, bearer(seen.token));
    list.push({ jti: seen.id }, { jti: unseen.id });
    expect(await outcome(authenticator, bearer(seen.token))).toMatchObject({ id: 'user:anna' });
    await revocations.refresh();
    expect(await outcome(authenticator, bearer(seen.token))).toBe('revoked');
    expect(await outcome(authenticator, bearer(unseen.token))).toBe('revoked');
    expect(await outcome(authenticator, bearer(other.token))).toMatchObject({ id: 'user:anna' });
  });

  test('of a principal ends all its tokens issued until then', async () => {
    const { clock, list, revocations, authenticator, issue } = await revocable();
    const [old, others] = await Promise.all([issue('anna'), issue('bert')]);
    list.push({ subject: 'user:anna', issuedUntil: clock() + 500 }, { subject: 'user:anna', issuedUntil: clock() - minute });
    await revocations.refresh();
    clock.pass(1000);
    const young = await issue('anna');
    expect(await outcome(authenticator, bearer(old.token))).toBe('revoked');
    expect(await outcome(authenticator, bearer(young.token))).toMatchObject({ id: 'user:anna' });
    expect(await outcome(authenticator, bearer(others.token))).toMatchObject({ id: 'user:bert' });
  });

  test('counts once refresh resolves, even if a pull had begun before it', async () => {
    const list: Revocation[] = [];
    const gates: (() => void)[] = [];
    const revocations = createRevocations(async () => {
      const read = [...list];
      await new Promise<void>(resolve => gates.push(resolve));
      return read;
    });
    const early = revocations.refresh();
    list.push({ jti: 'late' });
    const [late, later] = [revocations.refresh(), revocations.refresh()];
    gates[0]!();
    await early;
    expect(revocations.isRevoked('late', 'user:anna', 0)).toBe(false);
    while (gates.length < 2) await new Promise(resolve => setImmediate(resolve));
    gates[1]!();
    await Promise.all([late, later]);
    expect(revocations.isRevoked('late', 'user:anna', 0)).toBe(true);
    expect(gates).toHaveLength(2);
  });

  test('stays while they cannot be pulled', async () => {
    let away = false;
    const revocations = createRevocations(async () => { if (away) throw new AuroraError('UNAVAILABLE'); return [{ jti: 'gone' }]; });
    await revocations.refresh();
    away = true;
    await expect(revocations.refresh()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(revocations.isRevoked('gone', 'user:anna', 0)).toBe(true);
    away = false;
    await revocations.refresh();
  });
});

describe('an API key', () => {
  const stored = () => {
    const clock = standingClock();
    const made = makeApiKey();
    const records = new Map<string, ApiKeyRecord>();
    const keep = (changes: Partial<ApiKeyRecord> = {}) => records.set(made.id, { id: made.id, hash: made.hash, scopes: ['subject:write'], expiresAt: undefined, revokedAt: undefined, ...changes });
    keep();
    const state = { lookups: 0, used: 0, away: false };
    const apiKeys = {
      async find(id: string) {
        state.lookups += 1;
        if (state.away) throw new AuroraError('UNAVAILABLE');
        return records.get(id);
      },
      used: () => { state.used += 1; },
    };
    const authenticator = createAuthenticator({ issuers: [], audience: 'aurora', publicRead: false, apiKeys, now: clock });
    const who = { id: `key:${made.id}`, scopes: ['subject:write'] };
    return { clock, key: made.key, records, keep, state, authenticator, who };
  };

  test('counts in either header', async () => {
    const { authenticator, key, who } = stored();
    expect(await outcome(authenticator, ['X-API-Key', key])).toEqual(who);
    expect(await outcome(authenticator, ['Authorization', `Bearer ${key}`])).toEqual(who);
    expect(await outcome(authenticator, ['Authorization', key])).toBe('scheme');
    expect(await outcome(authenticator, ['X-API-Key', `Bearer ${key}`])).toBe('api_key');
  });

  test('with a wrong secret, unknown, or a token in its place, is refused', async () => {
    const { authenticator, key } = stored();
    const last = key.endsWith('A') ? 'B' : 'A';
    for (const wrong of [key.slice(0, -1) + last, makeApiKey().key, 'aurora_x', 'a.b.c', `${key} `]) expect(await outcome(authenticator, ['X-API-Key', wrong])).toBe('api_key');
    expect(await outcome(authenticator, bearer('aurora_x'))).toBe('api_key');
  });

  test('is looked up once in ten seconds, however often it comes', async () => {
    const { authenticator, key, who, clock, state } = stored();
    const ask = () => outcome(authenticator, ['X-API-Key', key]);
    expect(await Promise.all([ask(), ask(), ask()])).toEqual([who, who, who]);
    clock.pass(9_999);
    expect(await ask()).toEqual(who);
    expect(state).toMatchObject({ lookups: 1, used: 1 });
    clock.pass(1);
    expect(await ask()).toEqual(who);
    expect(state).toMatchObject({ lookups: 2, used: 2 });
  });

  test('that is revoked, or gone, ends within ten seconds', async () => {
    for (const end of [(s: ReturnType<typeof stored>) => s.keep({ revokedAt: s.clock() }), (s: ReturnType<typeof stored>) => s.records.clear()]) {
      const all = stored();
      expect(await outcome(all.authenticator, ['X-API-Key', all.key])).toEqual(all.who);
      end(all);
      all.clock.pass(10_000);
      expect(await outcome(all.authenticator, ['X-API-Key', all.key])).toBe('api_key');
    }
  });

  test('ends at its expiry, not ten seconds later', async () => {
    const { authenticator, key, who, clock, keep } = stored();
    keep({ expiresAt: clock() + 1_000 });
    expect(await outcome(authenticator, ['X-API-Key', key])).toEqual(who);
    clock.pass(1_000);
    expect(await outcome(authenticator, ['X-API-Key', key])).toBe('api_key');
  });

  test('goes on for five minutes while its store is away; one never seen gets 503', async () => {
    const { authenticator, key, who, clock, state } = stored();
    expect(await outcome(authenticator, ['X-API-Key', key])).toEqual(who);
    state.away = true;
    clock.pass(5 * minute - 1);
    expect(await outcome(authenticator, ['X-API-Key', key])).toEqual(who);
    expect(await outcome(authenticator, ['X-API-Key', makeApiKey().key])).toBe('UNAVAILABLE');
    clock.pass(10_000);
    expect(await outcome(authenticator, ['X-API-Key', key])).toBe('UNAVAILABLE');
  });
});
