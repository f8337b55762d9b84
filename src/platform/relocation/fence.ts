import type { End } from './end.ts';
import { asidePrefix, named, readColumns } from './table-shape.ts';

/** Renames all tables or none. On a server one statement does it, and waits for the transactions that are at work with them. */
async function rename(end: End, names: readonly string[], from: string, to: string): Promise<void> {
  const there = await readColumns(end);
  const pairs = names.filter(name => there.has(from + name)).map(name => [named(from, name), named(to, name)] as const);
  if (pairs.length === 0) return;
  await end.define(end.dialect === 'sqlite' ? pairs.map(([before, after]) => `alter table ${before} rename to ${after}`) : [`rename table ${pairs.map(([before, after]) => `${before} to ${after}`).join(', ')}`]);
}

/** Moves tables away under whoever uses them: what comes later finds none, and nothing is at work with them any more. */
export const moveAside = (end: End, names: readonly string[]): Promise<void> => rename(end, names, '', asidePrefix);

/** Puts them back. */
export const putBack = (end: End, names: readonly string[]): Promise<void> => rename(end, names, asidePrefix, '');
