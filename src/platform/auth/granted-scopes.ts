import { isScope, roles, scopesOf, type Role, type Scope } from '@aurora/kernel';

const words = (claim: unknown): string[] => (typeof claim === 'string' ? claim.split(' ') : Array.isArray(claim) ? claim.filter(word => typeof word === 'string') : []);

const isRole = (name: string): name is Role => roles.includes(name as Role);

/** The scopes that a token's claims grant: those in `scope` and `scp`, and those of the `roles`. What Aurora does not know grants nothing. */
export function grantedScopes(claims: Readonly<Record<string, unknown>>): Set<Scope> {
  const named = [claims['scope'], claims['scp']].flatMap(words).filter(isScope);
  return new Set([...named, ...words(claims['roles']).filter(isRole).flatMap(scopesOf)]);
}
