/** Does `work` with every item, some at once. `work` must not reject. */
export async function inLanes<Item>(items: readonly Item[], lanes: number, work: (item: Item) => Promise<void>): Promise<void> {
  const rest = items.values();
  await Promise.all(Array.from({ length: lanes }, async () => {
    for (const item of rest) await work(item);
  }));
}
