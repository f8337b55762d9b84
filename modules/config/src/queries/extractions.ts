import type { Handlers } from '@aurora/kernel';
import { prepare, type Queries } from '@aurora/platform/persistence';
import { ExtractionState, type configContract, type Extraction } from '../../contract/index.ts';
import type { ConfigTables } from '../persistence/tables.ts';

const all = prepare<ConfigTables, object>()(db => db.selectFrom('extraction').selectAll().orderBy('module'));

export const shownExtraction = ({ changed_at, changed_by, held_until, holder, module, state }: ConfigTables['extraction']): Extraction => ({
  module, changed_at, changed_by, held: holder !== null && held_until! > new Date().toISOString(), state: state === null ? null : ExtractionState.parse(JSON.parse(state)),
});

export const listExtractions = (queries: Queries): Handlers<typeof configContract>['listExtractions'] => async () => ({ items: (await queries.allOf(all, {})).map(shownExtraction) });
