import { alignedLines } from '../../cli/table.ts';
import { headOf } from './feed-table.ts';
import { legacyModules, type LegacyModule } from './mapping.ts';
import type { ModuleState, Stray } from './ledger.ts';
import type { Parts } from './parts.ts';
import { writerOf } from './placement.ts';

/** Where one module is. */
export interface ModuleReport extends ModuleState {
  /** To whom the placement sends its writes. */
  readonly writes: string;
  /** Rows that are the same on both sides, as far as is noted. */
  readonly rows: number;
  /** Events that the old tables have not had; null while the module does not answer. */
  readonly events_behind: number | null;
  readonly pending: number;
  readonly problems: readonly { readonly id: string; readonly reason: string }[];
  readonly strays: readonly Stray[];
}

async function reportOn(parts: Parts, module: LegacyModule): Promise<ModuleReport> {
  const { ledger } = parts;
  const state = await ledger.state(module);
  const head = state.owner === 'aurora' && module !== 'file' ? await headOf(parts, module).catch(() => null) : state.position;
  return {
    ...state, writes: await writerOf(parts, module), rows: await ledger.count('row', module), pending: await ledger.count('pending', module),
    events_behind: head === null ? null : Math.max(0, head - state.position), problems: await ledger.problems(module), strays: await ledger.strays(module),
  };
}

/** Where each module is that the mapping names. */
export const report = (parts: Parts): Promise<ModuleReport[]> => Promise.all(legacyModules.filter(module => parts.mapping[module]).map(module => reportOn(parts, module)));

/** The same for people. */
export function reportLines(reports: readonly ModuleReport[]): string[] {
  const lines = alignedLines([['MODULE', 'WRITES', 'ROWS', 'TO FEED', 'PROBLEMS', 'PAST THE GATEWAY', 'COPIED'], ...reports.map(({ copied_at, events_behind, module, pending, problems, rows, strays, writes }) => [
    module, writes === 'aurora' ? 'aurora' : 'old application', String(rows), events_behind === null ? '?' : String(events_behind + pending), String(problems.length), String(strays.length), copied_at ?? 'not yet',
  ])]);
  const problems = reports.flatMap(({ module, problems: found }) => found.map(({ id, reason }) => `${module} ${id}: ${reason}`));
  const strays = reports.flatMap(({ strays: found }) => found.map(({ changed_at, kind, row_key, seen_at, table_name }) => `${table_name} ${row_key} was ${kind} past the gateway${changed_at === null ? '' : `, at ${changed_at}`}; seen ${seen_at}`));
  return [...lines, ...(problems.length > 0 ? ['', ...problems] : []), ...(strays.length > 0 ? ['', ...strays] : [])];
}
