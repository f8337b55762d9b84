import { AuroraError, validationFailed, type FieldError } from '@aurora/kernel';
import type { Unit } from '@aurora/platform/persistence';
import type { FlagDefinition } from '../../contract/index.ts';
import type { JsonSchemas } from '../domain/json-schemas.ts';
import { valueFaults } from '../domain/value-faults.ts';
import { definitionFaults } from '../flagd/definition-faults.ts';
import type { Change, OpenRevision } from '../persistence/open-revision.ts';
import { planFlags, storeFlags } from './change-flags.ts';
import { misfits, planSettings, requireStorable, storeSettings, type SettingChange } from './change-settings.ts';

/** Settings and flags as they are wanted. */
export interface Wanted {
  readonly changes?: readonly SettingChange[] | undefined;
  readonly flags?: readonly { readonly key: string; readonly definition: FlagDefinition | null }[] | undefined;
}

const pathOf = (index: number): string => `changes.${index}.value`;

/** What can be said against them without looking at the database; throws `VALIDATION_FAILED`. */
export async function requireWanted({ changes = [], flags = [] }: Wanted): Promise<void> {
  if (changes.length + flags.length === 0) throw validationFailed([{ path: 'changes', code: 'missing', message: 'must name a setting to be changed, or flags a flag' }]);
  requireStorable(changes, pathOf);
  const seen = new Set<string>();
  const faults: FieldError[] = [];
  for (const [index, { definition, key }] of flags.entries()) {
    if (seen.has(key)) faults.push({ path: `flags.${index}.key`, code: 'repeated', message: 'is a flag that is changed above' });
    seen.add(key);
    if (definition) for (const fault of await definitionFaults(definition)) faults.push({ ...fault, path: `flags.${index}.${fault.path}` });
  }
  if (faults.length > 0) throw validationFailed(faults);
}

/** The flags for which an id may be needed. */
export const newFlags = ({ flags = [] }: Wanted): string[] => flags.filter(({ definition }) => definition !== null).map(({ key }) => key);

/** What would have to change for everything to be as it is wanted. Throws `VALIDATION_FAILED` with every value that does not fit its schema. */
export async function planWanted(unit: Unit, schemas: JsonSchemas, { changes = [], flags = [] }: Wanted): Promise<Change[]> {
  return [...await planSettings(unit, schemas, changes, pathOf), ...await planFlags(unit, new Map(flags.map(({ definition, key }) => [key, definition === null ? null : JSON.stringify(definition)])))];
}

const settingsAmong = (changes: readonly Change[]): Change[] => changes.filter(({ kind }) => kind === 'setting');
const flagsAmong = (changes: readonly Change[]): Change[] => changes.filter(({ kind }) => kind === 'flag');

/** What today's schemas and rules have against planned changes, whenever they were planned, with paths such as `settings.page.size`. */
export async function changeFaults(unit: Unit, schemas: JsonSchemas, changes: readonly Change[]): Promise<FieldError[]> {
  const values = settingsAmong(changes).map(({ after, key }) => ({ key, value: after === null ? null : JSON.parse(after) as unknown }));
  const pathTo = (index: number): string => `settings.${values[index]!.key}`;
  const faults = [...values.flatMap(({ key, value }, index) => (value === null ? [] : valueFaults(key, value, pathTo(index)))), ...await misfits(unit, schemas, values, pathTo)];
  for (const { after, key } of flagsAmong(changes)) {
    if (after === null) continue;
    for (const fault of await definitionFaults(JSON.parse(after) as FlagDefinition)) faults.push({ ...fault, path: `flags.${key}.${fault.path}` });
  }
  return faults;
}

/** Makes planned changes, as part of the revision. `ids` has one for each flag that is new. */
export async function storeChanges(unit: Unit, revision: OpenRevision, changes: readonly Change[], ids: ReadonlyMap<string, number>): Promise<void> {
  await storeSettings(unit, revision, settingsAmong(changes));
  await storeFlags(unit, revision, flagsAmong(changes), ids);
}

/** Throws `CONFLICT` where something that is to be changed is not any more as it was when the changes were planned. */
export async function requireUnmoved(unit: Unit, changes: readonly Change[]): Promise<void> {
  const settings = settingsAmong(changes), flags = flagsAmong(changes);
  // Planned as the way back, what differs is what has moved.
  const back = settings.map(({ before, environment, key, service }) => ({ key, environment: environment || undefined, service: service || undefined, value: before === null ? null : JSON.parse(before) as unknown }));
  const moved = [...await planSettings(unit, undefined, back, pathOf), ...await planFlags(unit, new Map(flags.map(({ before, key }) => [key, before])))];
  if (moved.length === 0) return;
  const keys = [...new Set(moved.map(({ key }) => key))];
  throw new AuroraError('CONFLICT', `Changed since it was planned: ${keys.slice(0, 20).join(', ')}. Plan it anew, looking at what holds now.`, { details: { keys } });
}
