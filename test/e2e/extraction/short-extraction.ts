import type { Role } from '@aurora/kernel';
import type { Client } from '../client.ts';
import type { Monolith } from './monolith.ts';

/** A service on this machine, and so little evidence that a test need not wait for more. Where options come twice, the later ones count. */
export const soon = ['--local', '--port', '0', '--steps', '50,100', '--samples', '10', '--principals', '1', '--failures', '20', '--slow', '90', '--hop', '2000'] as const;

/** Callers enough that some of them are among any half. */
export const callersOf = (monolith: Monolith, role: Role = 'editor'): Promise<Client[]> =>
  Promise.all(Array.from({ length: 6 }, (_, number) => monolith.api(role, `caller-${number}`)));
