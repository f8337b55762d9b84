import { describe, expect, test } from '@jest/globals';
import { decide, flagOfPolicy, PlacementPolicy, policyOfFlag, type Caller } from '@aurora/platform/placement';

const caller = (id: string, { claims = {}, headers = {}, key = '' }: { claims?: Record<string, unknown>; headers?: Record<string, string>; key?: string } = {}): Caller =>
  ({ principal: { id, scopes: new Set() }, claims, header: name => headers[name], stickyKey: () => key });
const policy = (value: object) => PlacementPolicy.parse({ service: 0, ...value });
const share = (module: string, service: number, key: (index: number) => Caller): ReadonlySet<number> =>
  new Set(Array.from({ length: 5_000 }, (_, index) => index).filter(index => decide(module, policy({ service }), key(index)) === 'service'));

describe('where a caller finds a module', () => {
  test('follows the percentage, evenly', () => {
    for (const service of [0.5, 10, 50, 99]) expect(Math.abs(share('subject', service, index => caller(`user:${index}`)).size / 50 - service)).toBeLessThan(2.5);
    expect(share('subject', 0, index => caller(`user:${index}`)).size).toBe(0);
    expect(share('subject', 100, index => caller(`user:${index}`)).size).toBe(5_000);
  });

  test('stays as the percentage grows, and is another choice for another module', () => {
    const of = (module: string, service: number) => share(module, service, index => caller(`user:${index}`));
    expect(of('subject', 10).isSubsetOf(of('subject', 20))).toBe(true);
    const both = of('subject', 50).intersection(of('file', 50)).size;
    expect(both).toBeGreaterThan(1_000);
    expect(both).toBeLessThan(1_500);
  });

  test('is by their sticky key for the anonymous, who are one principal', () => {
    const size = share('subject', 50, index => caller('anonymous', { key: `key-${index}` })).size;
    expect(size).toBeGreaterThan(2_300);
    expect(size).toBeLessThan(2_700);
  });

  test.each([
    [{ match: [{ header: 'x-canary', value: 'yes', to: 'service' }] }, { headers: { 'x-canary': 'yes' } }, 'service'],
    [{ match: [{ header: 'x-canary', value: 'yes', to: 'service' }] }, { headers: { 'x-canary': 'YES' } }, 'monolith'],
    [{ match: [{ claim: 'roles', value: 'staff', to: 'service' }] }, { claims: { roles: ['student', 'staff'] } }, 'service'],
    [{ match: [{ claim: 'scope', value: 'subject:read', to: 'service' }] }, { claims: { scope: 'file:read subject:read' } }, 'service'],
    [{ match: [{ claim: 'level', value: '3', to: 'service' }] }, { claims: { level: 3 } }, 'service'],
    [{ match: [{ claim: 'level', value: 'undefined', to: 'service' }] }, {}, 'monolith'],
    [{ service: 100, match: [{ header: 'a', value: '1', to: 'monolith' }, { header: 'a', value: '1', to: 'service' }] }, { headers: { a: '1' } }, 'monolith'],
  ] as const)('%j, for %j: %s', (value, who, side) => {
    expect(decide('subject', policy(value), caller('user:anna', who))).toBe(side);
  });
});

describe('the flag of a placement', () => {
  test('says what was put into it, and nothing while it is disabled', () => {
    const value = policy({ service: 12.5, shadow: 3, match: [{ header: 'x', value: 'y', to: 'service' }] });
    expect(policyOfFlag(flagOfPolicy(value))).toEqual(value);
    expect(policyOfFlag({ ...flagOfPolicy(value), state: 'DISABLED' })).toBeUndefined();
  });

  test.each([
    [{ service: 101 }], [{ service: -1 }], [{ service: '10' }], [{}], [{ service: 1.001 }], [{ service: 1, colour: 'red' }], [{ service: 1, match: [{ header: 'X-Upper', value: '', to: 'service' }] }], [{ service: 1, match: [{ header: 'x', value: '', to: 'nowhere' }] }],
  ])('refuses %j', value => {
    expect(() => policyOfFlag({ state: 'ENABLED', variants: { placement: value }, defaultVariant: 'placement' })).toThrow();
  });

  test('refuses targeting, and a default that is no variant', () => {
    expect(() => policyOfFlag({ ...flagOfPolicy(policy({})), targeting: { if: [true, 'placement'] } })).toThrow('no targeting');
    expect(() => policyOfFlag({ ...flagOfPolicy(policy({})), defaultVariant: null })).toThrow();
  });
});
