import { createHash } from 'node:crypto';
import type { Handlers } from '@aurora/kernel';
import { prepare, type Queries } from '@aurora/platform/persistence';
import { configContract } from '../../contract/index.ts';
import type { ConfigTables } from '../persistence/tables.ts';
import { InstanceWatch, type ListedInstances } from './instance-watch.ts';

const living = prepare<ConfigTables, { now: string }>()((db, { now }) =>
  db.selectFrom('registered_instance').select(['module', 'id', 'record']).where('expires_at', '>', now).orderBy('module').orderBy('id'));

const none: ListedInstances = { items: [], state: 'none' };

/** All that are known, by module. */
async function readAll(queries: Queries): Promise<(module: string) => ListedInstances> {
  const rows = await queries.allOf(living, { now: new Date().toISOString() });
  const byModule = new Map([...Map.groupBy(rows, ({ module }) => module)].map(([module, all]) => {
    const items = all.map(({ id, record }) => ({ id, record }));
    return [module, { items, state: createHash('sha256').update(JSON.stringify(items)).digest('base64url') }] as const;
  }));
  return module => byModule.get(module) ?? none;
}

export function listInstances(queries: Queries): Handlers<typeof configContract>['listInstances'] {
  const watch = new InstanceWatch(() => readAll(queries));
  return async ({ module, after, wait }) => {
    const { items, state } = await watch.other(module, after, wait);
    return { items: [...items], state };
  };
}
