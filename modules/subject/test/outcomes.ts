/** The code of the error that `work` ends with, or `done`. */
export const outcomeOf = (work: Promise<unknown>): Promise<unknown> => work.then(() => 'done', (error: { code?: unknown }) => error.code ?? error);

/** The items of every page of a list. */
export async function everyPage<Item>(page: (cursor: string | undefined) => Promise<{ readonly items: readonly Item[]; readonly next: string | null }>): Promise<Item[]> {
  const items: Item[] = [];
  for (let cursor: string | undefined; ;) {
    const { items: more, next } = await page(cursor);
    items.push(...more);
    if (next === null) return items;
    cursor = next;
  }
}

/** How often each outcome came about. */
export const tally = (outcomes: readonly unknown[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const outcome of outcomes) counts[String(outcome)] = (counts[String(outcome)] ?? 0) + 1;
  return counts;
};
