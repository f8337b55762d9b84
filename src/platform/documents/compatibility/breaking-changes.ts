import type { EventUse } from '@aurora/kernel';
import type { ContractDescription, OperationDescription } from '../report/description.ts';
import type { BreakingChange } from './breaking-change.ts';
import { eventChanges } from './event-changes.ts';
import { schemaChanges } from './schema-changes.ts';

/**
 * What `after` takes from those who use `before`: an operation or a field of one that is gone, what `uses` states of an event, a stored event that can be read no more, an input that takes less or needs more,
 * an answer that may hold something else, another way to call. What only joins is no such change, nor is a text, a timeout or an error code,
 * nor that something may be answered where nothing was: that it goes on.
 */
export function breakingChanges(before: ContractDescription, after: ContractDescription, uses: readonly EventUse[] = []): BreakingChange[] {
  return [
    ...compared(before.operations, after.operations, (name, old, now) => operationChanges(name, old, now, before, after)),
    ...eventChanges(before, after, uses),
  ];
}

/** The breaking changes that the version of `after` does not own up to. It cannot for events, which are stored and have versions of their own. */
export function undeclaredChanges(before: ContractDescription, after: ContractDescription, uses: readonly EventUse[] = []): BreakingChange[] {
  if (after.version < before.version) return [{ at: 'version', what: `went back from ${before.version} to ${after.version}` }];
  return after.version > before.version ? eventChanges(before, after, uses) : breakingChanges(before, after, uses);
}

function compared<Item>(before: Readonly<Record<string, Item>>, after: Readonly<Record<string, Item>>, compare: (name: string, old: Item, now: Item) => BreakingChange[]): BreakingChange[] {
  return Object.entries(before).flatMap(([name, old]) => {
    const now = after[name];
    return now === undefined ? [{ at: name, what: 'is gone' }] : compare(name, old, now);
  });
}

const wayOfCalling = ['kind', 'method', 'path', 'scope', 'status', 'body', 'reply'] as const;

/** Promises that may be made later but not taken back. */
const promises = { idempotent: 'is not idempotent any more', tag: 'has no entity tag any more', location: 'has no Location any more' } as const;

function operationChanges(name: string, old: OperationDescription, now: OperationDescription, before: ContractDescription, after: ContractDescription): BreakingChange[] {
  const changes: BreakingChange[] = wayOfCalling
    .filter(trait => old[trait] !== now[trait] && !(trait === 'scope' && now.scope === null) && !(trait === 'reply' && old.reply === 'none' && now.reply === 'later'))
    .map(trait => ({ at: name, what: `${trait} was ${old[trait] ?? 'none'}, is ${now[trait]}` }));
  for (const [promise, what] of Object.entries(promises)) {
    if (old[promise as keyof typeof promises] && !now[promise as keyof typeof promises]) changes.push({ at: name, what });
  }
  if (!old.internal && now.internal) changes.push({ at: name, what: 'is internal now' });
  for (const [field, place] of Object.entries(old.places)) {
    const moved = now.places[field];
    if (moved !== undefined && moved !== place) changes.push({ at: `${name} input.${field}`, what: `was in ${place}, is in ${moved}` });
  }
  changes.push(...schemaChanges({ before: old.input, after: now.input, direction: 'input', at: `${name} input` }, before.schemas, after.schemas));
  if (old.output && now.output) changes.push(...schemaChanges({ before: old.output, after: now.output, direction: 'output', at: `${name} output` }, before.schemas, after.schemas));
  return changes;
}
