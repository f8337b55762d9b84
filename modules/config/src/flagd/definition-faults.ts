import type { FieldError } from '@aurora/kernel';
import { jsonFault } from '../../contract/json-value.ts';
import type { FlagDefinition } from '../../contract/index.ts';
import { secretInClear } from '../domain/secret-in-clear.ts';
import { loadCore, options, silent } from './core.ts';
import { targetingFaults } from './targeting-faults.ts';

/** Wrong places that are told of one definition. */
const told = 20;

/** What keeps a definition from being a flag, with paths below `definition`. */
export async function definitionFaults(definition: FlagDefinition): Promise<FieldError[]> {
  const fault = jsonFault(definition);
  if (fault) return [{ path: 'definition', ...fault }];
  const { defaultVariant, metadata, targeting, variants } = definition;
  const names = new Set(variants !== null && typeof variants === 'object' ? Object.keys(variants) : []);
  const unknownDefault = defaultVariant != null && !names.has(defaultVariant)
    ? [{ path: 'definition.defaultVariant', code: 'unknown_variant', message: 'is not the name of a variant' }] : [];
  const own = [...secretFaults(variants, 'variants'), ...secretFaults(metadata, 'metadata'), ...unknownDefault, ...(targeting === undefined ? [] : targetingFaults(targeting, names, 'definition.targeting'))];
  return own.length > 0 ? own.slice(0, told) : schemaFaults(definition);
}

/** Members in which a secret seems to stand in the clear; what the members are called says nothing, for they are named after what they switch. */
function secretFaults(members: unknown, name: string): FieldError[] {
  if (members === null || typeof members !== 'object') return [];
  const found = Object.entries(members).map(([member, value]) => secretInClear('', value, `definition.${name}.${member}`)).filter(path => path !== undefined);
  return found.map(path => ({ path, code: 'secret_in_clear', message: 'seems to be a secret, and flags are shown to many' }));
}

interface SchemaError { readonly instancePath: string; readonly keyword: string; readonly message: string }

/** What flagd's own JSON Schemas say, which it ships compiled and tells in the text of an error. */
async function schemaFaults(definition: FlagDefinition): Promise<FieldError[]> {
  const { MemoryStorage } = await loadCore();
  try {
    new MemoryStorage(silent, options).setConfigurations(JSON.stringify({ flags: { flag: definition } }), true);
    return [];
  } catch (error) {
    const text = (error as Error).message;
    const errors = text.includes('[') ? JSON.parse(text.slice(text.indexOf('['))) as SchemaError[] : [];
    const faults = deepest(errors).map(({ instancePath, keyword, message }) => ({ path: `definition${instancePath.slice('/flags/flag'.length).replaceAll('/', '.')}`, code: keyword, message }));
    return faults.length > 0 ? faults : [{ path: 'definition', code: 'invalid_flag', message: 'is not a flag in flagd\'s format' }];
  }
}

/** Of the errors of all alternatives, those of which none is inside another: they went furthest. One for each place. */
function deepest(errors: readonly SchemaError[]): SchemaError[] {
  const places = new Map(errors.map(error => [error.instancePath, error]));
  const paths = [...places.keys()];
  return paths.filter(path => !paths.some(other => other.startsWith(`${path}/`))).slice(0, told).map(path => places.get(path)!);
}
