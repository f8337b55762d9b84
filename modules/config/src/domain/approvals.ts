import type { Transaction } from '@aurora/platform/persistence';
import { prepare } from '@aurora/platform/persistence';
import type { Change } from '../persistence/open-revision.ts';
import type { ConfigTables } from '../persistence/tables.ts';
import { rank, type Layer } from './layer.ts';
import { isOwnFlag } from './own-flag.ts';

/** The setting that says, layer by layer, whether a change needs a second person: true or false. */
export const approvalSetting = 'config.approval';

const said = prepare<ConfigTables, object>()(db => db.selectFrom('setting').select(['environment', 'service', 'value']).where('key', '=', approvalSetting));

type Said = Layer & { readonly value: string };

/** Stands for environments and services that no layer names. */
const other = '\n';

/** Whether what is said demands approval in any place where a change of `layer` may hold. */
function demandedIn(layer: Layer, rows: readonly Said[]): boolean {
  const all = (name: 'environment' | 'service'): string[] => (layer[name] === '' ? [...new Set([other, ...rows.map(row => row[name]).filter(text => text !== '')])] : [layer[name]]);
  return all('environment').some(environment => all('service').some(service => {
    const holding = rows.filter(row => ['', environment].includes(row.environment) && ['', service].includes(row.service));
    return holding.length > 0 && holding.reduce((best, row) => (rank(row) > rank(best) ? row : best)).value === 'true';
  }));
}

/**
 * Whether another must approve of a change: `always`, or as the setting says where the change may hold, before it is made. Flags hold everywhere.
 * Where modules are is moved by the extraction of modules, step by step, and needs none.
 */
export class Approvals {
  readonly #always: boolean;

  constructor(always: boolean) {
    this.#always = always;
  }

  async demandedFor(transaction: Transaction, changes: readonly Change[]): Promise<boolean> {
    const looked = changes.filter(({ key, kind }) => kind === 'setting' || !isOwnFlag(key));
    if (looked.length === 0 || this.#always) return looked.length > 0;
    const rows = await transaction.all(said, {});
    return looked.some(change => demandedIn(change, rows));
  }
}
