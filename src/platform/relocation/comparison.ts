import { setTimeout as wait } from 'node:timers/promises';
import type { Changes } from './changes.ts';
import { batches, difference, RelocationFailure, type Copier } from './copier.ts';
import type { Row } from './end.ts';
import { keyOf, keysIn, rangeOf, type Key } from './key-range.ts';
import { keyForm, rowForm } from './row-form.ts';
import type { TableShape } from './table-shape.ts';

/** How often rows that differ are looked at again, and milliseconds between: what changes all the time is caught at the fence. */
const looks = 20, pause = 15;

/**
 * Compares a page of a table at both places, while it is in use. Rows that differ may have changed a moment ago: they are noted then, and
 * come over. Rejects with `RelocationFailure` where a row stays different that nobody changes any more: its change was not noted.
 * Answers the last key, or undefined at the end.
 */
export async function comparePage(copier: Copier, changes: Changes, shape: TableShape, after: Key | undefined, limit: number, through: Key | undefined): Promise<{ readonly rows: number; readonly reached: Key | undefined }> {
  const rows = await copier.source(shape, rangeOf(shape, after, through), limit);
  const reached = rows.length < limit ? undefined : keyOf(shape, rows.at(-1)!);
  const found = await copier.target(shape, rangeOf(shape, after, reached ?? through));
  const { missing, surplus } = difference(shape, rows, found);
  const differing = [...missing.map(row => keyOf(shape, row)), ...surplus];
  for (const keys of batches(differing, 200)) await settle(copier, changes, shape, keys);
  return { rows: rows.length, reached };
}

async function settle(copier: Copier, changes: Changes, shape: TableShape, keys: readonly Key[]): Promise<void> {
  let left = keys, before: ReadonlyMap<string, string> | undefined;
  for (let look = 1; left.length > 0 && look <= looks; look += 1) {
    await changes.bringNoted();
    const [rows, found] = [await copier.source(shape, keysIn(shape, left)), await copier.target(shape, keysIn(shape, left))];
    const { missing, surplus } = difference(shape, rows, found);
    const now = formsOf(shape, rows);
    left = [...missing.map(row => keyOf(shape, row)), ...surplus];
    const still = before && left.filter(key => before!.get(JSON.stringify(key.map(String))) === now.get(JSON.stringify(key.map(String))));
    if (look > 2 && still && still.length === left.length && left.length > 0) {
      throw new RelocationFailure(`Rows of ${shape.name} have changed and nothing has noted it (${left.length} on one page): the table is not what it is declared to be, ${shape.follows}.`);
    }
    before = now;
    if (left.length > 0) await wait(pause);
  }
}

const formsOf = (shape: TableShape, rows: readonly Row[]): ReadonlyMap<string, string> =>
  new Map(rows.map(row => [JSON.stringify((JSON.parse(keyForm(shape, row)) as unknown[]).map(String)), rowForm(shape, row)]));
