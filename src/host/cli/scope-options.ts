import { isScope, roles, scopesOf, type Role, type Scope } from '@aurora/kernel';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { UsageError } from './failure.ts';

export interface ScopeOptions {
  readonly role?: Role;
  readonly scope?: readonly Scope[];
}

/** Adds the options that say what a credential allows. */
export const withScopes = (command: Command): Command => command
  .addOption(new Option('--role <role>', 'what it allows').choices(roles))
  .option('--scope <scope>', 'one more thing that it allows, as in subject:read; may be repeated', collect);

/** What the options allow, at least one scope. Throws a `UsageError`. */
export function chosenScopes({ role, scope = [] }: ScopeOptions): Scope[] {
  const scopes = [...new Set([...(role ? scopesOf(role) : []), ...scope])];
  if (scopes.length === 0) throw new UsageError('Say what it allows, with --role or --scope.');
  return scopes;
}

/** The role that allows just `scopes`, or the scopes themselves. */
export function describeScopes(scopes: readonly Scope[]): string {
  const named = (list: readonly Scope[]): string => [...list].sort().join(' ');
  return roles.find(role => named(scopesOf(role)) === named(scopes)) ?? named(scopes);
}

function collect(text: string, before: readonly Scope[] = []): Scope[] {
  if (!isScope(text)) throw new InvalidArgumentError('A scope is "admin", or an area with ":read" or ":write", as in subject:read.');
  return [...before, text];
}
