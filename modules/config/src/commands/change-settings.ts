import { requireFresh, validationFailed, type FieldError } from '@aurora/kernel';
import type { Unit } from '@aurora/platform/persistence';
import { SettingsChanged } from '../../contract/index.ts';
import type { JsonSchemas } from '../domain/json-schemas.ts';
import { layerOf, shownLayer, type Layer, type NamedLayer } from '../domain/layer.ts';
import { Setting } from '../domain/setting.ts';
import { SettingSchema } from '../domain/setting-schema.ts';
import { valueFaults } from '../domain/value-faults.ts';
import type { Change, OpenRevision, Revisions } from '../persistence/open-revision.ts';

/** A value for a setting in one layer; null takes it out. */
export interface SettingChange extends NamedLayer {
  readonly key: string;
  readonly value: unknown;
}

export interface ChangeOptions {
  readonly reason?: string | undefined;
  readonly if_match?: string | undefined;
}

export interface Outcome {
  /** The revision of the whole afterwards. */
  readonly revision: number;
  readonly changes: readonly Change[];
  /** The value of a layer as it is stored now. */
  settingAt(change: SettingChange): Setting | undefined;
}

/** Where the value of the change at `index` stands in the input. */
type PathOf = (index: number) => string;

/** What can be said against the changes without looking at the database; throws `VALIDATION_FAILED`. Run it before the command begins. */
export function requireStorable(changes: readonly SettingChange[], pathOf: PathOf): void {
  const seen = new Set<string>();
  const faults = changes.flatMap((change, index): FieldError[] => {
    const address = addressOf(change);
    if (seen.has(address)) return [{ path: pathOf(index), code: 'repeated', message: 'changes a layer of a setting that is changed above' }];
    seen.add(address);
    return valueFaults(change.key, change.value, pathOf(index));
  });
  if (faults.length > 0) throw validationFailed(faults);
}

/** Makes the changes, all or none, as one revision; none if they change nothing. Throws `STALE_VERSION`, or `VALIDATION_FAILED` with every value that does not fit. */
export async function changeSettings(unit: Unit, revisions: Revisions, schemas: JsonSchemas, changes: readonly SettingChange[], pathOf: PathOf, options: ChangeOptions): Promise<Outcome> {
  const revision = await revisions.open(unit);
  requireFresh(revision.base, options);
  const settings = await settingsOf(unit, changes);
  const made = await planSettings(unit, schemas, changes, pathOf, settings);
  await storeSettings(unit, revision, made, settings);
  return { revision: await revision.close(made, options.reason), changes: made, settingAt: change => settings.get(addressOf(change)) };
}

/** What would have to change for the settings to be as they are wanted. Throws `VALIDATION_FAILED` with every value that does not fit its schema; without `schemas`, none is looked at. */
export async function planSettings(unit: Unit, schemas: JsonSchemas | undefined, changes: readonly SettingChange[], pathOf: PathOf, present?: Settings): Promise<Change[]> {
  const faults = schemas ? await misfits(unit, schemas, changes, pathOf) : [];
  if (faults.length > 0) throw validationFailed(faults);
  const settings = present ?? await settingsOf(unit, changes);
  return changes.map((change): Change => ({ kind: 'setting', key: change.key, ...layerOf(change), before: settings.get(addressOf(change))?.value ?? null, after: change.value === null ? null : JSON.stringify(change.value) }))
    .filter(({ after, before }) => after !== before);
}

/** Makes planned changes of settings, as part of the revision; `present` has what there is afterwards. */
export async function storeSettings(unit: Unit, revision: OpenRevision, changes: readonly Change[], present?: Settings): Promise<void> {
  const settings = present ?? await settingsOf(unit, changes);
  for (const change of changes) {
    const at = address(change.key, change);
    settings.set(at, store(unit, revision.number, { ...change, value: undefined }, settings.get(at), change.after));
  }
  tellOfSettings(unit, revision, changes);
}

function tellOfSettings(unit: Unit, revision: OpenRevision, made: readonly Change[]): void {
  if (made.length === 0) return;
  unit.record(SettingsChanged, { id: 1, version: revision.settingsVersion }, { revision: revision.number, changed: made.map(({ key, environment, service }) => ({ key, ...shownLayer({ environment, service }) })) });
}

function store(unit: Unit, revision: number, change: SettingChange, present: Setting | undefined, text: string | null): Setting | undefined {
  if (text === null) {
    unit.em.remove(present!);
    return undefined;
  }
  const setting = present ?? Setting.make(change.key, layerOf(change));
  setting.set(text, revision, unit.now);
  unit.em.persist(setting);
  return setting;
}

/** Where values do not fit their schemas. */
export async function misfits(unit: Unit, schemas: JsonSchemas, changes: readonly SettingChange[], pathOf: PathOf): Promise<FieldError[]> {
  const rows = await unit.em.find(SettingSchema, { key: { $in: keysOf(changes) } });
  const texts = new Map(rows.map(row => [row.key, row.schema]));
  const faults: FieldError[] = [];
  for (const [index, { key, value }] of changes.entries()) {
    const text = texts.get(key);
    if (text !== undefined && value !== null) faults.push(...await schemas.valueFaults(text, value, pathOf(index)));
  }
  return faults;
}

/** Settings by where they are. */
type Settings = Map<string, Setting | undefined>;

async function settingsOf(unit: Unit, changes: readonly { readonly key: string }[]): Promise<Settings> {
  const rows = await unit.em.find(Setting, { key: { $in: keysOf(changes) } });
  return new Map(rows.map(setting => [address(setting.key, setting), setting]));
}

const keysOf = (changes: readonly { readonly key: string }[]): string[] => [...new Set(changes.map(change => change.key))];
const address = (key: string, { environment, service }: Layer): string => `${key}\n${environment}\n${service}`;
const addressOf = (change: SettingChange): string => address(change.key, layerOf(change));
