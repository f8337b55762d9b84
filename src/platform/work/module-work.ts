import { AuroraError, type Handlers } from '@aurora/kernel';
import { sql } from 'kysely';
import { prepare, type ModuleDatabase } from '../persistence/index.ts';
import { createLocalPort } from '../ports/local.ts';
import { workContract, type WorkContract, type WorkPort, type WorkStatus } from './work-contract.ts';
import type { WorkOwner } from './work-owner.ts';
import type { WorkTables } from './work-tables.ts';

type Tables = WorkTables & { readonly worker_lease: { readonly name: string; readonly side: string | null; readonly until: number } };

const leases = prepare<Tables, object>()((db, _, dialect) => db.selectFrom('worker_lease').select(['name', 'side'])
  .select((dialect === 'sqlite' ? sql<number>`cast(unixepoch('subsec') * 1000 as integer) <= until` : sql<number>`cast(unix_timestamp(now(3)) * 1000 as signed) <= until`).as('held')).orderBy('name'));

/** The background work of one module, for operators. */
export function moduleWork(module: string, { queries }: Pick<ModuleDatabase, 'queries'>, owner: WorkOwner): WorkPort {
  const status = async (): Promise<WorkStatus> => ({
    ...await owner.now(), duties: (await queries.allOf(leases, {})).map(({ held, name, side }) => ({ name, held: Number(held) === 1, side: side as 'monolith' | 'service' | null })),
  });
  const handlers: Handlers<WorkContract> = {
    workStatus: status,
    handWork: async ({ epoch, side }) => {
      const now = await owner.now();
      // A repeat of what has been done is no conflict.
      if (now.epoch !== epoch + 1 || now.side !== side) {
        if (!await owner.hand(side, epoch)) throw new AuroraError('CONFLICT', `The background work of ${module} is at epoch ${now.epoch}, with ${now.side}.`);
      }
      return status();
    },
  };
  return createLocalPort(workContract(module), handlers);
}
