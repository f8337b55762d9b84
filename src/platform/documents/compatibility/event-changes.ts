import { kindOf, type EventUse } from '@aurora/kernel';
import { resolve, type JsonSchema } from '../json-schema.ts';
import type { ContractDescription, EventDescription } from '../report/description.ts';
import type { BreakingChange } from './breaking-change.ts';
import { schemaChanges } from './schema-changes.ts';

/**
 * What `after` takes from those who use the events of `before`, each as far as it has stated, and which stored events could be read no
 * more. What nobody uses may go.
 */
export function eventChanges(before: ContractDescription, after: ContractDescription, uses: readonly EventUse[]): BreakingChange[] {
  return Object.entries(before.events).flatMap(([type, old]) => [
    ...(after.events[type] ? used(type, old, after.events[type], before, after, uses) : replaced(type, old.data, before, after, uses)),
    ...Object.entries(old.upcasts ?? {}).flatMap(([earlier, data]) => (after.events[earlier] ? [] : replaced(earlier, data, before, after, uses))),
  ]);
}

/** The event is told as it was before: what of it is used must stay. */
function used(type: string, old: EventDescription, now: EventDescription, before: ContractDescription, after: ContractDescription, uses: readonly EventUse[]): BreakingChange[] {
  return uses.filter(use => use.type === type).flatMap(({ consumer, fields }) => {
    const changes: BreakingChange[] = (['name', 'aggregate'] as const)
      .filter(trait => old[trait] !== now[trait])
      .map(trait => ({ at: type, what: `${trait} was ${old[trait]}, is ${now[trait]}` }));
    if (old.last !== now.last) changes.push({ at: type, what: now.last ? 'ends its stream now' : 'does not end its stream any more' });
    const [was, is] = [only(resolve(old.data, before.schemas), fields), only(resolve(now.data, after.schemas), fields)];
    changes.push(...schemaChanges({ before: was, after: is, direction: 'output', at: `${type} data` }, before.schemas, after.schemas));
    return changes.map(({ at, what }) => ({ at, what: `${what}; ${consumer} uses it` }));
  });
}

/** Only stored events have the type now: a newer version must say what becomes of their data. */
function replaced(type: string, data: JsonSchema, before: ContractDescription, after: ContractDescription, uses: readonly EventUse[]): BreakingChange[] {
  const kept = Object.values(after.events).map(({ upcasts }) => upcasts?.[type]).find(schema => schema !== undefined);
  if (kept) return schemaChanges({ before: data, after: kept, direction: 'input', at: `${type} data` }, before.schemas, after.schemas);
  const newer = Object.keys(after.events).find(other => kindOf(other) === kindOf(type));
  if (newer) return [{ at: type, what: `can be read no more: ${newer} has no upcast of it` }];
  return uses.filter(use => kindOf(use.type) === kindOf(type)).map(({ consumer }) => ({ at: type, what: `is gone; ${consumer} uses it` }));
}

const only = (schema: JsonSchema, fields: readonly string[]): JsonSchema => ({
  ...schema, properties: Object.fromEntries(Object.entries(schema.properties ?? {}).filter(([name]) => fields.includes(name))), required: (schema.required ?? []).filter(name => fields.includes(name)),
});
