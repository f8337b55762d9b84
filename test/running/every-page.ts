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
